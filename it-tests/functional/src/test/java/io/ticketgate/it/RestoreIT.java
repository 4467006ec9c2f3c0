package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Finished;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A realm with holders is restored from its export, as docs/operations.md says, and that opens
 * nothing: a role counts again when its ticket was read again and still allows it.
 */
class RestoreIT {

  @Test
  void anExportAndTheListOfBindingsRestoreWhatTheTicketsStillAllow(@TempDir Path folder) {
    String file = folder.resolve("realm.json").toString();
    String name;
    List<String> people;
    List<Pushed> tickets;
    JsonNode bindings;
    try (KeycloakServer server = KeycloakServer.start(WideServer.gated())) {
      RealmFixture realm = server.newRealm();
      name = realm.name();
      Story story = new Story(realm);
      story.rule(Map.of());
      people = List.of(story.newUser(), story.newUser());
      tickets = people.stream().map(user -> story.ticketFor(user).push()).toList();
      for (int i = 0; i < people.size(); i++) {
        story.bind(tickets.get(i), people.get(i)).expect(201);
      }
      bindings = realm.gate("/bindings?status=ACTIVE&max=100").get().expect(200).json();
      server.stop();
      Finished exported =
          server.kc(
              "export", "--optimized", "--file=" + file, "--realm=" + name, "--users=same_file");
      assertThat(exported.exit()).as(exported.output()).isZero();
    }

    try (KeycloakServer server = KeycloakServer.start(WideServer.gated())) {
      server.stop();
      Finished refused = server.kc("import", "--optimized", "--file=" + file);
      Finished imported =
          server.kc(
              "import",
              "--optimized",
              "--file=" + file,
              "--spi-ticket-gate--default--enforcement=audit");
      server.restart();
      RealmFixture realm = server.realm(name);

      assertThat(refused.exit()).isNotZero();
      assertThat(refused.output()).contains("ticket_required");
      assertThat(imported.exit()).as(imported.output()).isZero();
      for (String person : people) {
        assertThat(realm.directRoles(person)).contains(Story.ROLE);
        assertThat(tokenWith(realm, person)).as("opens nothing").isFalse();
      }
      // The first ticket is as it was; the other has been closed since.
      push(realm, tickets.get(0));
      push(realm, tickets.get(1).with("open", false).with("state", "closed"));
      List<Answer> answers = new ArrayList<>();
      for (JsonNode each : bindings) {
        answers.add(
            realm
                .gate("/bindings")
                .post(
                    Map.of(
                        "ticket", each.path("ticket").asText(),
                        "subject", Map.of("userId", each.path("subject").path("userId")),
                        "entitlement", each.path("entitlement"),
                        "expiresAt", each.path("expiresAt").asText())));
      }

      assertThat(answers)
          .extracting(answer -> answer.status() == 201 ? "made" : answer.text("code"))
          .containsExactlyInAnyOrder("made", "ticket_closed");
      assertThat(tokenWith(realm, people.get(0))).isTrue();
      assertThat(tokenWith(realm, people.get(1))).isFalse();
      JsonNode unbound = realm.gate("/coverage?bound=false&max=10").get().expect(200).json();
      assertThat(unbound.toString()).contains(people.get(1)).doesNotContain(people.get(0));
    }
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) Http.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static void push(RealmFixture realm, Pushed ticket) {
    ObjectNode record = read(ticket.json());
    record.put("version", "9");
    realm.gate("/tickets/" + Story.SYSTEM + "/" + ticket.key).put(record).expect(201);
  }

  private static boolean tokenWith(RealmFixture realm, String person) {
    Answer answer =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "password",
                "client_id",
                RealmFixture.APP,
                "client_secret",
                RealmFixture.SECRET,
                "username",
                person,
                "password",
                RealmFixture.PASSWORD);
    return answer.status() == 200;
  }
}
