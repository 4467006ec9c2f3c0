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

/** A ticket came in before somebody had the name that it is for, or there was such a role. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateNamesIT {

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("editUsernameAllowed", true));
    story = new Story(fixture);
    String dbas = realm.api("/groups").post(Map.of("name", "dbas")).expect(201).createdId();
    realm
        .api("/groups/" + dbas + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*"))));
    realm.createRole("join-admin");
    story.rule(
        Map.of(
            "name",
            "onboarding",
            "protects",
            Map.of("realmRoles", List.of("join-*")),
            "tickets",
            Map.of("minApprovals", 1, "lateSubjects", true)));
  }

  private Pushed onboarding(String name) {
    return story.ticketFor(name).with("entitlements", List.of(Map.of("realmRole", "join-admin")));
  }

  private Answer evaluate(Pushed ticket, String user, String role) {
    return realm
        .gate("/evaluations")
        .post(story.request(ticket, user, Map.of("entitlement", Map.of("realmRole", role))))
        .expect(200);
  }

  private JsonNode history(Answer bound) {
    return realm.gate("/bindings/" + bound.text("id") + "/history").get().expect(200).json();
  }

  @Test
  void anAccountThatIsMadeLaterGetsNothingUntilTheTicketIsApprovedAgain() {
    Pushed ticket = story.ticketFor("nina").push();
    realm.createUser("nina");

    Answer refused = story.bind(ticket, "nina");
    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("identity_changed");
    assertThat(refused.text("detail")).contains("nobody had the name", "newer version");
    assertThat(realm.assign("nina", Story.ROLE, ticket.ref()).text("error"))
        .isEqualTo("identity_changed");
    assertThat(evaluate(ticket, "nina", Story.ROLE).json().path("allowed").asBoolean()).isFalse();

    ticket.push(); // a newer version, with the approvals of before
    assertThat(story.bind(ticket, "nina").text("code")).isEqualTo("identity_changed");

    ticket.approvedBy("bob", "carol").push();
    Answer bound = story.bind(ticket, "nina").expect(201);
    assertThat(history(bound).path(0).has("detailCode")).isFalse();
    ticket.close();
    assertThat(realm.effectiveRoles("nina")).doesNotContain(Story.ROLE);
  }

  @Test
  void whoeverIsMadeInAGroupUnderSuchATicketGetsNothing() {
    Pushed ticket = story.ticketFor("newcomer").push();

    Answer refused =
        realm
            .api("/users")
            .ticket(ticket.ref())
            .post(Map.of("username", "newcomer", "enabled", true, "groups", List.of("/dbas")));

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("identity_changed");
    assertThat(realm.api("/users?username=newcomer&exact=true").get().json()).isEmpty();
  }

  @Test
  void aRoleThatIsMadeLaterIsNotTheOneThatWasApproved() {
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", "db-late"))).push();
    realm.createRole("db-late");

    Answer refused = realm.assign(alice, "db-late", ticket.ref());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("identity_changed");
    ticket.approvedBy("bob").push();
    assertThat(realm.assign(alice, "db-late", ticket.ref()).status()).isEqualTo(204);
  }

  @Test
  void anApproverWhoComesLaterHasApprovedNothing() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).approvedBy("zoe").push();
    realm.createUser("zoe");

    assertThat(story.bind(ticket, alice).text("code")).isEqualTo("approver_not_eligible");
    ticket.push();
    assertThat(story.bind(ticket, alice).text("code")).isEqualTo("identity_changed");
    ticket.approvedBy("zoe").push();
    story.bind(ticket, alice).expect(201);
  }

  @Test
  void whereTheRuleAllowsItTheFirstAccountIsKeptAndTheEvidenceSaysThatItCameAfterTheApproval() {
    Pushed ticket = onboarding("olga").push();
    String olga = realm.createUser("olga");

    Answer bound =
        story
            .bind(ticket, "olga", Map.of("entitlement", Map.of("realmRole", "join-admin")))
            .expect(201);

    assertThat(history(bound).path(0).path("detailCode").asText()).isEqualTo("late_subject");
    realm
        .api("/users/" + olga)
        .put(Map.of("username", "olga-was", "email", "was@example.test"))
        .expect(204);
    realm.createUser("olga");
    assertThat(realm.assign("olga", "join-admin", ticket.ref()).text("error"))
        .isEqualTo("identity_changed");
    ticket.close();
    assertThat(realm.effectiveRoles("olga-was")).doesNotContain("join-admin");
  }

  @Test
  void anAccountThatWasThereAndTakesTheNameIsNoLateSubject() {
    String mallory = realm.createUser("mallory");
    Pushed ticket = onboarding("petra").push();
    realm.api("/users/" + mallory).put(Map.of("username", "petra")).expect(204);

    assertThat(realm.assign("petra", "join-admin", ticket.ref()).text("error"))
        .isEqualTo("identity_changed");
    ticket.push();
    assertThat(realm.assign("petra", "join-admin", ticket.ref()).text("error"))
        .isEqualTo("identity_changed");
  }

  @Test
  void aClientIsMadeUnderTheTicketThatAsksForIt() {
    Pushed ticket =
        story
            .ticketFor("ci-new")
            .with("requester", "bob")
            .with("entitlements", List.of(Map.of("clientCredential", "ci-new")));
    ticket.approvedBy("carol").push();
    realm
        .api("/clients")
        .ticket(ticket.ref())
        .post(Map.of("clientId", "ci-new", "secret", RealmFixture.SECRET))
        .expect(201);

    JsonNode bindings = realm.gate("/bindings?client=ci-new").get().expect(200).json();

    assertThat(bindings).hasSize(1);
    ticket.close();
    assertThat(
            realm
                .gate("/bindings/" + bindings.path(0).path("id").asText())
                .get()
                .json()
                .path("status")
                .asText())
        .isEqualTo("REVOKED");
  }
}
