package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** A ticket is approved for a person, a role and a client, not for the strings that name them. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityIT {

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("editUsernameAllowed", true));
    realm.createRole("db-read");
    story = new Story(fixture);
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*"))));
    realm.grantManagement(
        realm.createUser("keeper"),
        "manage-realm",
        "manage-users",
        "manage-clients",
        "view-users",
        "view-clients");
  }

  private Answer change(String path, Map<String, ?> fields) {
    ObjectNode json = (ObjectNode) realm.api(path).get().expect(200).json();
    fields.forEach((name, value) -> json.putPOJO(name, value));
    return realm.api(path).bearer(realm.tokenOf("keeper")).put(json);
  }

  private Answer user(String id, Map<String, ?> fields) {
    return change("/users/" + id, fields);
  }

  @Test
  void whoeverTakesTheAddressOfTheBeneficiaryGetsNothing() {
    String alice = realm.createUser("anna");
    String mallory = realm.createUser("mallory");
    Pushed ticket = story.ticketFor("anna@example.test").push();

    user(alice, Map.of("email", "elsewhere@example.test")).expect(204);
    user(mallory, Map.of("email", "anna@example.test", "emailVerified", true)).expect(204);
    Answer refused = realm.assign("mallory", Story.ROLE, ticket.ref());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("identity_changed");
    assertThat(realm.assign("anna", Story.ROLE, ticket.ref()).status())
        .as("she was meant")
        .isEqualTo(204);
  }

  @Test
  void whoeverTakesTheNameOfTheBeneficiaryGetsNothing() {
    String first = realm.createUser("berta");
    String second = realm.createUser("benno");
    Pushed ticket = story.ticketFor("berta").push();

    user(first, Map.of("username", "berta-was")).expect(204);
    user(second, Map.of("username", "berta")).expect(204);
    Answer refused = story.bind(ticket, "berta");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("identity_changed");
  }

  @Test
  void anAccountMadeAgainUnderTheNameIsSomebodyElse() {
    String first = realm.createUser("clara");
    Pushed ticket = story.ticketFor("clara").push();

    realm.api("/users/" + first).delete().expect(204);
    realm.createUser("clara");

    assertThat(story.bind(ticket, "clara").text("code")).isEqualTo("identity_changed");
  }

  @Test
  void aRoleMadeAgainUnderTheNameIsAnotherRole() {
    realm.createRole("db-short");
    realm.createUser("dora");
    Pushed ticket =
        story
            .ticketFor("dora")
            .with("entitlements", List.of(Map.of("realmRole", "db-short")))
            .push();

    realm.api("/roles/db-short").delete().expect(204);
    realm.createRole("db-short");
    Answer refused = realm.assign("dora", "db-short", ticket.ref());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("identity_changed");
  }

  @Test
  void protectedRolesDoNotSwapTheirNames() {
    Answer first = change("/roles-by-id/" + realm.roleId(Story.ROLE), Map.of("name", "db-old"));
    Answer second = change("/roles-by-id/" + realm.roleId("db-read"), Map.of("name", "db-other"));

    assertThat(first.status()).as(first.toString()).isEqualTo(403);
    assertThat(first.text("error")).isEqualTo("trust_base_guarded");
    assertThat(second.status()).isEqualTo(403);
  }

  @Test
  void protectedClientsDoNotSwapTheirNames() {
    Pushed ticket =
        story
            .ticketFor("ci-low")
            .with("requester", "bob")
            .with("requestedFor", "ci-low")
            .with("entitlements", List.of(Map.of("clientCredential", "ci-low")))
            .without("approvals");
    ticket.approvedBy("carol").push();
    String client =
        realm
            .api("/clients")
            .ticket(ticket.ref())
            .post(Map.of("clientId", "ci-low", "secret", RealmFixture.SECRET))
            .expect(201)
            .createdId();

    Answer renamed = change("/clients/" + client, Map.of("clientId", "ci-prod"));

    assertThat(renamed.status()).as(renamed.toString()).isEqualTo(403);
    assertThat(renamed.text("error")).isEqualTo("trust_base_guarded");
  }

  @Test
  void whatNoRuleProtectsIsRenamedAsEver() {
    realm.createRole("plain");
    String client = realm.createClient("web");

    assertThat(change("/roles-by-id/" + realm.roleId("plain"), Map.of("name", "plainer")).status())
        .isEqualTo(204);
    assertThat(change("/clients/" + client, Map.of("clientId", "web2")).status()).isEqualTo(204);
  }

  @Test
  void whoeverTakesAnApproversAddressDoesNotBlockItsWithdrawal() {
    realm.createUser("edith");
    Pushed ticket = story.ticketFor("edith").approvedBy("bob@example.test").push();
    story.bind(ticket, "edith").expect(201);
    realm.update(Map.of("loginWithEmailAllowed", false, "duplicateEmailsAllowed", true));
    try {
      realm.createUser("thief", Map.of("email", "bob@example.test"));
      Answer evaluated = realm.gate("/evaluations").post(story.request(ticket, "edith", Map.of()));
      assertThat(evaluated.status()).as(evaluated.toString()).isEqualTo(200);

      ticket.with("approvals", List.of()).push();

      assertThat(realm.effectiveRoles("edith")).doesNotContain(Story.ROLE);
    } finally {
      realm.api("/users/" + realm.userId("thief")).delete().expect(204);
      realm.update(Map.of("duplicateEmailsAllowed", false, "loginWithEmailAllowed", true));
    }
  }
}
