package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Names that nobody and nothing has when a ticket comes in. */
class LateNamesTest {

  private static final Instant LATER = T0.plusSeconds(60);
  private static final Instant MUCH_LATER = T0.plusSeconds(120);
  private static final Subject NINA = new Subject(Subject.Kind.USER, "u-nina", "nina");
  private static final Entitlement DB_NEW = InMemoryRealm.realmRole("db-new");
  private static final Subject CI_NEW = new Subject(Subject.Kind.CLIENT, "c-new", "ci-new");
  private static final Entitlement CI_NEW_CREDENTIAL =
      new Entitlement("c-new", new EntitlementName.ClientCredential("ci-new"));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*");
  }

  private void allowLateSubjects() {
    realm.rule("prod", "protects.realmRoles=db-*", "tickets.lateSubjects=true");
  }

  private static TicketBuilder forNina() {
    return ticket("demo:CHG-1").requestedFor("nina");
  }

  private void ninaComes(Instant at) {
    realm.user("u-nina", "nina", true);
    realm.madeAt("u-nina", at);
  }

  private List<Id> failuresFor(Subject subject, Entitlement entitlement) {
    return failures(realm.decide(grant("demo:CHG-1", subject, entitlement), MUCH_LATER));
  }

  @Test
  void whoeverComesToHaveTheNameOfTheBeneficiaryGetsNothing() {
    realm.receive(forNina().approvedBy("bob"), T0);

    ninaComes(LATER);

    assertThat(failuresFor(NINA, DB_ADMIN)).containsExactly(Id.IDENTITY, Id.SUBJECT);
    refused(
            ErrorCode.IDENTITY_CHANGED,
            () -> realm.bind(grant("demo:CHG-1", NINA, DB_ADMIN), MUCH_LATER))
        .satisfies(
            refusal ->
                assertThat(refusal.getMessage())
                    .contains("nobody had the name", "newer version", "tickets.lateSubjects"));
  }

  @Test
  void theSameRecordOnceMoreFindsNobodyEither() {
    realm.receive(forNina().approvedBy("bob"), T0);
    ninaComes(LATER);

    realm.receive(forNina().approvedBy("bob"), LATER);

    assertThat(failuresFor(NINA, DB_ADMIN)).contains(Id.IDENTITY);
  }

  @Test
  void aNewerRecordFindsThemAndNeedsANewWordOfEachApprover() {
    realm.receive(forNina().approvedBy("bob"), T0);
    ninaComes(LATER);

    realm.receive(forNina().version(2).approvedBy("bob"), LATER);
    assertThat(failuresFor(NINA, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
    realm.receive(forNina().version(3).decided("bob", Decision.APPROVED, LATER), LATER);

    assertThat(failuresFor(NINA, DB_ADMIN)).isEmpty();
  }

  @Test
  void anApprovalThatFirstComesInWithTheNewerRecordCounts() {
    realm.receive(forNina(), T0);
    ninaComes(LATER);

    realm.receive(forNina().version(2).decided("bob", Decision.APPROVED, LATER), LATER);

    assertThat(failuresFor(NINA, DB_ADMIN)).isEmpty();
    realm.bind(grant("demo:CHG-1", NINA, DB_ADMIN), MUCH_LATER);
    assertThat(realm.transitions().get(0).detail()).isNull();
  }

  @Test
  void aClientOfTheSameNameTakesNothingFromThePersonWhoWasThere() {
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);

    realm.named("CLIENT:alice", "c-alice");
    realm.receive(ticket("demo:CHG-1").version(2).approvedBy("bob"), LATER);

    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
  }

  @Test
  void anApproverWhoComesLaterHasApprovedNothing() {
    realm.receive(ticket("demo:CHG-1").approvedBy("zoe"), T0);

    realm.user("u-zoe", "zoe", true);

    assertThat(failuresFor(ALICE, DB_ADMIN)).containsExactly(Id.APPROVERS);
    realm.receive(ticket("demo:CHG-1").version(2).approvedBy("zoe"), LATER);
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
    realm.receive(ticket("demo:CHG-1").version(3).decided("zoe", Decision.APPROVED, LATER), LATER);
    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
  }

  @Test
  void aRequesterWhoComesLaterDoesNotPassSeparationOfDuties() {
    realm.receive(ticket("demo:CHG-1").requester("zoe").approvedBy("bob"), T0);

    realm.user("u-zoe", "zoe", true);

    assertThat(failuresFor(ALICE, DB_ADMIN)).containsExactly(Id.SEPARATION_OF_DUTIES);
    realm.receive(ticket("demo:CHG-1").version(2).requester("zoe").approvedBy("bob"), LATER);
    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
  }

  @Test
  void aRoleThatIsMadeLaterIsNotTheOneThatWasApproved() {
    realm.absent("db-new");
    realm.receive(ticket("demo:CHG-1").asks(DB_NEW).approvedBy("bob"), T0);

    realm.named("db-new", DB_NEW.id());

    assertThat(failuresFor(ALICE, DB_NEW)).containsExactly(Id.IDENTITY, Id.ENTITLEMENT);
    realm.receive(ticket("demo:CHG-1").version(2).asks(DB_NEW).approvedBy("bob"), LATER);
    assertThat(failuresFor(ALICE, DB_NEW)).contains(Id.IDENTITY, Id.APPROVALS);
    realm.receive(
        ticket("demo:CHG-1").version(3).asks(DB_NEW).decided("bob", Decision.APPROVED, LATER),
        LATER);
    assertThat(failuresFor(ALICE, DB_NEW)).isEmpty();
  }

  @Test
  void aTicketThatWasStoredWithoutMeaningsIsLookedUpWhenItComesInAgain() {
    TicketBuilder ticket = ticket("demo:CHG-1").approvedBy("bob");
    realm.receive(ticket, T0);
    realm.commitElsewhere(new KnownTicket(ticket.build(), Set.of(), Identities.NONE));

    assertThat(failuresFor(ALICE, DB_ADMIN)).contains(Id.IDENTITY);
    realm.receive(ticket, LATER);

    assertThat(failuresFor(ALICE, DB_ADMIN)).isEmpty();
  }

  @Nested
  class WhereTheRuleAllowsLateSubjects {

    @BeforeEach
    void allow() {
      allowLateSubjects();
    }

    @Test
    void anAccountThatIsMadeForTheTicketCountsAndTheHistorySaysSo() {
      realm.receive(forNina().requester("nina").approvedBy("bob"), T0);
      ninaComes(LATER);

      realm.bind(grant("demo:CHG-1", NINA, DB_ADMIN), MUCH_LATER);

      assertThat(realm.has(NINA, DB_ADMIN)).isTrue();
      assertThat(realm.transitions().get(0).detail()).isEqualTo(new Detail.LateSubject());
      assertThat(realm.readAt("demo:CHG-1")).as("nothing was read").contains(T0);
    }

    @Test
    void theFirstOneIsKept() {
      realm.receive(forNina().approvedBy("bob"), T0);
      ninaComes(LATER);
      realm.bind(grant("demo:CHG-1", NINA, DB_ADMIN), LATER);

      realm.user("u-nina", "nina-was", true);
      realm.user("u-nina-2", "nina", true);
      realm.madeAt("u-nina-2", MUCH_LATER);

      assertThat(failuresFor(new Subject(Subject.Kind.USER, "u-nina-2", "nina"), DB_ADMIN))
          .contains(Id.IDENTITY, Id.SUBJECT);
    }

    @Test
    void aNewerRecordDoesNotTakeTheirApprovalAway() {
      realm.receive(forNina().approvedBy("bob"), T0);
      ninaComes(LATER);

      realm.receive(forNina().version(2).approvedBy("bob"), LATER);

      assertThat(failuresFor(NINA, DB_ADMIN)).isEmpty();
      realm.bind(grant("demo:CHG-1", NINA, DB_ADMIN), MUCH_LATER);
      assertThat(realm.transitions().get(0).detail()).isEqualTo(new Detail.LateSubject());
    }

    @Test
    void anotherRuleThatDoesNotAllowItStillRefuses() {
      realm.rule("strict", "protects.realmRoles=db-*");
      realm.receive(forNina().approvedBy("bob"), T0);
      ninaComes(LATER);

      assertThat(failuresFor(NINA, DB_ADMIN)).contains(Id.IDENTITY);
    }

    @Test
    void anAccountThatWasThereAndTakesTheNameGetsNothing() {
      realm.user("u-nina", "mallory", true);
      realm.madeAt("u-nina", T0.minusSeconds(1));
      realm.receive(forNina().approvedBy("bob"), T0);

      realm.user("u-nina", "nina", true);

      assertThat(failuresFor(NINA, DB_ADMIN)).containsExactly(Id.IDENTITY, Id.SUBJECT);
      realm.receive(forNina().version(2).approvedBy("bob"), LATER);
      assertThat(failuresFor(NINA, DB_ADMIN)).contains(Id.IDENTITY, Id.APPROVALS);
    }

    @Test
    void anAccountOfWhichNobodyKnowsHowOldItIsGetsNothing() {
      realm.receive(forNina().approvedBy("bob"), T0);

      realm.user("u-nina", "nina", true);

      assertThat(failuresFor(NINA, DB_ADMIN)).containsExactly(Id.IDENTITY, Id.SUBJECT);
    }

    @Test
    void theyMayNotHaveApprovedThemselves() {
      realm.receive(forNina().approvedBy("nina"), T0);
      ninaComes(LATER);

      assertThat(failuresFor(NINA, DB_ADMIN)).contains(Id.SEPARATION_OF_DUTIES, Id.APPROVERS);
    }
  }

  @Nested
  class AClient {

    private TicketBuilder forCiNew() {
      return forNina().requestedFor("ci-new").asks(CI_NEW_CREDENTIAL).approvedBy("bob");
    }

    private AttemptedGrant change(boolean newName) {
      return new AttemptedGrant(
          Route.CLIENT_CREDENTIAL, CI_NEW, Holding.mapped(CI_NEW_CREDENTIAL), newName);
    }

    @BeforeEach
    void protectClients() {
      realm.rule("ci", "protects.clientCredentials=ci-*", "tickets.maxUses=9");
      realm.absent(CI_NEW_CREDENTIAL.name().toString());
    }

    private void comes() {
      realm.named(CI_NEW.name(), CI_NEW.id());
      realm.named(CI_NEW_CREDENTIAL.name().toString(), CI_NEW.id());
      realm.secret(CI_NEW, "first");
    }

    @Test
    void thatIsMadeUnderTheTicketWhichAsksForItIsTheOneThatWasApproved() {
      realm.receive(forCiNew(), T0);
      comes();

      realm.assign("demo:CHG-1", LATER, change(true));

      assertThat(realm.bindings()).hasSize(1);
      assertThat(realm.transitions().get(0).detail()).isNull();
      assertThat(failuresFor(CI_NEW, CI_NEW_CREDENTIAL)).as("it is kept").isEmpty();
    }

    @Test
    void thatIsMadeOtherwiseIsNot() {
      realm.receive(forCiNew(), T0);
      comes();

      refused(ErrorCode.IDENTITY_CHANGED, () -> realm.assign("demo:CHG-1", LATER, change(false)));
    }

    @Test
    void thatTakesTheNameOfTheOneThatWasApprovedIsNot() {
      realm.named(CI_NEW.name(), "c-old");
      realm.named(CI_NEW_CREDENTIAL.name().toString(), "c-old");
      realm.receive(forCiNew(), T0);
      comes();

      refused(ErrorCode.IDENTITY_CHANGED, () -> realm.assign("demo:CHG-1", LATER, change(true)));
      assertThat(realm.find(TicketRef.parse("demo:CHG-1")).orElseThrow().asksFor(CI_NEW_CREDENTIAL))
          .isFalse();
    }
  }
}
