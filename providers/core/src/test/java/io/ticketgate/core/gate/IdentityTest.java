package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ticket is approved for a person and a role, whatever their names come to mean later. */
class IdentityTest {

  private static final Instant LATER = T0.plusSeconds(60);
  private static final Subject MALLORY = new Subject(Subject.Kind.USER, "u-mallory", "alice");

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*");
    realm.named("db-admin", DB_ADMIN.id());
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  private List<Id> failuresFor(Subject subject, Entitlement entitlement) {
    return failures(realm.decide(grant("demo:CHG-1", subject, entitlement), LATER));
  }

  /** Gives alice's name to mallory. */
  private void nameMoves() {
    realm.user("u-alice", "formerly-alice", true);
    realm.user("u-mallory", "alice", true, "alice@example.org");
  }

  private void nameMovesBack() {
    realm.user("u-mallory", "mallory", true);
    realm.user("u-alice", "alice", true, "alice@example.org");
  }

  @Test
  void whoeverTakesTheNameOfTheBeneficiaryGetsNothing() {
    realm.receive(approved(), T0);

    nameMoves();

    assertThat(failuresFor(MALLORY, DB_ADMIN)).startsWith(Id.IDENTITY, Id.SUBJECT);
    assertThat(failuresFor(ALICE, DB_ADMIN)).as("she was meant").isEmpty();
  }

  @Test
  void anAccountMadeAgainUnderTheNameIsSomebodyElse() {
    realm.receive(approved(), T0);

    realm.user("u-alice", "gone", false);
    realm.user("u-alice-2", "alice", true);

    assertThat(failuresFor(new Subject(Subject.Kind.USER, "u-alice-2", "alice"), DB_ADMIN))
        .contains(Id.IDENTITY);
  }

  @Test
  void whoeverIsMadeAgainIsSomebodyElseAlsoWithTheSameId() {
    realm.receive(approved(), T0);

    realm.madeAgain(ALICE.id());

    assertThat(failuresFor(ALICE, DB_ADMIN)).startsWith(Id.IDENTITY, Id.SUBJECT);
  }

  @Test
  void aRoleThatIsMadeAgainWithTheSameIdIsNotTheApprovedOne() {
    realm.receive(approved(), T0);

    realm.madeAgain(DB_ADMIN.id());

    assertThat(failuresFor(ALICE, DB_ADMIN)).startsWith(Id.IDENTITY, Id.ENTITLEMENT);
  }

