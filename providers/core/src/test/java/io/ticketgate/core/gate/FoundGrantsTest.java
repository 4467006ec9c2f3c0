package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DBA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoundGrantsTest {

  private static final AttemptedGrant FOUND = new AttemptedGrant(ALICE, DB_ADMIN).asFound();
  private static final Instant LATER = T0.plusSeconds(60);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void twoTickets() {
    realm.rule("prod", "protects.realmRoles=db-*");
    realm.receive(approved("demo:CHG-1"), T0);
    realm.receive(approved("demo:CHG-2"), T0);
  }

  private static TicketBuilder approved(String ref) {
    return ticket(ref).approvedBy("bob");
  }

  /** The binding under the first ticket has ended, and is not cleaned up. */
  private void endedAndThere() {
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    realm.dies();
    realm.end(EndCause.TICKET_CLOSED, T0, realm.binding("b1"));
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void whatWaitsForItsCleanUpStaysUnderTheOtherTicket() {
    endedAndThere();

    realm.assign("demo:CHG-2", LATER, FOUND);
    realm.comesBack();

    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.binding("b2").status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void everySessionEndsWithTheBindingOfWhatWasFound() {
    realm.map(ALICE.id(), DB_ADMIN);
    realm.assign("demo:CHG-1", LATER, FOUND);

    realm.end(EndCause.TICKET_CLOSED, LATER, realm.binding("b1"));

    assertThat(realm.sessionsEnded()).containsExactly("u-alice");
  }

  @Test
  void onlyTheSessionsThatCarriedItEndWithTheBindingOfWhatWasWritten() {
    realm.assign("demo:CHG-1", LATER, new AttemptedGrant(ALICE, DB_ADMIN));

    realm.end(EndCause.TICKET_CLOSED, LATER, realm.binding("b1"));

    assertThat(realm.sessionsEnded()).containsExactly("u-alice with role db-admin");
  }

  @Test
  void whatWaitsForItsCleanUpNeedsATicket() {
    endedAndThere();

    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, FOUND));

    realm.comesBack();
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void anAuthorisationIsUsedForWhatWaitsForItsCleanUp() {
    realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0);
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    realm.dies();
    realm.end(EndCause.TICKET_CLOSED, T0, realm.binding("b2"));

    realm.assign(null, LATER, FOUND);
    realm.comesBack();

    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void aMembershipThatWaitsForItsCleanUpStaysUnderTheOtherTicket() {
    AttemptedGrant joins =
        new AttemptedGrant(Route.GROUP_MEMBERSHIP, ALICE, new Holding(DB_ADMIN, DBA.id()));
    realm.assign("demo:CHG-1", T0, joins);
    realm.dies();
    realm.end(EndCause.TICKET_CLOSED, T0, realm.binding("b1"));

    realm.assign("demo:CHG-2", LATER, joins.asFound());
    realm.comesBack();

    assertThat(realm.groups(ALICE)).containsExactly(DBA.id());
  }

  @Test
  void aRoleUnderOneTicketIsBoundUnderTheOtherAsWell() {
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);

    realm.assign("demo:CHG-2", LATER, FOUND);
    realm.end(EndCause.TICKET_CLOSED, LATER, realm.binding("b1"));

    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.binding("b2").ticket()).hasToString("demo:CHG-2");
  }

  @Test
  void aRepeatedRequestMakesNoFurtherBinding() {
    realm.assign("demo:CHG-1", T0, new AttemptedGrant(ALICE, DB_ADMIN));

    realm.assign("demo:CHG-1", LATER, FOUND);
    realm.assign(null, LATER, FOUND);

    assertThat(realm.bindings()).hasSize(1);
  }

  @Test
  void aTicketThatIsNotGoodIsRefusedForWhatItAsksFor() {
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    realm.receive(ticket("demo:CHG-3"), T0);

    refused(ErrorCode.TICKET_NOT_APPROVED, () -> realm.assign("demo:CHG-3", LATER, FOUND));
  }

  @Test
  void whatWasThereBeforeTheRuleIsLeftAsItIs() {
    realm.map(ALICE.id(), DB_ADMIN);

    realm.assign(null, LATER, FOUND);

    assertThat(realm.bindings()).isEmpty();
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }
}
