package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.authoriseUntil;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrantDeskTest {

  private static final Instant IN_AN_HOUR = T0.plus(Duration.ofHours(1));
  private static final Instant IN_THREE_HOURS = T0.plus(Duration.ofHours(3));
  private static final GrantRequest GRANT = grant("demo:CHG-1", ALICE, DB_ADMIN);
  private static final GrantRequest AUTHORISE = authorise("demo:CHG-1", ALICE, DB_ADMIN);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  @Test
  void makesTheBindingAndTheGrantTogether() {
    realm.receive(approved().version(7), T0);
    realm.forgetCalls();
    GrantDesk.Bound bound = realm.bind(GRANT, T0);

    assertThat(bound.created()).isTrue();
    Binding binding = bound.binding();
    assertThat(realm.bindings()).containsExactly(binding);
    assertThat(binding.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(binding.subject()).isEqualTo(ALICE);
    assertThat(binding.entitlement()).isEqualTo(DB_ADMIN);
    assertThat(binding.rules()).containsExactly("prod");
    assertThat(binding.requestedBy()).isEqualTo("rita");
    assertThat(binding.grantedBy()).isEqualTo(ADMIN);
    assertThat(binding.approvers()).extracting(Person::name).containsExactly("bob");
    assertThat(binding.justification()).isEqualTo("rotate the keys");
    assertThat(binding.evidence().ticketVersion()).isEqualTo("7");
    assertThat(binding.evidence().digest()).matches("[0-9a-f]{64}");
    assertThat(binding.notBefore()).isEqualTo(T0);
    assertThat(binding.expiresAt()).isEqualTo(T0.plus(Duration.ofHours(2)));
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.transitions())
        .containsExactly(new Transition("b1", null, BindingStatus.ACTIVE, null, T0, ADMIN, null));
  }

  @Test
  void aTokenOfBeforeThatSomebodyElseHasDoesNotGetARoleOfAdministrators() {
    realm.rule("admins", "protects.realmRoles=admin", "lifetime.max=PT8H");
    Entitlement admin = realmRole("admin");
    realm.receive(approved().asks(DB_ADMIN, admin), T0);

    realm.bind(GRANT, T0);
    assertThat(realm.sessionsEnded()).isEmpty();
    realm.bind(grant("demo:CHG-1", ALICE, admin), T0);

    assertThat(realm.sessionsEnded()).containsExactly("u-alice where derived");
  }

  @Test
  void locksTheTicketThenTheSubjectThenWrites() {
    realm.receive(approved(), T0);
    realm.forgetCalls();
    realm.bind(GRANT, T0);
    assertThat(realm.calls())
        .containsSubsequence(
            "lock ticket demo:CHG-1",
            "lock subject u-alice",
            "live of u-alice",
            "insert binding b1")
        .startsWith("lock ticket demo:CHG-1", "lock subject u-alice");
  }

  @Test
  void keepsTheCallersJustificationBesideTheTicket() {
    realm.receive(approved(), T0);
    realm.bind(
        new GrantRequest(GRANT.ticket(), ALICE, DB_ADMIN, true, null, "night shift", null, ADMIN),
        T0);
    assertThat(realm.binding("b1").justification()).isEqualTo("night shift");
  }

  @Test
  void takesNoTicketOfASystemToWhichTheRuleIsNotDelegated() {
    realm.receive(approved(), T0);
    realm.delegate("demo", "other");

    refused(ErrorCode.TICKET_TYPE_NOT_ALLOWED, () -> realm.bind(GRANT, T0))
        .satisfies(refusal -> assertThat(refusal).hasMessageContaining("setting rules"));

    realm.delegate("demo", "other", "prod");
    assertThat(realm.bind(GRANT, T0).created()).isTrue();
  }

  @Test
  void refusesAnUnknownTicket() {
    refused(ErrorCode.TICKET_NOT_FOUND, () -> realm.bind(GRANT, T0))
        .isInstanceOf(GateException.NotFound.class);
  }

  @Test
  void refusesARoleThatNoRuleProtects() {
    realm.receive(approved().asks(READER), T0);
    refused(ErrorCode.INVALID_REQUEST, () -> realm.bind(grant("demo:CHG-1", ALICE, READER), T0))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> assertThat(invalid.field()).isEqualTo("entitlement"));
  }

  @Test
  void leavesNoTraceWhenACheckFails() {
    realm.receive(ticket("demo:CHG-1"), T0);
    refused(ErrorCode.TICKET_NOT_APPROVED, () -> realm.bind(GRANT, T0))
        .isInstanceOfSatisfying(
            GateException.Refused.class,
            refused ->
                assertThat(refused.checks())
                    .extracting(CheckResult::id)
                    .doesNotHaveDuplicates()
                    .hasSize(CheckResult.Id.values().length - 2));
    assertThat(realm.bindings()).isEmpty();
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.transitions()).isEmpty();
  }

  @Test
  void seesAClosureThatCommittedJustBeforeTheTicketWasLocked() {
    realm.receive(approved(), T0);
    realm.rivalBefore(
        "ticket demo:CHG-1",
        () ->
            realm.commitElsewhere(
                new KnownTicket(
                    approved().version(2).open(false).build(),
                    java.util.Set.of(),
                    io.ticketgate.core.ticket.Identities.NONE)));
    refused(ErrorCode.TICKET_CLOSED, () -> realm.bind(GRANT, T0));
  }

  @Test
  void findsTheBindingOfAnIdenticalRequest() {
    realm.receive(approved(), T0);
    Binding first = realm.bind(GRANT, T0).binding();
    GrantDesk.Bound second = realm.bind(GRANT, T0.plusSeconds(5));
    assertThat(second).isEqualTo(new GrantDesk.Bound(first, false, false));
    assertThat(realm.bind(AUTHORISE, T0).binding()).isEqualTo(first);
    assertThat(realm.bindings()).hasSize(1);
    assertThat(realm.transitions()).hasSize(1);
  }

  @Test
  void findsTheBindingOfARequestWithTheSameEnd() {
    realm.receive(approved(), T0);
    GrantRequest request = grantUntil("demo:CHG-1", ALICE, DB_ADMIN, IN_AN_HOUR);
    realm.bind(request, T0);
    assertThat(realm.bind(request, T0.plusSeconds(5)).created()).isFalse();
  }

  @Test
  void refusesAnotherEndForALiveBinding() {
    realm.receive(approved(), T0);
    realm.bind(GRANT, T0);
    refused(
            ErrorCode.TICKET_USED,
            () -> realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, IN_THREE_HOURS), T0))
        .isInstanceOf(GateException.Conflict.class);
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(T0.plus(Duration.ofHours(2)));
  }

  @Test
  void authorisesWithoutGranting() {
    realm.receive(approved(), T0);
    realm.bind(AUTHORISE, T0);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.AUTHORIZED);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void activatesWhatWasAuthorised() {
    realm.receive(approved(), T0);
    realm.bind(authoriseUntil("demo:CHG-1", ALICE, DB_ADMIN, IN_THREE_HOURS), T0);
    Binding active = realm.activate("b1", IN_AN_HOUR);
    assertThat(active.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(active.expiresAt()).isEqualTo(IN_THREE_HOURS);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.transitions())
        .extracting(Transition::to)
        .containsExactly(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE);
  }

  @Test
  void activatesByTheIdenticalRequestThatActivates() {
    realm.receive(approved(), T0);
    realm.bind(AUTHORISE, T0);
    GrantDesk.Bound bound = realm.bind(GRANT, IN_AN_HOUR);
    assertThat(bound.created()).isFalse();
    assertThat(bound.binding().status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void checksAgainWhenItActivates() {
    realm.receive(approved(), T0);
    realm.bind(AUTHORISE, T0);
    realm.user("u-bob", "bob", false);
    refused(ErrorCode.APPROVER_NOT_ELIGIBLE, () -> realm.activate("b1", IN_AN_HOUR));
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.AUTHORIZED);
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void holdsAnActivationToARuleThatBecameStricter() {
    realm.receive(approved(), T0);
    realm.bind(AUTHORISE, T0);
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT1H");
    Binding active = realm.activate("b1", IN_AN_HOUR);
    assertThat(active.expiresAt()).isEqualTo(IN_AN_HOUR.plus(Duration.ofHours(1)));
  }

  @Test
  void refusesToActivateBeforeTheWindow() {
    realm.receive(approved().window(IN_AN_HOUR, IN_THREE_HOURS), T0);
    realm.bind(AUTHORISE, T0);
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("b1", IN_AN_HOUR.minusNanos(1)));
    assertThat(realm.activate("b1", IN_AN_HOUR).expiresAt()).isEqualTo(IN_THREE_HOURS);
  }

  @Test
  void refusesToActivateWhatHasRunOut() {
    realm.receive(approved(), T0);
    realm.bind(authoriseUntil("demo:CHG-1", ALICE, DB_ADMIN, IN_AN_HOUR), T0);
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("b1", IN_AN_HOUR));
  }

  @Test
  void refusesToActivateTwice() {
    realm.receive(approved(), T0);
    realm.bind(GRANT, T0);
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("b1", T0))
        .isInstanceOf(GateException.Conflict.class);
  }

  @Test
  void refusesToActivateWhatAnotherTransactionRevokedMeanwhile() {
    realm.receive(approved(), T0);
    Binding waiting = realm.bind(AUTHORISE, T0).binding();
    realm.rivalBefore(
        "subject u-alice", () -> realm.commitElsewhere(waiting.ended(EndCause.ADMIN, T0)));
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("b1", T0));
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void refusesToActivateAnUnknownBinding() {
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("nope", T0))
        .isInstanceOf(GateException.NotFound.class);
  }

  @Test
  void endsAnExpiredLeftoverBeforeItBindsAgain() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT1H", "tickets.maxUses=2");
    realm.receive(approved(), T0);
    realm.bind(GRANT, T0);
    GrantDesk.Bound again = realm.bind(GRANT, IN_AN_HOUR);
    assertThat(again.created()).isTrue();
    assertThat(realm.bindings())
        .extracting(Binding::status)
        .containsExactly(BindingStatus.EXPIRED, BindingStatus.ACTIVE);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void countsAnExpiredLeftoverAsAUse() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT1H");
    realm.receive(approved(), T0);
    realm.bind(AUTHORISE, T0);
    refused(ErrorCode.TICKET_USED, () -> realm.bind(GRANT, IN_AN_HOUR));
  }

  @Test
  void writesTheSameRuleDigestWhateverTheOrderOfTheRules() {
    InMemoryRealm other = new InMemoryRealm();
    List.of("a", "b", "c").forEach(name -> realm.rule(name, "protects.realmRoles=db-*"));
    other.rule("c", "protects.realmRoles=db-*");
    other.rule("b", "protects.realmRoles=db-*");
    other.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
    other.rule("a", "protects.realmRoles=db-*");
    realm.receive(approved(), T0);
    other.receive(approved(), T0);
    assertThat(other.bind(GRANT, T0).binding().ruleDigest())
        .isEqualTo(realm.bind(GRANT, T0).binding().ruleDigest());
    other.rule("a", "protects.realmRoles=db-*", "tickets.maxUses=2");
    other.receive(ticket("demo:CHG-2").approvedBy("bob"), T0);
    assertThat(other.bind(grant("demo:CHG-2", ALICE, DB_ADMIN), T0).binding().ruleDigest())
        .isNotEqualTo(other.binding("b1").ruleDigest());
  }
}