  @Test
  void anApproverWhoIsMadeAgainWithTheSameIdHasApprovedNothing() {
    realm.receive(approved(), T0);

    realm.madeAgain("u-bob");

    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.APPROVERS);
  }

  @Test
  void anAgentIsGoneWithItsServiceAccountAndWithItsPerson() {
    Identities meant =
        new Identities(
            Map.of("subject:agent:agent:bot/alice", "sa-1/f:ldap/alice"),
            Map.of(),
            Set.of(),
            false);

    assertThat(meant.present()).containsExactlyInAnyOrder("sa-1", "f:ldap/alice");
    assertThat(meant.without(Set.of("sa-2"))).isEqualTo(meant);
    for (String gone : meant.present()) {
      Identities after = meant.without(Set.of(gone));
      assertThat(after.present()).as(gone).isEmpty();
      assertThat(after.without(meant.present())).as("for good").isEqualTo(after);
    }
  }

  @Test
  void oneApproverWhoIsGoneTakesNoOtherApprovalAlong() {
    realm.user("u-carol", "carol", true);
    realm.receive(ticket("demo:CHG-1").approvedBy("bob", "carol"), T0);

    realm.madeAgain("u-bob");

    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
  }

  @Test
  void aReadingAfterThatVoidsTheApprovalsAndNewOnesAreForTheNewOne() {
    realm.receive(approved(), T0);
    realm.madeAgain(ALICE.id());

    realm.receive(approved(), LATER); // the same version, word for word
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
    realm.receive(approved().version(2), LATER);
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.APPROVALS);
    realm.receive(
        ticket("demo:CHG-1")
            .version(3)
            .decided("bob", Approval.Decision.APPROVED, LATER.plusSeconds(1)),
        LATER);

    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
  }

  @Test
  void aRoleThatTakesTheNameOfTheApprovedOneIsNotTheApprovedOne() {
    realm.receive(approved(), T0);
    Entitlement renamed = new Entitlement("id-db-reader", DB_ADMIN.name());
    realm.rule("also", "protects.realmRoles=db-*");

    assertThat(failuresFor(ALICE, renamed)).startsWith(Id.IDENTITY, Id.ENTITLEMENT);
  }

  @Test
  void theApprovedRoleUnderAnotherNameIsNotWhatTheApproversSaw() {
    realm.receive(approved(), T0);
    Entitlement renamed = new Entitlement(DB_ADMIN.id(), new EntitlementName.RealmRole("db-owner"));

    realm.named("db-admin", "id-db-reader");
    assertThat(failuresFor(ALICE, renamed)).containsExactly(Id.IDENTITY);

    realm.named("db-admin", DB_ADMIN.id());
    assertThat(failuresFor(ALICE, DB_ADMIN)).as("it has its name again").isEmpty();
  }

  @Test
  void whatIsSuspendedIsNotResumedUnderAnotherName() {
    realm.receive(approved(), T0);
    Binding binding = realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
    realm.suspend(binding, T0);

    realm.named("db-admin", "id-db-reader");
    assertThatThrownBy(() -> realm.resume(binding.id(), LATER))
        .isInstanceOf(GateException.Refused.class)
        .extracting(failure -> ((GateException) failure).code())
        .isEqualTo(ErrorCode.IDENTITY_CHANGED);

    realm.named("db-admin", DB_ADMIN.id());
    assertThat(realm.resume(binding.id(), LATER).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void aReadingThatFindsAnotherMeaningVoidsTheApprovalsForGood() {
    realm.receive(approved(), T0);
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);

    nameMoves();
    realm.receive(approved(), LATER); // the same version, word for word
    nameMovesBack();

    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
    realm.receive(approved().version(2), LATER);
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.APPROVALS);
  }

  @Test
  void whoeverTakesTheNameOfAnApproverApprovesNothingAndTheApproverStillCounts() {
    realm.receive(approved(), T0);

    realm.user("u-bob", "robert", true);
    realm.user("u-mallory", "bob", true);

    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    assertThat(realm.binding("b1").approvers())
        .extracting(person -> person.id())
        .containsExactly("u-bob");
  }

  @Test
  void aNameThatNobodyOrSeveralHaveLaterGoesOnMeaningWhomItMeant() {
    realm.receive(approved(), T0);
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);

    realm.user("u-mallory", "mallory", true, "bob");
    realm.receive(approved(), LATER);

    assertThat(realm.binding("b1").status())
        .as("taking bob's address ends nothing")
        .isEqualTo(BindingStatus.ACTIVE);
    realm.receive(approved().version(2).open(false), LATER);
    assertThat(realm.binding("b1").status()).as("nor keeps it").isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void anApprovalThatWasVoidedDoesNotComeBackUnderAnotherSpelling() {
    realm.receive(approved(), T0);
    realm.receive(ticket("demo:CHG-1").version(2), T0);

    realm.receive(ticket("demo:CHG-1").version(3).approvedBy("bob@example.org"), T0);

    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.APPROVALS);
  }

  @Test
  void onePersonUnderTwoNamesIsOneApprover() {
    realm.rule("two", "protects.realmRoles=db-*", "tickets.minApprovals=2");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob", "bob@example.org"), T0);

    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.APPROVALS);
  }

  @Test
  void aRequesterWhomNobodyKnowsDoesNotPassSeparationOfDuties() {
    realm.receive(approved().requester("somebody-else"), T0);

    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.SEPARATION_OF_DUTIES);
  }
}
