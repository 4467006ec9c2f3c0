package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Detail.Reviewed.Outcome;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bindings are certified by the right people, in time, and against what is true then. */
class ReviewDeskTest {

  private static final Duration EVERY = Duration.ofDays(90);
  private static final Instant DUE = T0.plus(EVERY);
  private static final Instant DAY_80 = T0.plus(Duration.ofDays(80));

  private static final ReviewDesk.Acting BOB =
      new ReviewDesk.Acting(new Person("u-bob", "bob"), true, false);
  private static final ReviewDesk.Acting BELLA =
      new ReviewDesk.Acting(new Person("u-bella", "bella"), true, false);
  private static final ReviewDesk.Acting ALICE_HERSELF =
      new ReviewDesk.Acting(new Person("u-alice", "alice"), true, true);
  private static final ReviewDesk.Acting STAND_IN =
      new ReviewDesk.Acting(InMemoryRealm.ADMIN, true, true);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void prepare() {
    rule("lifetime.max=none", "reviews.by=attribute:manager", "reviews.riskAnalysis=TRA-12");
    realm.attribute(ALICE, "manager", "bob");
    realm.receive(approved(), T0);
  }

  private static TicketBuilder approved() {
    return ticket("snow:CHG1").approvedBy("bob", "carol");
  }

