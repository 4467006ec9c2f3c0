package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Whoever can log in as a person has what that person was granted, unless it is suspended. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverIT {

  private static final String NEW_PASSWORD = "of-somebody-else";

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    story = new Story(fixture);
    story.rule(Map.of());
    story.rule(
        Map.of(
            "name", "lenient",
            "protects", Map.of("realmRoles", List.of("log-*")),
            "onTakeover", "report"));
    realm.createRole("log-reader");
    realm.grantManagement(
        realm.createUser("helpdesk"),
        "manage-users",
        "view-users",
        "manage-clients",
        "view-clients");
  }

  private String bind(Pushed ticket, String user) {
    return story.bind(ticket, user).expect(201).text("id");
  }

  private Answer reset(String user) {
    return realm
        .api("/users/" + realm.userId(user) + "/reset-password")
        .bearer(realm.tokenOf("helpdesk"))
        .put(Map.of("type", "password", "value", NEW_PASSWORD, "temporary", false));
  }

  private void edit(String username, String field, String value) {
    String path = "/users/" + realm.userId(username);
    ObjectNode user = (ObjectNode) realm.api(path).get().expect(200).json();
    realm.api(path).bearer(realm.tokenOf("helpdesk")).put(user.put(field, value)).expect(204);
  }

  private String status(String binding) {
    return story.binding(binding).path("status").asText();
  }

  private String cause(String binding) {
    JsonNode history = realm.gate("/bindings/" + binding + "/history").get().expect(200).json();
    return history.get(history.size() - 1).path("cause").asText();
  }

  @Test
  void whoeverSetsThePasswordOfAHolderHasNothingOfTheirs() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);

    reset(alice).expect(204);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
    assertThat(cause(binding)).isEqualTo("takeover");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);

    // Somebody who may grant has made sure that it is alice who has the password.
    realm.gate("/bindings/" + binding + "/resume").post().expect(200);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void theTicketIsCheckedAgainBeforeItIsResumed() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String binding = bind(ticket, alice);

    reset(alice).expect(204);
    ticket.close();

    assertThat(realm.gate("/bindings/" + binding + "/resume").post().status()).isEqualTo(409);
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void soItIsWithTheAddressWhereAPasswordResetGoes() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);

    edit(alice, "email", alice + "@evil.test");

    assertThat(status(binding)).isEqualTo("SUSPENDED");
  }

  @Test
  void andWithASecondFactorThatIsTakenAway() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);
    String credentials = "/users/" + realm.userId(alice) + "/credentials";
    String id = realm.api(credentials).get().expect(200).json().get(0).path("id").asText();

    realm.api(credentials + "/" + id).bearer(realm.tokenOf("helpdesk")).delete().expect(204);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
  }

  @Test
  void whatPeopleChangeThemselvesIsTheirOwnAffair() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);
    String token = realm.tokenOf(alice);

    Answer changed =
        realm
            .open("/account/")
            .bearer(token)
            .header("Accept", "application/json")
            .post(
                Map.of(
                    "username",
                    alice,
                    "firstName",
                    "Alice",
                    "lastName",
                    "Test",
                    "email",
                    alice + "@new.test"));

    assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
    assertThat(status(binding)).isEqualTo("ACTIVE");
  }

  @Test
  void otherFieldsOfAHolderAreEditedAsEver() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);

    edit(alice, "lastName", "Married");

    assertThat(status(binding)).isEqualTo("ACTIVE");
  }

  @Test
  void aRuleMayHaveItReportedOnly() {
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("entitlements", List.of(Map.of("realmRole", "log-reader")))
            .push();
    String binding =
        story
            .bind(ticket, alice, Map.of("entitlement", Map.of("realmRole", "log-reader")))
            .expect(201)
            .text("id");

    reset(alice).expect(204);

    assertThat(status(binding)).isEqualTo("ACTIVE");
    assertThat(
            realm
                .api("/admin-events?resourcePath=ticket-gate/bindings/drift")
                .get()
                .expect(200)
                .json())
        .anyMatch(
            event ->
                event.at("/details/audit").asText().equals("takeover")
                    && event.at("/details/subject").asText().equals(realm.userId(alice)));
  }

  @Test
  void whoeverLearnsTheSecretOfAServiceAccountHasNothingOfItsRoles() {
    String client = realm.createClient("robot");
    Pushed ticket = story.ticketFor("robot").with("requester", "bob").without("approvals");
    ticket.approvedBy("carol").push();
    String binding =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("serviceAccount", "robot"),
                    "entitlement", Map.of("realmRole", Story.ROLE)))
            .expect(201)
            .text("id");

    realm
        .api("/clients/" + client + "/client-secret")
        .bearer(realm.tokenOf("helpdesk"))
        .post()
        .expect(200);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
  }

  @Test
  void theAccountOfAnAdministratorOfTheGateIsNotHadByTheHelpDesk() {
    realm.grantManagement(realm.createUser("chief"), "realm-admin");
    realm.grantManagement(realm.createUser("chief2"), "realm-admin");

    Answer refused = reset("chief");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("not_permitted");
    assertThat(realm.login("chief").has("access_token")).as("the old password counts").isTrue();
    realm
        .api("/users/" + realm.userId("chief") + "/reset-password")
        .bearer(realm.tokenOf("chief2"))
        .put(Map.of("type", "password", "value", RealmFixture.PASSWORD, "temporary", false))
        .expect(204);
  }

  @Test
  void theSecretOfTheItsmIsNotHadByWhoeverManagesClients() {
    String itsm = realm.createClient("itsm");
    realm.grantManagement(realm.serviceAccountUserId("itsm"), "ticket-gate-itsm");

    Answer refused =
        realm.api("/clients/" + itsm + "/client-secret").bearer(realm.tokenOf("helpdesk")).post();

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("not_permitted");
    assertThat(realm.clientCredentials("itsm").status()).isEqualTo(200);
  }

  private Answer link(String userId) {
    return realm
        .api("/users/" + userId + "/federated-identity/corp")
        .bearer(realm.tokenOf("helpdesk"))
        .post(Map.of("identityProvider", "corp", "userId", "x-" + userId, "userName", "x"));
  }

  private void corp() {
    realm
        .api("/identity-provider/instances")
        .post(
            Map.of(
                "alias",
                "corp",
                "providerId",
                "oidc",
                "enabled",
                true,
                "config",
                Map.of(
                    "clientId", "c",
                    "clientSecret", "s",
                    "authorizationUrl", "https://corp.example.test/auth",
                    "tokenUrl", "https://corp.example.test/token")))
        .expect(201);
  }

  @Test
  void noAccountElsewhereIsLinkedToAnAdministratorOfTheGateOrToAClientsAccount() {
    corp();
    realm.grantManagement(realm.createUser("boss"), "realm-admin");
    realm.createClient("worker");

    for (String account : List.of(realm.userId("boss"), realm.serviceAccountUserId("worker"))) {
      Answer refused = link(account);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("not_permitted");
    }
    link(realm.createUser("anybody")).expect(204);
    realm
        .api("/users")
        .bearer(realm.tokenOf("helpdesk"))
        .post(
            Map.of(
                "username",
                "linked",
                "enabled",
                true,
                "federatedIdentities",
                List.of(Map.of("identityProvider", "corp", "userId", "l", "userName", "l"))))
        .expect(201);
  }

  @Test
  void aTakeoverWhileItIsSuspendedIsInItsHistory() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);
    realm.gate("/bindings/" + binding + "/suspend").post(Map.of()).expect(200);

    reset(alice).expect(204);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
    assertThat(cause(binding)).isEqualTo("takeover");
  }

  @Test
  void whatIsOnlyAuthorisedCannotBeUsedAfterATakeover() {
    String alice = story.newUser();
    String binding =
        story
            .bind(story.ticketFor(alice).push(), alice, Map.of("activate", false))
            .expect(201)
            .text("id");

    reset(alice).expect(204);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
    assertThat(
            realm
                .mappings(realm.userId(alice))
                .bearer(realm.tokenOf("helpdesk"))
                .post(List.of(realm.role(Story.ROLE)))
                .status())
        .isEqualTo(403);
    realm.gate("/bindings/" + binding + "/resume").post().expect(200);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void whoeverTookItOverDoesNotResumeIt() {
    String alice = story.newUser();
    String binding = bind(story.ticketFor(alice).push(), alice);
    realm.grantManagement(
        realm.createUser("granter"), "manage-users", "view-users", "ticket-gate-grant");
    realm
        .api("/users/" + realm.userId(alice) + "/reset-password")
        .bearer(realm.tokenOf("granter"))
        .put(Map.of("type", "password", "value", NEW_PASSWORD, "temporary", false))
        .expect(204);

    Answer refused =
        realm.gate("/bindings/" + binding + "/resume").bearer(realm.tokenOf("granter")).post();

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("not_permitted");
    realm.gate("/bindings/" + binding + "/resume").post().expect(200);
  }

  @Test
  void theItsmsClientIsNotSilencedByWhoeverManagesClientsOrUsers() {
    String client = realm.createClient("closer");
    String account = realm.serviceAccountUserId("closer");
    realm.grantManagement(account, "ticket-gate-itsm");
    String path = "/clients/" + client;
    ObjectNode stored = (ObjectNode) realm.api(path).get().expect(200).json();
    ObjectNode marked = stored.deepCopy();
    marked.withObject("/attributes").put("tier", "high");

    for (ObjectNode change :
        List.of(
            stored.deepCopy().put("enabled", false),
            stored.deepCopy().put("fullScopeAllowed", false),
            marked)) {
      refusedAsEqual(realm.api(path).bearer(realm.tokenOf("helpdesk")).put(change));
    }
    refusedAsEqual(realm.api(path).bearer(realm.tokenOf("helpdesk")).delete());
    refusedAsEqual(realm.api("/users/" + account).bearer(realm.tokenOf("helpdesk")).delete());
    refusedAsEqual(
        realm
            .api("/users/" + account)
            .bearer(realm.tokenOf("helpdesk"))
            .put(Map.of("enabled", false)));
    String management = realm.clientUuid("realm-management");
    refusedAsEqual(
        realm
            .api("/users/" + account + "/role-mappings/clients/" + management)
            .bearer(realm.tokenOf("helpdesk"))
            .delete(
                List.of(
                    realm
                        .api("/clients/" + management + "/roles/ticket-gate-itsm")
                        .get()
                        .expect(200)
                        .json())));

    // What changes nothing, or only what is shown, is served as ever; so are other clients.
    realm.api(path).bearer(realm.tokenOf("helpdesk")).put(stored).expect(204);
    realm
        .api(path)
        .bearer(realm.tokenOf("helpdesk"))
        .put(stored.deepCopy().put("description", "of the ITSM"))
        .expect(204);
    String other = realm.createClient("other");
    realm
        .api("/clients/" + other)
        .bearer(realm.tokenOf("helpdesk"))
        .put(
            ((ObjectNode) realm.api("/clients/" + other).get().expect(200).json())
                .put("enabled", false))
        .expect(204);
    realm.api("/clients/" + other).bearer(realm.tokenOf("helpdesk")).delete().expect(204);
    assertThat(realm.clientCredentials("closer").status()).isEqualTo(200);
    // Whoever has the same role may do it.
    realm.api(path).delete().expect(204);
  }

  private static void refusedAsEqual(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.text("error")).as(answer.toString()).isEqualTo("not_permitted");
  }

  @Test
  void whoHasNothingUnderATicketIsServedAsEver() {
    realm.createUser("plain");

    reset("plain").expect(204);
  }
}
