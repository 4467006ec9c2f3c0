package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A realm that gets another name, or goes and comes back under its name. The server looks every
 * second, and its master realm has a rule.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealmNameIT {

  private static final String VIEW = "view-events";

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = KeycloakServer.start(WideServer.eager());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Http.Call master(String path) {
    return server.admin().to("/admin/realms/master" + path);
  }

  private Map<String, Object> person(String name) {
    Map<String, Object> person = new LinkedHashMap<>();
    person.put("username", name);
    person.put("enabled", true);
    person.put("firstName", name);
    person.put("lastName", "Test");
    person.put("email", name + "@example.test");
    person.put("credentials", List.of(Map.of("type", "password", "value", RealmFixture.PASSWORD)));
    return person;
  }

  private void rule(String name, String mode, Map<String, ?> protects) {
    master("/ticket-gate/rules")
        .post(
            Map.of(
                "name", name,
                "mode", mode,
                "protects", protects,
                "tickets", Map.of("minApprovals", 1)))
        .expect(201);
  }

  private String bind(String ticket, Map<String, ?> entitlement) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", "change_request");
    record.put("state", "implement");
    record.put("open", true);
    record.put("version", "1");
    record.put("requester", "anna");
    record.put("requestedFor", "anna");
    record.put("entitlements", List.of(entitlement));
    record.put("justification", "look at events");
    record.put(
        "approvals",
        List.of(Map.of("approver", "bob", "decision", "approved", "at", Instant.now().toString())));
    master("/ticket-gate/tickets/demo/" + ticket).put(record).expect(201);
    return master("/ticket-gate/bindings")
        .post(
            Map.of(
                "ticket",
                "demo:" + ticket,
                "subject",
                Map.of("user", "anna"),
                "entitlement",
                entitlement))
        .expect(201)
        .createdId();
  }

  private String token() {
    Answer login =
        server
            .admin()
            .tokens(
                "master",
                "grant_type",
                "password",
                "client_id",
                "viewer",
                "client_secret",
                RealmFixture.SECRET,
                "username",
                "anna",
                "password",
                RealmFixture.PASSWORD)
            .expect(200);
    return new String(
        Base64.getUrlDecoder().decode(login.text("access_token").split("\\.")[1]),
        StandardCharsets.UTF_8);
  }

  private JsonNode binding(String id) {
    return master("/ticket-gate/bindings/" + id).get().expect(200).json();
  }

  @Test
  void bindingsForARealmsManagementRolesFollowItsName() throws Exception {
    RealmFixture realm = server.newRealm();
    String before = realm.name() + "-realm";
    String after = "renamed-realm";
    master("/users").post(person("anna")).expect(201);
    master("/users").post(person("bob")).expect(201);
    master("/clients")
        .post(
            Map.of(
                "clientId",
                "viewer",
                "secret",
                RealmFixture.SECRET,
                "publicClient",
                false,
                "directAccessGrantsEnabled",
                true))
        .expect(201);
    master("/roles").post(Map.of("name", "lookers")).expect(201);
    String client =
        master("/clients?clientId=" + before).get().expect(200).json().path(0).path("id").asText();
    String roles = "/clients/" + client + "/roles";
    JsonNode part = master(roles + "/query-groups").get().expect(200).json();
    master("/roles/lookers/composites").post(List.of(part)).expect(204);
    master("/ticket-gate/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
    rule("lookers", "enforce", Map.of("realmRoles", List.of("lookers")));
    // Audited, since the administrator of this test has the role, and could do nothing any more.
    rule("realms", "audit", Map.of("clientRoles", List.of(before + "/" + VIEW)));
    String direct = bind("CHG-1", Map.of("clientRole", Map.of("client", before, "role", VIEW)));
    String composite = bind("CHG-2", Map.of("realmRole", "lookers"));
    assertThat(token()).contains(before, VIEW, "lookers", "query-groups");

    realm.api("").put(Map.of("realm", "renamed")).expect(204);

    assertThat(token()).contains(after, VIEW, "lookers", "query-groups").doesNotContain(before);
    assertThat(binding(direct).path("entitlement").toString()).contains(after);
    Thread.sleep(3000);
    assertThat(binding(direct).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(binding(composite).path("status").asText()).isEqualTo("ACTIVE");

    server.admin().to("/admin/realms/renamed").delete().expect(204);
    assertThat(binding(direct).path("status").asText()).isEqualTo("REVOKED");
  }

  @Test
  void aRealmThatComesBackUnderItsNameAndIdKnowsNothingOfTheOneBefore() {
    RealmFixture first = server.newRealm();
    String id = first.api("").get().expect(200).text("id");
    Story story = new Story(first);
    story.rule(Map.of());
    String alice = story.newUser();
    Story.Pushed ticket = story.ticketFor(alice).push();
    String binding = story.bind(ticket, alice).expect(201).createdId();
    first.api("").delete().expect(204);

    server
        .admin()
        .to("/admin/realms")
        .post(Map.of("id", id, "realm", first.name(), "enabled", true))
        .expect(201);

    assertThat(first.gate("/rules").get().expect(200).json()).isEmpty();
    assertThat(first.gate("/bindings?status=ACTIVE").get().expect(200).json()).isEmpty();
    Story again = new Story(first);
    again.rule(Map.of());
    assertThat(first.gate("/tickets/demo/" + ticket.key).get().status()).isEqualTo(404);
    first.createUser(alice);
    Answer refused = again.bind(ticket, alice);
    assertThat(refused.status()).as("%s", refused).isIn(403, 404);
    assertThat(first.gate("/bindings/" + binding).get().expect(200).text("status"))
        .isEqualTo("REVOKED");
  }
}
