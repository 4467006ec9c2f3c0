package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A role that lost its mark or name stays protected, whatever becomes of the rule, until somebody
 * who administers the gate releases it.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RememberedIT {

  private RealmFixture realm;
  private Story story;
  private int names;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.api("").put(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    story = new Story(fixture);
    story.rule(Map.of("name", "keeps-the-realm-guarded"));
  }

  private Map<String, Object> marked(String name, String value) {
    return Map.of(
        "name",
        name,
        "protects",
        Map.of("attribute", "ticket-gate.tier=" + value),
        "tickets",
        Map.of("minApprovals", 1));
  }

  private String rule(String name, String value) {
    return realm.gate("/rules").post(marked(name, value)).expect(201).createdId();
  }

  /** A role that had the mark, and has it no more. */
  private String onceMarked(String value) {
    String role = "once" + ++names;
    realm.createRole(role);
    mark(role, Map.of("ticket-gate.tier", List.of(value)));
    mark(role, Map.of());
    return role;
  }

  private void mark(String role, Map<String, List<String>> attributes) {
    realm.api("/roles/" + role).put(Map.of("name", role, "attributes", attributes)).expect(204);
  }

  private Answer map(String role) {
    return realm
        .api("/users/" + realm.userId(story.newUser()) + "/role-mappings/realm")
        .post(List.of(realm.role(role)));
  }

  private void isProtected(String role) {
    Answer answer = map(role);
    assertThat(answer.status()).as(role + ": " + answer).isEqualTo(403);
    assertThat(answer.text("error")).isEqualTo("ticket_required");
  }

  @Test
  void aRuleThatIsEditedOrRenamedKeepsIt() {
    String id = rule("edited", "e");
    String role = onceMarked("e");
    isProtected(role);

    realm.gate("/rules/" + id).put(marked("renamed", "another")).expect(200);
    isProtected(role);
    realm
        .gate("/rules/" + id)
        .put(
            Map.of(
                "name", "renamed",
                "protects", Map.of("realmRoles", List.of("nothing-at-all")),
                "tickets", Map.of("minApprovals", 2)))
        .expect(200);
    isProtected(role);
  }

  @Test
  void aRuleThatIsDeletedAndMadeAgainKnowsItAgain() {
    String id = rule("again", "a");
    String role = onceMarked("a");
    realm.gate("/rules/" + id).delete().expect(204);
    map(role).expect(204);

    rule("another name", "a");

    isProtected(role);
  }

  @Test
  void aRuleThatWasOffKnowsWhatLostItsMarkMeanwhile() {
    Map<String, Object> off = new java.util.LinkedHashMap<>(marked("off", "o"));
    off.put("mode", "off");
    String id = realm.gate("/rules").post(off).expect(201).createdId();
    String role = onceMarked("o");
    map(role).expect(204);

    realm.gate("/rules/" + id).put(marked("off", "o")).expect(200);

    isProtected(role);
  }

  @Test
  void aRoleRenamedOutOfARuleThatIsMadeAgainIsKnownByItsFormerName() {
    String id =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name", "named",
                    "protects", Map.of("realmRoles", List.of("fin-*")),
                    "tickets", Map.of("minApprovals", 1)))
            .expect(201)
            .createdId();
    realm.createRole("fin-payer");
    ObjectNode representation = (ObjectNode) realm.api("/roles/fin-payer").get().json();
    realm.api("/roles/fin-payer").put(representation.put("name", "harmless")).expect(204);
    isProtected("harmless");
    realm.gate("/rules/" + id).delete().expect(204);
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name", "named",
                "protects", Map.of("realmRoles", List.of("fin-*")),
                "tickets", Map.of("minApprovals", 1)))
        .expect(201);
    isProtected("harmless");
  }

  @Test
  void onlyTheGatesAdministratorReleasesItAndThatIsRecorded() {
    String id = rule("released", "r");
    String role = onceMarked("r");
    String still = "still" + ++names;
    realm.createRole(still);
    mark(still, Map.of("ticket-gate.tier", List.of("r")));
    Map<String, Object> body = Map.of("entitlement", Map.of("realmRole", role));

    realm.grantManagement(realm.createUser("manager"), "manage-realm", "manage-users");
    String manager = realm.tokenOf("manager");
    assertThat(realm.gate("/rules/" + id + "/release").bearer(manager).post(body).status())
        .isEqualTo(403);
    assertThat(
            realm
                .gate("/rules/" + id + "/release")
                .post(Map.of("entitlement", Map.of("realmRole", still)))
                .status())
        .as("its mark protects it")
        .isEqualTo(409);
    isProtected(role);

    realm.gate("/rules/" + id + "/release").post(body).expect(204);

    map(role).expect(204);
    realm.gate("/rules/" + id + "/release").post(body).expect(404);
    assertThat(
            realm
                .api("/admin-events?resourcePath=ticket-gate/rules/" + id + "/release")
                .get()
                .json())
        .hasSize(1);
  }
}
