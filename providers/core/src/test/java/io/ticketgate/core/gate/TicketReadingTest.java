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
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.gate.TicketDesk.Receipt;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the gate itself reads of a ticket, or reads no longer. */
class TicketReadingTest {

  private static final Instant LATER = T0.plusSeconds(60);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*");
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  private Decision decide(Instant now) {
    return realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), now);
  }

  @Nested
  class Readings {

    @Test
    void takeAnApprovalThatCameWithoutANewVersion() {
      realm.read(ticket("demo:CHG-1"), T0, T0);
      assertThat(realm.read(approved(), T0, T0.plusSeconds(1))).isEqualTo(Receipt.UPDATED);
      assertThat(failures(decide(LATER))).isEmpty();
    }

    @Test
    void endWhatLostItsApprovalWithoutANewVersion() {
      realm.read(approved(), T0, T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.read(ticket("demo:CHG-1"), LATER, LATER);
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.REVOKED);
      assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.TICKET_CHANGED);
    }

    @Test
    void areRefusedWhereAnotherOneOfTheSameVersionWasStoredMeanwhile() {
      realm.read(ticket("demo:CHG-1"), T0, LATER);
      refused(ErrorCode.TICKET_OUTDATED, () -> realm.read(approved(), T0.plusSeconds(1), LATER));
      assertThat(failures(decide(LATER))).contains(Id.APPROVALS);
    }

    @Test
    void areRefusedInAnOlderVersionHoweverLateTheyCome() {
      realm.read(approved().version(10), T0, T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      refused(
          ErrorCode.TICKET_OUTDATED,
          () -> realm.read(approved().version(9).open(false), LATER, LATER));
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    }
  }

  @Nested
  class Missing {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @BeforeEach
    void grantIt() {
      realm.read(approved(), T0, T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
    }

    @Test
    void endsNothingAtFirst() {
      assertThat(realm.missing("demo:CHG-1", PATIENCE, LATER)).isFalse();
      assertThat(realm.missing("demo:CHG-1", PATIENCE, LATER.plus(PATIENCE).minusMillis(1)))
          .isFalse();
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    }

    @Test
    void endsTheBindingsOfATicketThatStaysAway() {
      realm.missing("demo:CHG-1", PATIENCE, LATER);
      assertThat(realm.missing("demo:CHG-1", PATIENCE, LATER.plus(PATIENCE))).isTrue();
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.REVOKED);
      assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.TICKET_CLOSED);
      assertThat(realm.has(ALICE, DB_ADMIN)).isFalse();
    }

    @Test
    void isForgottenWhenTheTicketComesBack() {
      realm.missing("demo:CHG-1", PATIENCE, LATER);
      realm.read(approved(), LATER.plusSeconds(1), LATER.plusSeconds(1));
      assertThat(realm.missing("demo:CHG-1", PATIENCE, LATER.plus(PATIENCE))).isFalse();
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    }

    @Test
    void saysNothingOfATicketThatIsNotKnown() {
      assertThat(realm.missing("demo:CHG-2", PATIENCE, LATER)).isFalse();
      assertThat(realm.missing("demo:CHG-2", PATIENCE, LATER.plus(PATIENCE))).isFalse();
    }
  }
}
