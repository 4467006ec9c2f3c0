package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Names with a slash: one way to write them, in rules, tickets and text. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlashesIT {

  private static final String CLIENT = "https://sp.example.com/saml";
  private static final String ROLE = "ops/admin";

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createClient(CLIENT);
    realm.createClientRole(CLIENT, ROLE);
    realm.createRole("cab/approver");
    realm.createClient("cab");
    realm.createClientRole("cab", "approver");
    story.rule(
        Map.of(
            "protects",
            Map.of(
                "realmRoles",
                List.of("db-*"),
                "clientRoles",
                List.of("https:\\/\\/sp.example.com\\/saml/ops\\/*"))));
  }

  private Answer assign(String user, String ticket) {
    String client = realm.clientUuid(CLIENT);
    JsonNode role = realm.api("/clients/" + client + "/roles").get().expect(200).json().get(0);
    var call = realm.api("/users/" + realm.userId(user) + "/role-mappings/clients/" + client);
    return (ticket.isEmpty() ? call : call.ticket(ticket)).post(List.of(role));
  }

  @Test
  void aRoleOfAClientWhoseIdIsAnAddressIsProtectedAndATicketCanNameIt() {
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with(
                "entitlements",
                List.of(Map.of("clientRole", Map.of("client", CLIENT, "role", ROLE))))
            .push();

    Answer refused = assign(alice, "");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
    assertThat(assign(alice, ticket.ref()).status()).isEqualTo(204);
    assertThat(realm.effectiveClientRoles(alice, CLIENT)).containsExactly(ROLE);
  }

  @Test
  void aPatternThatCanBeReadInTwoWaysIsRefusedWithBoth() {
    Answer refused =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "ambiguous",
                    "protects",
                    Map.of("clientRoles", List.of(CLIENT + "/" + ROLE))));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("field")).isEqualTo("protects.clientRoles");
    assertThat(refused.text("detail"))
        .contains("role 'admin' of client 'https://sp.example.com/saml/ops'")
        .contains("of client 'https:'");
  }

  @Test
  void aRealmRoleWithASlashIsNoRoleOfAClient() {
    story.rule(
        Map.of(
            "name",
            "by-the-board",
            "protects",
            Map.of("realmRoles", List.of("vault-*")),
            "tickets",
            Map.of("minApprovals", 1, "approverRole", "cab/approver")));
    realm.createRole("vault-admin");
    String alice = story.newUser();
    realm.assign("bob", "cab/approver").expect(204);
    Pushed ticket =
        story
            .ticketFor(alice)
            .approvedBy("bob")
            .with("entitlements", List.of(Map.of("realmRole", "vault-admin")))
            .push();

    Answer refused = realm.assign(alice, "vault-admin", ticket.ref());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("approver_not_eligible");
    realm.grantClientRoles(realm.userId("bob"), "cab", "approver");
    assertThat(realm.assign(alice, "vault-admin", ticket.ref()).status()).isEqualTo(204);
  }

  @Test
  void aGroupWithASlashIsNoGroupBelowAnother() {
    String dba = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    realm.api("/groups/" + dba + "/children").post(Map.of("name", "oncall")).expect(201);
    realm.api("/groups").post(Map.of("name", "dba/oncall")).expect(201);
    story.rule(
        Map.of(
            "name",
            "groups",
            "structuralGrants",
            true,
            "protects",
            Map.of("realmRoles", List.of("ops-*"))));
    realm.createRole("ops-all");
    Pushed ticket =
        story
            .ticketFor("group:/dba/oncall")
            .with("requester", "carol")
            .with("entitlements", List.of(Map.of("realmRole", "ops-all")))
            .approvedBy("bob")
            .push();

    Answer other = bindGroup(ticket, "/dba\\/oncall");
    Answer below = bindGroup(ticket, "/dba/oncall");

    assertThat(other.status()).as(other.toString()).isEqualTo(403);
    assertThat(other.text("code")).isEqualTo("ticket_mismatch");
    assertThat(below.status()).as(below.toString()).isEqualTo(201);
  }

  private Answer bindGroup(Pushed ticket, String path) {
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", ticket.ref(),
                "subject", Map.of("group", path),
                "entitlement", Map.of("realmRole", "ops-all")));
  }
}
