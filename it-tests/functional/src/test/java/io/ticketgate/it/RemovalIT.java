package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is removed by other means than a ticket, and what comes along with a composite. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovalIT {

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createClient("orders");
    realm.createClientRole("orders", "refund");
    // Composites that are older than the rule.
    for (String composite : List.of("bundle", "bundle-refused")) {
      realm.createRole(composite);
      realm.addComposite(composite, Story.ROLE).expect(204);
    }
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientRoles", List.of("orders/*", "shop/*"))));
  }

  private static Map<String, Object> realmRole(String name) {
    return Map.of("realmRole", name);
  }

  private static Map<String, Object> clientRole(String client, String role) {
    return Map.of("clientRole", Map.of("client", client, "role", role));
  }

  /** Binds a person to an entitlement under a ticket of its own; answers the binding's id. */
  private String bound(String user, Map<String, Object> entitlement) {
    Pushed ticket = story.ticketFor(user).with("entitlements", List.of(entitlement)).push();
    return story.bind(ticket, user, Map.of("entitlement", entitlement)).expect(201).createdId();
  }

  private void assertEnded(String binding, String cause) {
    JsonNode ended = story.binding(binding);
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo(cause);
    assertThat(realm.gate("/bindings/" + binding + "/history").get().expect(200).json())
        .extracting(step -> step.path("to").asText())
        .containsExactly("ACTIVE", "REVOKED");
  }

  @Test
  void deletingTheUserEndsTheBindingAndKeepsItsHistory() {
    String alice = story.newUser();
    String binding = bound(alice, realmRole(Story.ROLE));

    realm.api("/users/" + realm.userId(alice)).delete().expect(204);

    assertEnded(binding, "subject_removed");
    assertThat(story.binding(binding).path("subject").path("user").asText()).isEqualTo(alice);
  }

  @Test
  void deletingTheRealmRoleEndsTheBinding() {
    realm.createRole("db-old");
    String alice = story.newUser();
    String binding = bound(alice, realmRole("db-old"));

    realm.api("/roles/db-old").delete().expect(204);

    assertEnded(binding, "grant_removed");
  }

  @Test
  void deletingTheClientRoleEndsTheBinding() {
    realm.createClientRole("orders", "cancel");
    String alice = story.newUser();
    String binding = bound(alice, clientRole("orders", "cancel"));
    assertThat(realm.effectiveClientRoles(alice, "orders")).contains("cancel");

    realm.api("/clients/" + realm.clientUuid("orders") + "/roles/cancel").delete().expect(204);

    assertEnded(binding, "grant_removed");
  }

  @Test
  void deletingTheClientEndsTheBindingsToItsRoles() {
    realm.createClient("shop");
    realm.createClientRole("shop", "price");
    String alice = story.newUser();
    String binding = bound(alice, clientRole("shop", "price"));

    realm.api("/clients/" + realm.clientUuid("shop")).delete().expect(204);

    assertEnded(binding, "grant_removed");
  }

  @Test
  void deletingTheClientEndsTheBindingsOfItsServiceAccount() {
    realm.createClient("robot-gone");
    String binding = serviceAccountBinding("robot-gone", story.ticketFor("robot-gone").push());

    realm.api("/clients/" + realm.clientUuid("robot-gone")).delete().expect(204);

    assertEnded(binding, "subject_removed");
  }

  private String serviceAccountBinding(String clientId, Pushed ticket) {
    Answer bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("serviceAccount", clientId),
                    "entitlement", realmRole(Story.ROLE)));
    return bound.expect(201).createdId();
  }

  @Test
  void aServiceAccountLosesRoleAndTokenAtTheClosing() {
    realm.createClient("robot");
    Pushed ticket = story.ticketFor("robot").push();
    String binding = serviceAccountBinding("robot", ticket);
    String token = realm.serviceAccountToken("robot");
    assertThat(realm.isActive(token)).isTrue();
    assertThat(rolesOf(realm.serviceAccountUserId("robot"))).contains(Story.ROLE);

    ticket.close();

    assertEnded(binding, "ticket_closed");
    assertThat(realm.isActive(token)).isFalse();
    assertThat(rolesOf(realm.serviceAccountUserId("robot"))).doesNotContain(Story.ROLE);
    // The account itself goes on: what it gets from now on is good, and carries no role.
    assertThat(Story.eventually(() -> realm.isActive(realm.serviceAccountToken("robot")))).isTrue();
  }

  private List<String> rolesOf(String userId) {
    return Http.JSON
        .convertValue(realm.mappings(userId).get().expect(200).json(), List.class)
        .stream()
        .map(role -> String.valueOf(((Map<?, ?>) role).get("name")))
        .toList();
  }

  @Test
  void removingTheMappingByHandEndsTheBinding() {
    String alice = story.newUser();
    String binding = bound(alice, realmRole(Story.ROLE));
    String token = realm.tokenOf(alice);
    assertThat(realm.isActive(token)).isTrue();

    realm.unassign(alice, Story.ROLE).expect(204);

    assertEnded(binding, "grant_removed");
    assertThat(realm.isActive(token)).isFalse();
    assertThat(realm.assign(alice, Story.ROLE).status()).isEqualTo(403);
  }

  @Test
  void aCompositeThatCarriesAProtectedRoleIsRefusedWithoutATicket() {
    String alice = story.newUser();

    Answer refused = realm.assign(alice, "bundle-refused");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
    assertThat(refused.text("error_description")).contains("bundle-refused").contains(Story.ROLE);
    assertThat(realm.directRoles(alice)).doesNotContain("bundle-refused");
  }

  @Test
  void aCompositeUnderATicketGoesWithTheTicket() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    assertThat(realm.assign(alice, "bundle", ticket.ref()).status()).isEqualTo(204);
    assertThat(realm.effectiveRoles(alice)).contains("bundle", Story.ROLE);

    ticket.close();

    assertThat(realm.effectiveRoles(alice)).doesNotContain("bundle", Story.ROLE);
    assertThat(realm.directRoles(alice)).doesNotContain("bundle", Story.ROLE);
  }

  @Test
  void severalRolesInOneRequestAreAllOrNothing() {
    realm.createRole("harmless");
    realm.createRole("db-reader");
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    List<JsonNode> roles =
        List.of(realm.role("harmless"), realm.role(Story.ROLE), realm.role("db-reader"));

    // The ticket names one of the two protected roles.
    Answer refused = realm.mappings(realm.userId(alice)).ticket(ticket.ref()).post(roles);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_mismatch");
    assertThat(realm.directRoles(alice)).doesNotContain("harmless", Story.ROLE, "db-reader");
    assertThat(realm.gate("/bindings?user=" + alice).get().expect(200).json()).isEmpty();

    Pushed both =
        story
            .ticketFor(alice)
            .with("entitlements", List.of(realmRole(Story.ROLE), realmRole("db-reader")))
            .push();
    realm.mappings(realm.userId(alice)).ticket(both.ref()).post(roles).expect(204);
    assertThat(realm.directRoles(alice)).contains("harmless", Story.ROLE, "db-reader");

    both.close();
    assertThat(realm.directRoles(alice))
        .contains("harmless")
        .doesNotContain(Story.ROLE, "db-reader");
  }
}
