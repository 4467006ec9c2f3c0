package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RequestTracker;
import io.ticketgate.it.harness.RequestTrackerExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole loop with a real Request Tracker, and what must not pass through it. */
@Tag("rt")
@ExtendWith({KeycloakExtension.class, RequestTrackerExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTrackerIT {

  private Desk desk;
  private RealmFixture realm;
  private RequestTracker rt;

  @BeforeAll
  void prepare(RealmFixture fixture, RequestTracker requestTracker) {
    realm = fixture;
    rt = requestTracker;
    desk = new Desk(fixture, requestTracker);
    desk.system(Desk.SYSTEM, RequestTracker.CONNECTOR, Map.of());
    desk.system("rt-blind", RequestTracker.BLIND, Map.of());
    desk.rule(Desk.SYSTEM, "rt-blind");
  }

  @Test
  void askedApprovedGrantedClosedRevoked() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.approve(ticket, "bob", "carol");

    Answer created = desk.bind(ticket, user).expect(201);

    assertThat(created.json().path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("bob", "carol");
    assertThat(realm.directRoles(user)).contains(Desk.ROLE);
    String token = realm.tokenOf(user);
    assertThat(realm.isActive(token)).isTrue();

    rt.close(ticket);
    desk.sync(ticket).expect(200);

    JsonNode ended = desk.binding(created.createdId());
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
    assertThat(realm.isActive(token)).isFalse();
  }

  @Test
  void threeApprovalsWhereTheQueueWantsThem() {
    String user = desk.newUser();
    String ticket = rt.ask("alice", RequestTracker.THREE_APPROVALS, desk.asking(user), Map.of());
    rt.approve(ticket, "bob", "carol");
    assertThat(Desk.failed(desk.bind(ticket, user).expect(403))).contains("approvals");

    rt.approve(ticket, "erin");

    assertThat(desk.bind(ticket, user).expect(201).json().path("approvers")).hasSize(3);
  }

  @Test
  void oneApprovalOnly() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.approve(ticket, "bob");

    Answer refused = desk.bind(ticket, user).expect(403);

    assertThat(refused.text("code")).isEqualTo("ticket_not_approved");
    assertThat(refused.text("detail")).contains("1 of 2 approvals").contains("1 open");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void anAnswerBySomebodyWhoIsNoApproverDoesNotCount() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.approve(ticket, "bob");
    rt.answer(ticket, "carol", "frank", "resolved");
    assertThat(rt.ticket(ticket).path("Status").asText()).isEqualTo("approved");

    Answer refused = desk.bind(ticket, user).expect(403);

    assertThat(Desk.failed(refused)).contains("approvers");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void whoAskedDoesNotApprove() {
    String ticket = rt.ask("bob", RequestTracker.TWO_APPROVALS, desk.asking("bob"), Map.of());
    rt.approve(ticket, "bob", "carol");

    Answer refused = desk.bind(ticket, "bob").expect(403);

    assertThat(Desk.failed(refused)).contains("separation_of_duties");
    assertThat(realm.directRoles("bob")).doesNotContain(Desk.ROLE);
  }

  @Test
  void whoAskedInTheNameOfAnotherDoesNotApproveEither() {
    String user = desk.newUser();
    String ticket =
        rt.ask(
            "bob",
            RequestTracker.TWO_APPROVALS,
            desk.asking(user),
            Map.of("Requestor", "alice@example.test"));
    rt.approve(ticket, "bob", "carol");
    assertThat(rt.ticket(ticket).path("Status").asText()).isEqualTo("approved");

    Answer refused = desk.bind(ticket, user).expect(403);

    assertThat(refused.text("detail")).contains("1 of 2 approvals");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void aTicketThatWasClosedAndOpenedAgainBeforeTheFirstReadNeedsNewApprovals() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    rt.close(ticket);
    rt.status(ticket, "dave", "in_approval");
    rt.status(ticket, "dave", "approved");

    Answer refused = desk.bind(ticket, user).expect(403);

    assertThat(refused.text("detail")).contains("0 of 2 approvals").contains("2 open");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void aStatusThatAFulfillerSetApprovesNothing() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.status(ticket, "dave", "approved");

    Answer refused = desk.bind(ticket, user).expect(403);

    assertThat(refused.text("code")).isEqualTo("ticket_not_approved");
    assertThat(refused.text("detail")).contains("0 of 2 approvals").contains("2 open");
  }

  @Test
  void aRejectionRefuses() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.reject(ticket, "bob");

    assertThat(Desk.failed(desk.bind(ticket, user).expect(403)))
        .contains("ticket_open", "approvals");
  }

  @Test
  void aFieldThatChangedBeforeTheFirstReadIsNotWhatWasApproved() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    rt.field(ticket, "dave", "Requested-Role", List.of("root"));

    Answer refused = desk.bind(Desk.SYSTEM, ticket, user, "root").expect(403);

    assertThat(refused.text("detail")).contains("0 of 2 approvals").contains("2 open");
    assertThat(realm.directRoles(user)).doesNotContain("root");
  }

  @Test
  void aFieldThatChangesUnderALiveBindingEndsIt() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = desk.bind(ticket, user).expect(201).createdId();
    rt.field(ticket, "dave", "Requested-For", "alice");

    desk.sync(ticket).expect(200);

    assertThat(desk.binding(id).path("status").asText()).isEqualTo("REVOKED");
    assertThat(desk.binding(id).path("cause").asText()).isEqualTo("ticket_changed");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void aTicketThatWasMergedGrantsNothingNorTheOneItBecame() {
    String user = desk.newUser();
    String harmless = desk.approved(user);
    String other = desk.ask(user);
    rt.merge(harmless, other);

    Answer merged = desk.bind(harmless, user).expect(404);
    Answer target = desk.bind(other, user).expect(404);

    assertThat(merged.text("code")).isEqualTo("ticket_not_found");
    assertThat(merged.text("detail")).contains("was merged into ticket " + other);
    assertThat(target.text("detail")).contains("in a new ticket");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void anAccountThatDoesNotSeeApprovalsGrantsNothing() {
    String user = desk.newUser();
    String ticket = desk.approved(user);

    Answer refused = desk.bind("rt-blind", ticket, user, Desk.ROLE).expect(503);

    assertThat(refused.text("detail")).contains("SeeQueue and ShowTicket");
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void aTicketThatIsNotThere() {
    assertThat(desk.bind("99999", desk.newUser()).expect(404).text("code"))
        .isEqualTo("ticket_not_found");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    Map<String, Object> config =
        desk.config(RequestTracker.CONNECTOR, Map.of("openStates", List.of("resolved")));

    Answer refused =
        realm
            .gate("/systems")
            .post(Map.of("name", "rt2", "connector", "request-tracker", "config", config));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("detail")).contains("the state resolved").contains("closedStates");
  }

  @Test
  void nothingIsGrantedWhileRtIsStoppedAndAllGoesOnAfterwards() {
    String user = desk.newUser();
    String other = desk.newUser();
    String ticket = desk.approved(user);
    String second = desk.approved(other);
    String id = desk.bind(ticket, user).expect(201).createdId();

    rt.stop();
    try {
      Answer refused = desk.bind(second, other).expect(503);
      assertThat(refused.text("code")).isEqualTo("itsm_unavailable");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(realm.directRoles(other)).doesNotContain(Desk.ROLE);
      assertThat(desk.binding(id).path("status").asText()).isEqualTo("ACTIVE");
      assertThat(realm.directRoles(user)).contains(Desk.ROLE);
    } finally {
      rt.restart();
    }

    assertThat(Story.eventually(() -> desk.bind(second, other).status() == 201)).isTrue();
    rt.close(ticket);
    desk.sync(ticket).expect(200);
    assertThat(desk.ended(id)).isTrue();
  }
}
