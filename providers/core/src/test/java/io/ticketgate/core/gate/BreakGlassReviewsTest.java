package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.BreakGlassRequest;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.gate.BreakGlassReviews.Verdict;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakGlassReviewsTest {

  private static final Person CARMEN = new Person("u-carmen", "carmen");
  private static final Person ALICE_HERSELF = new Person("u-alice", "alice");
  private static final Person BOB = new Person("u-bob", "bob");
  private static final Instant DEADLINE = T0.plus(Duration.ofHours(4));
  private static final Instant SOON = T0.plus(Duration.ofMinutes(30));

  private final InMemoryRealm realm = new InMemoryRealm();
  private Binding used;

  @BeforeEach
  void use() {
    realm.user(CARMEN.id(), CARMEN.name(), true);
    realm.map(CARMEN.id(), realmRole("commander"));
    rule("breakGlass.max=PT1H");
    used =
        realm.breakGlass(
            new BreakGlassRequest(ALICE, DB_ADMIN, null, "the database is down", CARMEN), T0);
  }

  private void rule(String... more) {
    String[] settings = {
      "protects.realmRoles=db-*",
      "breakGlass.allowed=true",
      "breakGlass.role=commander",
      "breakGlass.reviewWithin=PT4H"
    };
    realm.rule(
        "prod",
        java.util.stream.Stream.of(settings, more)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  private static Verdict confirm(Person by) {
    return new Verdict(Outcome.CONFIRMED, TicketRef.parse("demo:CHG-1"), "as agreed", by);
  }

  private static Verdict reject(Person by) {
    return new Verdict(Outcome.REJECTED, null, "no emergency", by);
  }

  @Test
  void nobodyReviewsByAnotherAccountOfTheirs() {
    realm.rule(
        "people",
        "protects.realmRoles=db-*",
        "breakGlass.allowed=true",
        "breakGlass.role=commander",
        "breakGlass.max=PT1H",
        "breakGlass.reviewWithin=PT4H",
        "separationOfDuties.personAttribute=number");
    Person second = new Person("u-dave", "dave");
    numbered(second, "7");
    refusedAsOne(second); // nobody can say who carmen is
    numbered(CARMEN, "7");
    refusedAsOne(second);
    numbered(CARMEN, "8");
    numbered(ALICE_HERSELF, "7");
    refusedAsOne(second);
    numbered(ALICE_HERSELF, "9");

    assertThat(realm.review(used.id(), reject(second), SOON).status())
        .isEqualTo(BindingStatus.REVOKED);
  }

  private void numbered(Person person, String number) {
    realm.attribute(new Subject(Subject.Kind.USER, person.id(), person.name()), "number", number);
  }

  private void refusedAsOne(Person by) {
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> realm.review(used.id(), reject(by), SOON));
  }

  @Test
  void aConfirmedOneEndsWhenItWouldHave() {
    realm.receive(approved(), SOON);
    Binding binding = realm.review(used.id(), confirm(BOB), SOON);

    assertThat(binding.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(binding.expiresAt()).isEqualTo(used.expiresAt());
    Transition step = realm.transitions().get(1);
    assertThat(step.from()).isEqualTo(step.to());
    assertThat(step.detail())
        .isEqualTo(new Detail.EmergencyReviewed("confirmed", "demo:CHG-1", false, "as agreed"));
    assertThat(EventType.of(step)).isEqualTo(EventType.REVIEW_DONE);
    assertThat(realm.sweep(used.id(), DEADLINE)).isFalse();
    assertThat(realm.alarms()).containsExactly("used b1");
  }

  @Test
  void aRejectedOneEndsAtOnceAndNeedsNoTicket() {
    Binding binding = realm.review(used.id(), reject(BOB), SOON);
    assertThat(binding.status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(binding.cause()).isEqualTo(EndCause.NOT_CERTIFIED);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.transitions()).extracting(Transition::to).hasSize(3);
  }

  @Test
  void neitherWhoMadeItNorWhoGotItReviewsIt() {
    realm.receive(approved(), SOON);
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> realm.review(used.id(), confirm(CARMEN), SOON));
    refused(
        ErrorCode.SEPARATION_OF_DUTIES,
        () -> realm.review(used.id(), confirm(ALICE_HERSELF), SOON));
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> realm.review(used.id(), reject(CARMEN), SOON));
  }

  @Test
  void theTicketIsJudgedByTheRules() {
    refused(ErrorCode.TICKET_NOT_FOUND, () -> realm.review(used.id(), confirm(BOB), SOON));
    realm.receive(ticket("demo:CHG-1").version(1), SOON);
    refused(ErrorCode.TICKET_NOT_APPROVED, () -> realm.review(used.id(), confirm(BOB), SOON));
    realm.receive(approved().version(2).requestedFor("bella"), SOON);
    refused(ErrorCode.TICKET_MISMATCH, () -> realm.review(used.id(), confirm(BOB), SOON));
    assertThat(realm.emergency(used.id()).review()).isNull();
  }

  @Test
  void theWindowOfTheTicketIsOneInWhichItWasMade() {
    realm.receive(approved().window(SOON, SOON.plus(Duration.ofHours(1))).version(1), SOON);
    refused(ErrorCode.TICKET_OUTSIDE_WINDOW, () -> realm.review(used.id(), confirm(BOB), SOON));
    realm.receive(
        ticket("demo:CHG-2").approvedBy("bob").window(T0.minusSeconds(1), T0.plusSeconds(1)), SOON);
    realm.review(
        used.id(), new Verdict(Outcome.CONFIRMED, TicketRef.parse("demo:CHG-2"), null, BOB), SOON);
  }

  @Test
  void whoMadeItDoesNotApproveItsTicket() {
    realm.receive(ticket("demo:CHG-1").approvedBy("bob", "carmen"), SOON);
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> realm.review(used.id(), confirm(BOB), SOON));
  }

  @Test
  void aTicketThatCarriesAGrantCoversNoEmergency() {
    realm.receive(approved(), SOON);
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), SOON);
    refused(ErrorCode.TICKET_USED, () -> realm.review(used.id(), confirm(BOB), SOON));
  }

  @Test
  void thereIsOneReviewAndItNeedsATicketToConfirm() {
    refused(
        ErrorCode.INVALID_REQUEST,
        () -> realm.review(used.id(), new Verdict(Outcome.CONFIRMED, null, null, BOB), SOON));
    realm.review(used.id(), reject(BOB), SOON);
    refused(ErrorCode.INVALID_REQUEST, () -> realm.review(used.id(), reject(BOB), SOON));
  }

  @Test
  void aBindingUnderATicketHasNoSuchReview() {
    realm.receive(approved(), SOON);
    Binding other = realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), SOON).binding();
    refused(ErrorCode.INVALID_REQUEST, () -> realm.review(other.id(), reject(BOB), SOON));
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.review("b9", reject(BOB), SOON));
  }

  @Test
  void onceNoRuleProtectsItNobodyConfirmsIt() {
    realm.receive(approved(), SOON);
    realm.dropRule("prod");
    refused(ErrorCode.INVALID_REQUEST, () -> realm.review(used.id(), confirm(BOB), SOON));
    realm.review(used.id(), reject(BOB), SOON);
  }

  @Test
  void oneThatRanOutIsReviewedAllTheSame() {
    realm.expire(ALICE, T0.plus(Duration.ofHours(1)));
    realm.receive(approved(), DEADLINE.minusMillis(1));
    Binding binding = realm.review(used.id(), confirm(BOB), DEADLINE.minusMillis(1));
    assertThat(binding.status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.sweep(used.id(), DEADLINE)).isFalse();
  }

  @Test
  void whatNobodyReviewsInTimeIsEndedAndReportedOnce() {
    assertThat(realm.sweep(used.id(), DEADLINE.minusMillis(1))).isFalse();
    assertThat(realm.sweep(used.id(), DEADLINE)).isTrue();
    assertThat(realm.binding(used.id()).cause()).isEqualTo(EndCause.REVIEW_OVERDUE);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.alarms()).containsExactly("used b1", "overdue b1");
    assertThat(EventType.of(realm.transitions().get(1))).isEqualTo(EventType.REVIEW_OVERDUE);
    assertThat(EventType.of(realm.transitions().get(2))).isEqualTo(EventType.BINDING_REVOKED);
    assertThat(realm.sweep(used.id(), DEADLINE)).isFalse();
  }

  @Test
  void oneThatRanOutBeforeIsReportedAndStaysExpired() {
    realm.expire(ALICE, T0.plus(Duration.ofHours(1)));
    assertThat(realm.sweep(used.id(), DEADLINE)).isTrue();
    assertThat(realm.binding(used.id()).status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.alarms()).contains("overdue b1");
  }

  @Test
  void aLateReviewSettlesItAndSavesNothing() {
    realm.receive(approved(), DEADLINE);
    Binding late = realm.review(used.id(), confirm(BOB), DEADLINE);
    assertThat(late.status()).as("the sweep has not come by").isEqualTo(BindingStatus.REVOKED);
    assertThat(late.cause()).isEqualTo(EndCause.REVIEW_OVERDUE);
    assertThat(realm.alarms()).containsExactly("used b1", "overdue b1");
    assertThat(realm.sweep(used.id(), DEADLINE)).isFalse();
    realm.breakGlass(new BreakGlassRequest(ALICE, DB_ADMIN, null, "down again", CARMEN), DEADLINE);
  }

  @Test
  void itIsOverWhenItsReviewIsDueWhetherOrNotAnybodyHasComeBy() {
    rule("breakGlass.max=PT8H");
    Binding longer =
        realm.breakGlass(
            new BreakGlassRequest(InMemoryRealm.BELLA, DB_ADMIN, null, "down", CARMEN), T0);
    assertThat(longer.covers(DEADLINE.minusMillis(1))).isTrue();
    assertThat(longer.covers(DEADLINE)).isFalse();
    assertThat(longer.ranOut(DEADLINE)).contains(EndCause.REVIEW_OVERDUE);
    realm.receive(approved().requestedFor("bella"), SOON);
    Binding confirmed = realm.review(longer.id(), confirm(BOB), SOON);
    assertThat(confirmed.covers(DEADLINE)).isTrue();
  }

  @Test
  void aReviewIsAwaitedUntilSomebodyHasMadeItAlsoWhenTheGrantIsOver() {
    assertThat(used.schedule().reviewDueAt()).isEqualTo(DEADLINE);
    assertThat(used.schedule().reviewer()).isEqualTo(InMemoryRealm.REVIEWERS);
    realm.sweep(used.id(), DEADLINE);
    assertThat(realm.binding(used.id()).schedule().reviewDueAt()).isEqualTo(DEADLINE);
    realm.review(used.id(), reject(BOB), DEADLINE);
    assertThat(realm.binding(used.id()).schedule().reviewDueAt()).isNull();
  }

  @Test
  void nobodyCertifiesOneNorEndsItAsIfItWereUnderATicket() {
    ReviewDesk.Acting admin = new ReviewDesk.Acting(BOB, true, true);
    refused(ErrorCode.INVALID_REQUEST, () -> realm.certify(used.id(), admin, null, SOON));
    refused(ErrorCode.INVALID_REQUEST, () -> realm.reject(used.id(), admin, null, SOON));
  }
}
