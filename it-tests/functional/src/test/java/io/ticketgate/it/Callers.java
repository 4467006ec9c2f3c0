package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who calls: one for each role, more than one together, none, and those of another realm. */
final class Callers implements AutoCloseable {

  static final Set<String> EVERY_ROLE =
      Set.of("view", "grant", "review", "admin", "itsm", "break-glass", "audit");

  /** Its rule lets the ITSM grant alone; that of both-admin does not, beside one that does. */
  static final String AUTOMATIC_ROLE = "auto-admin";

  /** Each of the callers with one role of the gate holds it. */
  private static final String COMMANDER = "incident-commander";

  final Story story;
  final RealmFixture realm;

  /** Another realm, where the stranger is the administrator. */
  final RealmFixture foreign;

  private final Map<String, String> tokens = new LinkedHashMap<>();

  Callers(RealmFixture fixture) {
    realm = fixture;
    // The tokens are taken once, for all tests of a class.
    realm.update(Map.of("accessTokenLifespan", 3600, "ssoSessionMaxLifespan", 36000));
    story = new Story(fixture);
    story.rule(
        Map.of(
            "protects", Map.of("realmRoles", List.of("db-*", "both-*")),
            "breakGlass",
                Map.of("allowed", true, "role", COMMANDER, "max", "PT1H", "reviewWithin", "P1D")));
    realm.createRole(COMMANDER);
    realm.createRole(AUTOMATIC_ROLE);
    realm.createRole("both-admin");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name", "automatic",
                "protects", Map.of("realmRoles", List.of("auto-*", "both-*")),
                "provisioning", "automatic"))
        .expect(201);

    realm.createUser("nobody");
    tokens.put("nobody", realm.tokenOf("nobody"));
    for (String role : EVERY_ROLE) {
      String id = realm.createUser("may-" + role);
      realm.grantManagement(id, "ticket-gate-" + role);
      realm.assign("may-" + role, COMMANDER).expect(204);
      tokens.put(role, realm.tokenOf("may-" + role));
    }
    realm.grantManagement(realm.createUser("mapper"), "ticket-gate-grant", "manage-users");
    tokens.put("grant and map", realm.tokenOf("mapper"));
    realm.grantManagement(realm.createUser("manager"), "manage-users", "manage-realm");
    tokens.put("manage-users and manage-realm", realm.tokenOf("manager"));
    realm.grantManagement(realm.createUser("realm-administrator"), "realm-admin");
    realm.assign("realm-administrator", COMMANDER).expect(204);
    tokens.put("realm-admin", realm.tokenOf("realm-administrator"));

    foreign = realm.server().newRealm();
    foreign.update(Map.of("accessTokenLifespan", 3600, "ssoSessionMaxLifespan", 36000));
    foreign.grantManagement(foreign.createUser("stranger"), "realm-admin");
    tokens.put("stranger", foreign.tokenOf("stranger"));
  }

  /** The token of who may do just this. */
  String token(String who) {
    return tokens.get(who);
  }

  Pushed ticket() {
    return story.ticketFor(story.newUser()).push();
  }

  Map<String, Object> request() {
    return request(Story.ROLE);
  }

  Map<String, Object> request(String role) {
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    return story.request(ticket, alice, Map.of("entitlement", Map.of("realmRole", role)));
  }

  String active() {
    return realm.gate("/bindings").post(request()).expect(201).createdId();
  }

  /** A request for an emergency grant. */
  Map<String, Object> emergencyRequest() {
    return Map.of(
        "subject", Map.of("user", story.newUser()),
        "entitlement", Map.of("realmRole", Story.ROLE),
        "justification", "the database is down");
  }

  /** An emergency grant that nobody has reviewed. */
  String emergency() {
    return realm
        .gate("/break-glass")
        .bearer(token("break-glass"))
        .post(emergencyRequest())
        .expect(201)
        .createdId();
  }

  String suspended() {
    String id = active();
    realm.gate("/bindings/" + id + "/suspend").post().expect(200);
    return id;
  }

  String authorised() {
    return authorised(Story.ROLE);
  }

  String authorised(String role) {
    Map<String, Object> request = request(role);
    request.put("activate", false);
    return realm.gate("/bindings").post(request).expect(201).createdId();
  }

  static void assertAllowed(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isIn(200, 201, 202, 204);
  }

  static void assertNotPermitted(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.text("code")).isEqualTo("not_permitted");
    assertThat(answer.text("detail")).endsWith(".");
    assertThat(answer.body()).doesNotContain("alice", "demo:");
  }

  @Override
  public void close() {
    foreign.close();
  }
}
