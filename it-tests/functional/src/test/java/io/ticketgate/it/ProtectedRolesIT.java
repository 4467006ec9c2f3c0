package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which roles a rule protects: those made later, marked, renamed, and those of renamed clients. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtectedRolesIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createClient("orders");
    realm.createClientRole("orders", "refund");
    story.rule(
        Map.of(
            "protects",
            Map.of(
                "realmRoles",
                List.of("db-*"),
                "clientRoles",
                List.of("orders/refund"),
                "attribute",
                "ticket-gate.tier=high")));
  }

  @Test
  void aRoleThatIsMadeLaterIsProtectedAtOnce() {
    String role = "db-later";
    realm.createRole(role);
    Answer refused = realm.assign(story.newUser(), role);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
  }

  @Test
  void aRoleIsProtectedByItsAttribute() {
    String role = "marked";
    realm.createRole(role);
    String alice = story.newUser();
    realm.assign(alice, role).expect(204);
    realm.unassign(alice, role).expect(204);

    mark(role, "high");
    assertThat(realm.assign(alice, role).text("error")).isEqualTo("ticket_required");
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    assertThat(realm.assign(alice, role, ticket.ref()).status()).isEqualTo(204);
    ticket.close();
    assertThat(realm.directRoles(alice)).doesNotContain(role);

    // Whoever may edit the role may take off its mark; only a release lets it go.
    mark(role, "low");
    assertThat(realm.assign(alice, role).text("error")).isEqualTo("ticket_required");
    for (JsonNode rule : realm.gate("/rules").get().expect(200).json()) {
      if (rule.path("protects").has("attribute")) {
        ((ObjectNode) rule.path("protects")).withArray("realmRoles").add("marked-otherwise-*");
        String path = "/rules/" + rule.path("id").asText();
        realm.gate(path).put(rule).expect(200);
        assertThat(realm.assign(alice, role).text("error")).isEqualTo("ticket_required");
        release(path, role);
      }
    }
    assertThat(realm.assign(alice, role).status()).isEqualTo(204);
  }

  private void release(String rule, String role) {
    realm
        .gate(rule + "/release")
        .post(Map.of("entitlement", Map.of("realmRole", role)))
        .expect(204);
  }

  private void mark(String role, String tier) {
    ObjectNode representation = realm.role(role).deepCopy();
    representation.putObject("attributes").putArray("ticket-gate.tier").add(tier);
    realm.api("/roles/" + role).put(representation).expect(204);
  }

  @Test
  void aRenamedRoleStaysProtectedAndItsGrantsAreTakenBack() {
    String role = "db-renamed";
    String id = realm.createRole(role);
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", role))).push();
    String binding =
        story
            .bind(ticket, alice, Map.of("entitlement", Map.of("realmRole", role)))
            .expect(201)
            .createdId();

    ObjectNode renamed = realm.role(role).deepCopy();
    realm.api("/roles-by-id/" + id).put(renamed.put("name", "harmless")).expect(204);

    assertThat(story.binding(binding).path("status").asText())
        .as("the reconciler suspends it, since nobody has approved the new name")
        .isIn("ACTIVE", "SUSPENDED");
    assertThat(realm.assign(story.newUser(), "harmless").text("error"))
        .isEqualTo("ticket_required");
    for (String name : List.of(role, "harmless")) {
      assertThat(realm.gate("/bindings?role=" + name).get().json())
          .extracting(each -> each.path("id").asText())
          .containsExactly(binding);
    }

    realm.api("/roles-by-id/" + id).put(renamed.put("name", "harmless-2")).expect(204);
    assertThat(realm.assign(story.newUser(), "harmless-2").text("error"))
        .isEqualTo("ticket_required");

    ticket.close();
    assertThat(story.binding(binding).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.directRoles(alice)).doesNotContain("harmless", "harmless-2");
  }

  @Test
  void aRenamedRoleIsForgottenOnlyWhenItIsReleased() {
    String role = "kept";
    String id = realm.createRole(role);
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", "keeper");
    rule.put("protects", Map.of("realmRoles", List.of("kept", "kept-*")));
    String ruleId = realm.gate("/rules").post(rule).expect(201).createdId();
    ObjectNode renamed = realm.role(role).deepCopy();
    realm.api("/roles-by-id/" + id).put(renamed.put("name", "let-go")).expect(204);

    rule.put("lifetime", Map.of("max", "PT1H"));
    rule.put("protects", Map.of("realmRoles", List.of("kept-*", "kept")));
    realm.gate("/rules/" + ruleId).put(rule).expect(200);
    assertThat(realm.assign(story.newUser(), "let-go").text("error")).isEqualTo("ticket_required");

    rule.put("protects", Map.of("realmRoles", List.of("kept")));
    realm.gate("/rules/" + ruleId).put(rule).expect(200);
    assertThat(realm.assign(story.newUser(), "let-go").text("error")).isEqualTo("ticket_required");

    release("/rules/" + ruleId, "let-go");
    assertThat(realm.assign(story.newUser(), "let-go").status()).isEqualTo(204);
    realm.gate("/rules/" + ruleId).delete().expect(204);
  }

  @Test
  void aNameThatIsTakenIsRefusedAsEver() {
    String id = realm.createRole("one");
    realm.createRole("two");
    ObjectNode role = realm.role("one").deepCopy();
    assertThat(realm.api("/roles-by-id/" + id).put(role.put("name", "two")).status())
        .isEqualTo(409);
    String uuid = realm.createClient("client-one");
    ObjectNode client = realm.api("/clients/" + uuid).get().json().deepCopy();
    assertThat(realm.api("/clients/" + uuid).put(client.put("clientId", "orders")).status())
        .isEqualTo(409);
    assertThat(realm.role("one").path("id").asText()).isEqualTo(id);
    assertThat(realm.clientUuid("client-one")).isEqualTo(uuid);
  }

  @Test
  void theRolesOfARenamedClientStayProtected() {
    realm.createClient("tills");
    realm.createClientRole("tills", "refund");
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of("name", "tills", "protects", Map.of("clientRoles", List.of("tills/refund"))))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    Map<String, Object> entitlement =
        Map.of("clientRole", Map.of("client", "tills", "role", "refund"));
    Pushed ticket = story.ticketFor(alice).with("entitlements", List.of(entitlement)).push();
    String binding =
        story.bind(ticket, alice, Map.of("entitlement", entitlement)).expect(201).createdId();
    assertThat(realm.gate("/bindings?role=tills/refund").get().json()).hasSize(1);

    String uuid = realm.clientUuid("tills");
    ObjectNode client = realm.api("/clients/" + uuid).get().json().deepCopy();
    realm.api("/clients/" + uuid).put(client.put("clientId", "counters")).expect(204);

    assertThat(realm.effectiveClientRoles(alice, "counters")).contains("refund");
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
    JsonNode role = realm.api("/clients/" + uuid + "/roles/refund").get().json();
    Answer refused =
        realm
            .api("/users/" + realm.userId(story.newUser()) + "/role-mappings/clients/" + uuid)
            .post(List.of(role));
    assertThat(refused.text("error")).isEqualTo("ticket_required");

    ticket.close();
    assertThat(realm.effectiveClientRoles(alice, "counters")).doesNotContain("refund");
    realm.gate("/rules/" + rule).delete().expect(204);
  }
}