  private void rule(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "protects.realmRoles=db-*",
                "tickets.approverRole=cab-member",
                "lifetime.reviewEvery=P90D"));
    settings.addAll(List.of(more));
    realm.rule("prod", settings.toArray(String[]::new));
  }

  private Binding bound() {
    return realm.bind(grant("snow:CHG1", ALICE, DB_ADMIN), T0).binding();
  }

  @Test
  void aBindingUnderSuchARuleIsToBeReviewed() {
    Binding binding = bound();

    assertThat(binding.standing()).isTrue();
    assertThat(binding.schedule().reviewDueAt()).isEqualTo(DUE);
    assertThat(binding.schedule().reviewNextAt()).isEqualTo(DUE.minus(Duration.ofDays(14)));
    assertThat(binding.schedule().reviewer())
        .isEqualTo(new Reviewer(Reviewer.Kind.PERSON, "u-bob", "bob"));
  }

  @Test
  void itIsGoodForNothingOnceItsReviewIsOverdue() {
    Binding binding = bound();

    assertThat(binding.covers(DUE.minusMillis(1))).isTrue();
    assertThat(binding.covers(DUE)).isFalse();
    assertThat(binding.endsAt()).isEqualTo(DUE);
    assertThat(binding.ranOut(DUE)).contains(EndCause.NOT_CERTIFIED);
  }

  @Test
  void whatEndsBeforeItsReviewNeedsNone() {
    Binding binding = realm.bind(grantUntil("snow:CHG1", ALICE, DB_ADMIN, DAY_80), T0).binding();

    assertThat(binding.schedule().reviewDueAt()).isNull();
    assertThat(binding.ranOut(DAY_80)).contains(EndCause.EXPIRED);
  }

  @Test
  void theEndOfTheTicketIsTheEndAlsoWhereTheRuleSetsNone() {
    realm.receive(ticket("snow:CHG2").approvedBy("bob").window(T0, DAY_80), T0);

    Binding binding = realm.bind(grant("snow:CHG2", ALICE, DB_ADMIN), T0).binding();

    assertThat(binding.expiresAt()).isEqualTo(DAY_80);
  }

  @Test
  void aCertifiedBindingIsDueAgainLater() {
    Binding binding = bound();

    Binding certified = realm.certify(binding.id(), BOB, "still on call", DAY_80);

    assertThat(certified.schedule().reviewDueAt()).isEqualTo(DAY_80.plus(EVERY));
    assertThat(certified.covers(DUE)).isTrue();
    assertThat(realm.binding(binding.id())).isEqualTo(certified);
    assertThat(realm.transitions())
        .last()
        .isEqualTo(
            new Transition(
                binding.id(),
                BindingStatus.ACTIVE,
                BindingStatus.ACTIVE,
                null,
                DAY_80,
                BOB.person(),
                new Detail.Reviewed(
                    Outcome.CERTIFIED, "still on call", "TRA-12", DAY_80.plus(EVERY))));
  }

  @Test
  void nobodyReviewsTheirOwnAndNobodyForAnother() {
    String id = bound().id();
    ReviewDesk.Acting robot = new ReviewDesk.Acting(BOB.person(), false, true);

    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, ALICE_HERSELF, null, DAY_80));
    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, BELLA, null, DAY_80));
    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, STAND_IN, null, DAY_80));
    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, robot, null, DAY_80));
    refused(ErrorCode.NOT_PERMITTED, () -> realm.reject(id, BELLA, null, DAY_80));
    assertThat(realm.binding(id).schedule().reviewDueAt()).isEqualTo(DUE);
    assertThat(realm.binding(id).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void whoStandsInReviewsOnlyWhereNobodyElseCan() {
    realm.attribute(ALICE, "manager", "dave");
    String id = bound().id();
    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, STAND_IN, null, DAY_80));

    realm.user("u-dave", "dave", false);

    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, BELLA, null, DAY_80));
    Binding certified = realm.certify(id, STAND_IN, null, DAY_80);
    assertThat(certified.schedule().reviewDueAt()).isEqualTo(DAY_80.plus(EVERY));
    assertThat(certified.schedule().reviewer()).isNull();
  }

  @Test
  void aReviewerWhoIsTheBeneficiaryLeavesItToWhoStandsIn() {
    realm.attribute(ALICE, "manager", "alice");
    String id = bound().id();

    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, ALICE_HERSELF, null, DAY_80));
    assertThat(realm.certify(id, STAND_IN, null, DAY_80).schedule().reviewDueAt())
        .isEqualTo(DAY_80.plus(EVERY));
  }

  @Test
  void nobodyReviewsByAnotherAccountOfTheirs() {
    String id = bound().id();
    realm.rule(
        "people",
        "protects.realmRoles=db-*",
        "lifetime.max=none",
        "lifetime.reviewEvery=P90D",
        "separationOfDuties.personAttribute=number");
    realm.attribute(ALICE, "number", "7");
    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, BOB, null, DAY_80));
    realm.attribute(new Subject(Subject.Kind.USER, "u-bob", "bob"), "number", "7");
    refused(ErrorCode.NOT_PERMITTED, () -> realm.reject(id, BOB, null, DAY_80));

    realm.attribute(new Subject(Subject.Kind.USER, "u-bob", "bob"), "number", "8");

    realm.reject(id, BOB, null, DAY_80);
    assertThat(realm.binding(id).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void anyoneWithTheRoleOfApproversMayReviewWhereTheRuleSaysSo() {
    rule("lifetime.max=none", "reviews.by=approverRole");
    String id = bound().id();

    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, BELLA, null, DAY_80));
    realm.map("u-bella", InMemoryRealm.CAB);
    assertThat(realm.certify(id, BELLA, null, DAY_80).schedule().reviewDueAt())
        .isEqualTo(DAY_80.plus(EVERY));
  }

  @Test
  void anotherRoleThatTookTheNameReviewsNothing() {
    rule("lifetime.max=none", "reviews.by=approverRole");
    String id = bound().id();
    realm.named("cab-member", "id-impostor");

    refused(ErrorCode.NOT_PERMITTED, () -> realm.certify(id, BOB, null, DAY_80));
  }

  @Test
  void theManagerOfLaterReviewsFromTheNextTimeOn() {
    Binding binding = bound();
    realm.attribute(ALICE, "manager", "carol");

    Binding certified = realm.certify(binding.id(), BOB, null, DAY_80);

    assertThat(certified.schedule().reviewer())
        .isEqualTo(new Reviewer(Reviewer.Kind.PERSON, "u-carol", "carol"));
  }

  @Test
  void ruleAndTicketAreJudgedAgain() {
    Binding binding = bound();
    rule("lifetime.max=none", "reviews.by=attribute:manager", "tickets.types=incident");

    refused(ErrorCode.TICKET_TYPE_NOT_ALLOWED, () -> realm.certify(binding.id(), BOB, null, DAY_80))
        .satisfies(
            refusal ->
                assertThat(((GateException.Refused) refusal).checks())
                    .filteredOn(CheckResult::failed)
                    .extracting(CheckResult::id)
                    .containsExactly(CheckResult.Id.TYPE));
    assertThat(realm.binding(binding.id()).schedule().reviewDueAt()).isEqualTo(DUE);
  }

  @Test
  void aTicketThatTurnsOutToBeClosedFailsItsCheck() {
    Binding before = bound();
    realm.receive(approved().version(2).open(false), DAY_80);

    refused(ErrorCode.TICKET_CLOSED, () -> realm.certify(before, BOB, DAY_80));
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.certify(before.id(), BOB, null, DAY_80));
  }

  @Test
  void whatIsOverdueIsNotCertifiedAnyMore() {
    String id = bound().id();

    refused(ErrorCode.REVIEW_OVERDUE, () -> realm.certify(id, BOB, null, DUE));
  }

  @Test
  void theSweepEndsWhatNobodyCertified() {
    String id = bound().id();

    assertThat(realm.end(new Selection.Overdue(Set.of(id), DUE), EndCause.NOT_CERTIFIED, DUE))
        .isEqualTo(1);

    assertThat(realm.binding(id).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.binding(id).cause()).isEqualTo(EndCause.NOT_CERTIFIED);
    assertThat(realm.has(ALICE, DB_ADMIN)).isFalse();
  }

  @Test
  void theSweepPassesOverWhatWasCertifiedMeanwhile() {
    String id = bound().id();
    realm.certify(id, BOB, null, DAY_80);

    assertThat(realm.end(new Selection.Overdue(Set.of(id), DUE), EndCause.NOT_CERTIFIED, DUE))
        .isZero();
    assertThat(realm.has(ALICE, DB_ADMIN)).isTrue();
  }

  @Test
  void aReviewerWhoSaysNoEndsIt() {
    String id = bound().id();

    Detail.Reviewed said = realm.reject(id, BOB, "moved to another team", DAY_80);

    assertThat(said)
        .isEqualTo(new Detail.Reviewed(Outcome.REVOKED, "moved to another team", "TRA-12", null));
    assertThat(realm.binding(id).cause()).isEqualTo(EndCause.NOT_CERTIFIED);
    assertThat(realm.has(ALICE, DB_ADMIN)).isFalse();
    assertThat(realm.transitions())
        .last()
        .satisfies(
            step -> {
              assertThat(step.actor()).isEqualTo(BOB.person());
              assertThat(step.detail()).isEqualTo(said);
            });
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.reject(id, BOB, null, DAY_80));
  }

  @Test
  void aReviewGrantsNoMoreTimeThanTheRuleOfNow() {
    String id = bound().id();
    rule("lifetime.max=P20D", "reviews.by=attribute:manager");

    Binding certified = realm.certify(id, BOB, null, DAY_80);

    assertThat(certified.expiresAt()).isEqualTo(DAY_80.plus(Duration.ofDays(20)));
    assertThat(certified.schedule().reviewDueAt()).isNull();
  }

  @Test
  void resumingPutsNoReviewOff() {
    Binding binding = bound();
    realm.suspend(binding, DAY_80);

    Binding resumed = realm.resume(binding.id(), DAY_80.plusSeconds(1));

    assertThat(resumed.schedule().reviewDueAt()).isEqualTo(DUE);
    assertThat(resumed.schedule().reviewer()).isEqualTo(binding.schedule().reviewer());
  }

  @Test
  void anAuthorisationWaitsNoLongerThanForAReviewAndIsJudgedWhenItIsActivated() {
    Binding waiting = realm.bind(authorise("snow:CHG1", ALICE, DB_ADMIN), T0).binding();
    assertThat(waiting.endsAt()).isEqualTo(DUE);

    Binding active = realm.activate(waiting.id(), DAY_80);

    assertThat(active.schedule().reviewDueAt()).isEqualTo(DAY_80.plus(EVERY));
  }

  @Test
  void theShortestTimeOfSeveralRulesDecidesAndItsRuleNamesTheReviewer() {
    realm.rule(
        "board",
        "protects.realmRoles=db-admin",
        "lifetime.max=none",
        "lifetime.reviewEvery=P30D",
        "tickets.approverRole=cab-member",
        "reviews.by=approverRole");

    Binding binding = bound();

    assertThat(binding.schedule().reviewDueAt()).isEqualTo(T0.plus(Duration.ofDays(30)));
    assertThat(binding.schedule().reviewer())
        .isEqualTo(Reviewer.role("id-cab-member", "cab-member"));
  }

  @Test
  void aChangedRuleWantsAReviewThatNobodyPutsOffBySavingItAgain() {
    realm.receive(ticket("snow:CHG2").requestedFor("bella").approvedBy("bob"), T0);
    Rule first = realm.rule("plain", "protects.realmRoles=db-*", "onChange=review");
    realm.dropRule("prod");
    Binding binding = realm.bind(grant("snow:CHG2", InMemoryRealm.BELLA, DB_ADMIN), T0).binding();
    assertThat(binding.schedule().reviewDueAt()).isNull();
    Rule changed =
        realm.rule(
            "plain",
            "protects.realmRoles=db-*",
            "tickets.minApprovals=2",
            "onChange=review",
            "reviews.afterChange=PT2H");
    assertThat(first.onChange().reviewWithin()).isEqualTo(Duration.ofDays(14));
    Instant later = T0.plus(Duration.ofHours(1));
    Instant due = later.plus(Duration.ofHours(2));

    assertThat(realm.demand(binding, changed, CheckResult.Id.APPROVALS, later)).isTrue();

    Binding demanded = realm.binding(binding.id());
    assertThat(demanded.schedule().reviewDueAt()).isEqualTo(due);
    assertThat(demanded.covers(due.minusMillis(1))).isTrue();
    assertThat(demanded.ranOut(due)).contains(EndCause.NOT_CERTIFIED);
    Transition step = realm.transitions().get(realm.transitions().size() - 1);
    assertThat(step.detail())
        .isEqualTo(new Detail.ReviewDemanded("plain", "approvals", due.toString()));
    assertThat(EventType.of(step)).isEqualTo(EventType.REVIEW_DUE);
    assertThat(
            realm.demand(
                binding, changed, CheckResult.Id.APPROVALS, later.plus(Duration.ofMinutes(30))))
        .isFalse();
    assertThat(realm.binding(binding.id()).schedule().reviewDueAt()).isEqualTo(due);

    refused(
        ErrorCode.TICKET_NOT_APPROVED, () -> realm.certify(binding.id(), STAND_IN, null, later));
    realm.receive(
        ticket("snow:CHG2").requestedFor("bella").approvedBy("bob", "carol").version(2), later);
    Binding certified = realm.certify(binding.id(), STAND_IN, null, later);
    assertThat(certified.schedule().reviewDueAt()).isNull();
    assertThat(certified.covers(due)).isTrue();
  }

  @Test
  void whatHasEndedIsNotReviewedAnyMore() {
    Rule rule = realm.rule("plain", "protects.realmRoles=db-*", "onChange=review");
    Binding binding = bound();
    realm.end(EndCause.ADMIN, DAY_80, binding);

    assertThat(realm.demand(binding, rule, CheckResult.Id.APPROVALS, DAY_80)).isFalse();
  }
}
