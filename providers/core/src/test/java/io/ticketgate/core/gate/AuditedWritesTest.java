package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryJournal;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under audit the write gate reports and lets be, except what another rule enforces. */
class AuditedWritesTest {

  private static final AttemptedGrant DB_ADMIN_FOR_ALICE = new AttemptedGrant(ALICE, DB_ADMIN);
  private static final AttemptedGrant OPS_FOR_ALICE = new AttemptedGrant(ALICE, OPS);
  private static final Instant LATER = T0.plusSeconds(60);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void auditDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*", "mode=audit");
  }

  @Test
  void reportsWhatItWouldHaveRefusedAndLetsItBe() {
    realm.assign(null, T0, DB_ADMIN_FOR_ALICE);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.bindings()).isEmpty();
    assertThat(realm.refusals())
        .containsExactly(new InMemoryJournal.Refusal(ALICE, DB_ADMIN, ErrorCode.TICKET_REQUIRED));
  }

  @Test
  void reportsTheFailedCheckOfTheNamedTicket() {
    realm.receive(ticket("demo:CHG-1"), T0);
    realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
    assertThat(realm.refusals())
        .containsExactly(
            new InMemoryJournal.Refusal(ALICE, DB_ADMIN, ErrorCode.TICKET_NOT_APPROVED));
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void bindsWhatAnEnforcedRuleWouldHaveAllowed() {
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
    assertThat(realm.refusals()).isEmpty();
    assertThat(realm.bindings()).hasSize(1);
  }

  @Test
  void doesNotTakeAwayTheMappingWithAnExpiredLeftover() {
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, LATER), T0);
    realm.assign("demo:CHG-1", LATER, DB_ADMIN_FOR_ALICE);
    assertThat(realm.refusals()).extracting(r -> r.code()).containsExactly(ErrorCode.TICKET_USED);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void doesNotWeakenAnEnforcedRuleForTheSameRole() {
    realm.rule("strict", "protects.realmRoles=*-admin");
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, DB_ADMIN_FOR_ALICE));
  }

  @Test
  void doesNotStandInTheWayOfAnEnforcedRuleForTheSameRole() {
    realm.rule("prod", "protects.realmRoles=db-*", "mode=audit", "tickets.requireWindow=true");
    realm.rule("strict", "protects.realmRoles=*-admin");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    realm.assign("demo:CHG-1", T0, DB_ADMIN_FOR_ALICE);
    assertThat(realm.binding("b1").rules()).containsExactly("strict");
    assertThat(realm.refusals())
        .extracting(refusal -> refusal.code())
        .containsExactly(ErrorCode.TICKET_OUTSIDE_WINDOW);
  }

  @Test
  void doesNotStandInTheWayOfAnEnforcedRuleForAnotherPartOfAComposite() {
    realm.composite(OPS, DB_ADMIN, REFUND);
    realm.rule("orders", "protects.clientRoles=orders/*");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob").asks(REFUND), T0);
    realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE);
    assertThat(realm.bindings()).extracting(Binding::entitlement).containsExactly(REFUND);
    assertThat(realm.roles(ALICE)).contains(OPS);
    assertThat(realm.refusals())
        .containsExactly(new InMemoryJournal.Refusal(ALICE, OPS, ErrorCode.TICKET_MISMATCH));
  }

  @Test
  void doesNotSpoilTheAuthorisationOfAnEnforcedPartOfAComposite() {
    realm.composite(OPS, DB_ADMIN, REFUND);
    realm.rule("orders", "protects.clientRoles=orders/*");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob").asks(REFUND), T0);
    realm.bind(authorise("demo:CHG-1", ALICE, REFUND), T0);
    realm.assign(null, T0, OPS_FOR_ALICE);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.refusals())
        .containsExactly(new InMemoryJournal.Refusal(ALICE, OPS, ErrorCode.TICKET_REQUIRED));
  }

  @Test
  void stillRefusesTheEnforcedPartOfAComposite() {
    realm.composite(OPS, DB_ADMIN, REFUND);
    realm.rule("orders", "protects.clientRoles=orders/*");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-1", T0, OPS_FOR_ALICE));
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, OPS_FOR_ALICE));
  }

  @Test
  void refusesAnEnforcedAttemptBesideAnAuditedOne() {
    realm.rule("orders", "protects.clientRoles=orders/*");
    refused(
        ErrorCode.TICKET_REQUIRED,
        () -> realm.assign(null, T0, DB_ADMIN_FOR_ALICE, new AttemptedGrant(ALICE, REFUND)));
    assertThat(realm.refusals()).isEmpty();
    assertThat(realm.roles(ALICE)).isEmpty();
  }
}
