package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking the JAR out leaves nothing that was granted for a time, as docs/operations.md says. */
class UninstallIT {

  private static final int PEOPLE = 23; // more than the answer waits for

  @Test
  void whatWasGrantedForATimeEndsBeforeTheJarIsTakenOut(@TempDir Path home) {
    List<String> people = new ArrayList<>();
    String name;
    try (KeycloakServer gated =
        KeycloakServer.start(WideServer.gated().withHome(home).withEmptyDatabase())) {
      RealmFixture realm = gated.newRealm();
      name = realm.name();
      Story story = new Story(realm);
      story.rule(Map.of());
      for (int i = 0; i < PEOPLE; i++) {
        String user = story.newUser();
        story.bind(story.ticketFor(user).push(), user).expect(201);
        people.add(user);
      }
      assertThat(realm.directRoles(people.get(0))).contains("db-admin");

      assertUnawareIsRefused(realm);
      Answer all = realm.gate("/bindings?reason=migration&realm=" + name).delete();

      assertThat(all.expect(200).json().path("ended").asInt()).isEqualTo(PEOPLE);
      assertThat(realm.gate("/bindings?status=ACTIVE").get().expect(200).json()).isEmpty();
      assertThat(
              Story.eventually(
                  () -> {
                    JsonNode overview = realm.gate("").get().expect(200).json();
                    return overview.path("cleanUp").path("due").asInt() == 0;
                  }))
          .isTrue();
      JsonNode last = realm.gate("/bindings?max=1").get().expect(200).json().path(0);
      JsonNode history =
          realm.gate("/bindings/" + last.path("id").asText() + "/history").get().json();
      assertThat(history.path(1).path("cause").asText()).isEqualTo("admin");
      assertThat(history.path(1).toString()).contains("migration");
    }
    try (KeycloakServer stock = KeycloakServer.start(WideServer.stock().withHome(home))) {
      RealmFixture realm = stock.realm(name);
      for (String person : people) {
        assertThat(realm.directRoles(person)).doesNotContain("db-admin");
      }
    }
  }

  private static void assertUnawareIsRefused(RealmFixture realm) {
    for (String wrong : List.of("", "?realm=", "?realm=another")) {
      Answer answer = realm.gate("/bindings" + wrong).delete();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("code")).as("%s", answer).isEqualTo("invalid_request");
      assertThat(answer.text("field")).isEqualTo("realm");
    }
    assertThat(realm.gate("/bindings?status=ACTIVE&max=100").get().json()).hasSize(PEOPLE);
  }
}
