package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.CAB;
import static io.ticketgate.core.InMemoryRealm.DBA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.gate.AdoptionDesk.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdoptionDeskTest {

  private static final String BASELINE = "demo:BASE-1";
  private static final Instant IN_90_DAYS = T0.plus(Duration.ofDays(90));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void aliceHoldsARoleThatARuleComesToProtect() {
    realm.map(ALICE.id(), DB_ADMIN);
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H");
  }

  private static TicketBuilder baseline() {
    return ticket(BASELINE).requestedFor(null);
  }

  private static TicketBuilder approved() {
    return baseline().approvedBy("bob");
  }

  private Outcome adopt(Subject subject) {
    return realm.adopt(BASELINE, subject, DB_ADMIN, IN_90_DAYS, T0);
  }

  @Test
  void bindsWhatIsThereUntilItsReviewHoweverShortLifetimesAre() {
    realm.receive(approved(), T0);

    assertThat(adopt(ALICE)).isEqualTo(Outcome.ADOPTED);

    Binding binding = realm.binding("b1");
    assertThat(binding.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(binding.expiresAt()).isEqualTo(IN_90_DAYS);
    assertThat(binding.schedule().reviewDueAt()).isEqualTo(IN_90_DAYS);
    assertThat(binding.approvers()).extracting(Person::name).containsExactly("bob");
    assertThat(binding.grantedBy()).isEqualTo(ADMIN);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.transitions())
        .containsExactly(
            new Transition(
                "b1", null, BindingStatus.ACTIVE, null, T0, ADMIN, new Detail.Adopted()));
  }

  @Test
  void bindsOnceHoweverOftenItIsAsked() {
    realm.receive(approved(), T0);
    adopt(ALICE);

    assertThat(adopt(ALICE)).isEqualTo(Outcome.BOUND);
    assertThat(realm.bindings()).hasSize(1);
  }

  @Test
  void givesNothingToSomebodyWhoHasNothing() {
    realm.receive(approved(), T0);

    assertThat(adopt(BELLA)).isEqualTo(Outcome.GONE);

    assertThat(realm.roles(BELLA)).isEmpty();
    assertThat(realm.bindings()).isEmpty();
  }

  @Test
  void bindsAPersonWhoHasTheRoleByAGroupOrAComposite() {
    realm.receive(approved(), T0);
    realm.map(DBA.id(), DB_ADMIN);
    realm.join(BELLA.id(), DBA.id());
    realm.map("u-rita", OPS);

    assertThat(adopt(BELLA)).isEqualTo(Outcome.ADOPTED);
    assertThat(adopt(new Subject(Subject.Kind.USER, "u-rita", "rita"))).isEqualTo(Outcome.ADOPTED);
  }

  @Test
  void saysWhyAGroupIsNotAdopted() {
    realm.receive(approved(), T0);
    realm.map(DBA.id(), DB_ADMIN);

    refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> adopt(DBA))
        .satisfies(
            refusal -> assertThat(refusal).hasMessageContaining("does not allow group /dba"));

    realm.rule("prod", "protects.realmRoles=db-*", "structuralGrants=true");
    assertThat(adopt(DBA)).isEqualTo(Outcome.ADOPTED);
  }

  @Test
  void aTicketForOneSubjectCoversNotEvenThatOne() {
    realm.receive(ticket(BASELINE).approvedBy("bob"), T0);

    refused(ErrorCode.TICKET_MISMATCH, () -> adopt(ALICE));
    refused(
        ErrorCode.TICKET_MISMATCH, () -> realm.requireBaseline(BASELINE, DB_ADMIN, IN_90_DAYS, T0));
  }

  @Test
  void noNewGrantRestsOnATicketForWhatExists() {
    realm.receive(approved(), T0);

    refused(ErrorCode.TICKET_MISMATCH, () -> realm.bind(grant(BASELINE, BELLA, DB_ADMIN), T0));
    refused(ErrorCode.TICKET_MISMATCH, () -> realm.bind(grant(BASELINE, ALICE, DB_ADMIN), T0));
  }

  @Test
  void onlyWhatTheTicketNamesIsAdopted() {
    realm.receive(approved().asks(READER), T0);

    refused(ErrorCode.TICKET_MISMATCH, () -> adopt(ALICE));
  }

  @Test
  void somebodyApprovesItEvenWhereARuleAsksForNobody() {
    realm.rule("prod", "protects.realmRoles=db-*", "tickets.minApprovals=0");
    realm.receive(baseline(), T0);

    refused(ErrorCode.TICKET_NOT_APPROVED, () -> adopt(ALICE));
    refused(
        ErrorCode.TICKET_NOT_APPROVED,
        () -> realm.requireBaseline(BASELINE, DB_ADMIN, IN_90_DAYS, T0));
  }

  @Test
  void approversAreWhoTheRuleSays() {
    realm.rule("prod", "protects.realmRoles=db-*", "tickets.approverRole=cab-member");
    realm.receive(baseline().approvedBy("bella"), T0);

    refused(ErrorCode.APPROVER_NOT_ELIGIBLE, () -> adopt(ALICE));
  }

  @Test
  void approversDoNotAdoptTheirOwnGrants() {
    realm.map("u-bob", DB_ADMIN);
    realm.receive(approved(), T0);
    realm.requireBaseline(BASELINE, DB_ADMIN, IN_90_DAYS, T0);

    refused(
        ErrorCode.SEPARATION_OF_DUTIES,
        () -> adopt(new Subject(Subject.Kind.USER, "u-bob", "bob")));
    assertThat(adopt(ALICE)).isEqualTo(Outcome.ADOPTED);
  }

  @Test
  void rolesThatNobodyMayCombineAreNotAdoptedTogether() {
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "separationOfDuties.exclusiveRoles=db-admin,cab-member");
    realm.map(ALICE.id(), CAB);
    realm.receive(approved(), T0);

    realm.requireBaseline(BASELINE, DB_ADMIN, IN_90_DAYS, T0);
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> adopt(ALICE));
  }

  @Test
  void theReviewIsWithinAYearAndTheTicketsWindow() {
    realm.receive(approved().window(T0.minusSeconds(60), T0.plusSeconds(3600)), T0);
    refused(ErrorCode.LIFETIME_EXCEEDED, () -> adopt(ALICE));

    realm.receive(
        baseline().version(2).decided("bob", Approval.Decision.APPROVED, T0.plusSeconds(1)), T0);
    Instant tooFar = T0.plus(Duration.ofDays(367));
    refused(
        ErrorCode.LIFETIME_EXCEEDED, () -> realm.requireBaseline(BASELINE, DB_ADMIN, tooFar, T0));
    refused(ErrorCode.LIFETIME_EXCEEDED, () -> realm.requireBaseline(BASELINE, DB_ADMIN, T0, T0));
  }

  @Test
  void whatNoRuleProtectsNeedsNoBinding() {
    realm.receive(approved().asks(READER), T0);

    refused(
            ErrorCode.INVALID_REQUEST,
            () -> realm.requireBaseline(BASELINE, READER, IN_90_DAYS, T0))
        .isInstanceOf(GateException.Invalid.class);
    Entitlement mail =
        new Entitlement("configuration:mail", new EntitlementName.Configuration("mail"));
    refused(ErrorCode.INVALID_REQUEST, () -> realm.requireBaseline(BASELINE, mail, IN_90_DAYS, T0));
  }

  @Test
  void endsWithItsTicketAndIsNotAdoptedAgain() {
    realm.receive(approved(), T0);
    adopt(ALICE);

    realm.receive(approved().version(2).open(false), T0.plusSeconds(60));

    assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.TICKET_CLOSED);
    assertThat(realm.roles(ALICE)).isEmpty();
    realm.map(ALICE.id(), DB_ADMIN);
    refused(ErrorCode.TICKET_CLOSED, () -> adopt(ALICE));
  }

  @Test
  void comesBackAfterASuspensionUntilItsReview() {
    realm.receive(approved(), T0);
    adopt(ALICE);
    Instant later = T0.plus(Duration.ofDays(3));
    realm.suspend(realm.binding("b1"), later);
    assertThat(realm.roles(ALICE)).isEmpty();

    realm.resume("b1", later);

    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(IN_90_DAYS);
  }

  @Test
  void aCredentialIsAccountedForAsItIs() {
    realm.rule("ci", "protects.clientCredentials=ci-*");
    realm.map(DEPLOYER_CLIENT.id(), DEPLOYER_CREDENTIAL);
    realm.secret(DEPLOYER_CLIENT, "from-before");
    realm.receive(approved().asks(DEPLOYER_CREDENTIAL), T0);

    assertThat(realm.adopt(BASELINE, DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, IN_90_DAYS, T0))
        .isEqualTo(Outcome.ADOPTED);

    assertThat(realm.secrets(DEPLOYER_CLIENT)).containsExactly("from-before");
    assertThat(realm.binding("b1").issued()).isNotNull();
    assertThat(realm.adopt(BASELINE, DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, IN_90_DAYS, T0))
        .isEqualTo(Outcome.BOUND);
  }

  @Test
  void livesAsTheRuleAllowsFromReviewToReview() {
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "lifetime.max=none",
        "lifetime.reviewEvery=P120D",
        "reviews.by=attribute:manager");
    realm.attribute(ALICE, "manager", "bella");
    realm.receive(approved(), T0);
    adopt(ALICE);

    Binding binding = realm.binding("b1");
    assertThat(binding.standing()).isTrue();
    assertThat(binding.schedule().reviewDueAt()).isEqualTo(IN_90_DAYS);
    assertThat(binding.ranOut(IN_90_DAYS)).contains(EndCause.NOT_CERTIFIED);

    ReviewDesk.Acting bella = new ReviewDesk.Acting(new Person("u-bella", "bella"), true, false);
    Instant day80 = T0.plus(Duration.ofDays(80));
    Binding certified = realm.certify("b1", bella, "still needed", day80);
    assertThat(certified.schedule().reviewDueAt()).isEqualTo(day80.plus(Duration.ofDays(120)));
    assertThat(certified.standing()).isTrue();
  }

  @Test
  void aRuleThatAsksForAnEarlierReviewGetsIt() {
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "lifetime.max=none",
        "lifetime.reviewEvery=P30D",
        "reviews.by=attribute:manager");
    realm.receive(approved(), T0);
    adopt(ALICE);

    assertThat(realm.binding("b1").schedule().reviewDueAt())
        .isEqualTo(T0.plus(Duration.ofDays(30)));
  }

  @Test
  void onceCertifiedItLivesToTheEndThatTheRuleAllowed() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=P200D");
    realm.receive(approved(), T0);
    adopt(ALICE);
    Instant end = T0.plus(Duration.ofDays(200));
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(end);
    assertThat(realm.binding("b1").ranOut(IN_90_DAYS)).contains(EndCause.NOT_CERTIFIED);

    ReviewDesk.Acting admin = new ReviewDesk.Acting(new Person("u-bob", "bob"), true, true);
    Binding certified = realm.certify("b1", admin, null, T0.plus(Duration.ofDays(80)));

    assertThat(certified.schedule().reviewDueAt()).isNull();
    assertThat(certified.expiresAt()).isEqualTo(end);
    assertThat(certified.covers(IN_90_DAYS)).isTrue();
  }
}
