package io.ticketgate.keycloak.itsm;

import static io.ticketgate.keycloak.TestItsm.ticket;
import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.itsm.TicketUpdates.Outcome;
import io.ticketgate.keycloak.realm.SystemHealth;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TicketUpdatesTest {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");

  private final TestRealm realm = new TestRealm(Map.of("recheckEvery", "PT15M"));
  private final TicketUpdates updates = new TicketUpdates(realm.jobs, realm.health);

  private Outcome refresh() {
    return updates.refresh(realm.id, REF, Occasion.WEBHOOK);
  }

  private Binding bound() {
    return realm.bind(
        new ABinding()
            .of(realm.user("alice", true))
            .made(ago(Duration.ofMinutes(1)))
            .until(ago(Duration.ofHours(-1))));
  }

  private SystemHealth.Report health() {
    return realm.health.of(realm.system()).orElseThrow();
  }

  @Test
  void aTicketThatTheGateDoesNotKnowIsNotAskedFor() {
    realm.itsm.has(ticket(REF, "1", true));

    assertThat(refresh()).isEqualTo(Outcome.UNKNOWN);
    assertThat(realm.itsm.asked).isEmpty();
  }

  @Test
  void aTicketOfASystemThatIsGoneOrPushesItsRecordsIsNotAskedFor() {
    TicketRef pushed = new TicketRef("pushed", "CHG1");
    TicketRef gone = new TicketRef("gone", "CHG1");
    realm.knows(ticket(pushed, "1", true), Instant.EPOCH);
    realm.knows(ticket(gone, "1", true), Instant.EPOCH);

    assertThat(updates.refresh(realm.id, pushed, Occasion.RECHECK)).isEqualTo(Outcome.UNKNOWN);
    assertThat(updates.refresh(realm.id, gone, Occasion.RECHECK)).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aRealmThatIsGoneHasNoTickets() {
    assertThat(updates.refresh("gone", REF, Occasion.RECHECK)).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void theSameTicketIsNothingNewAndTheTimeOfReadingIsNoted() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "1", true));

    assertThat(refresh()).isEqualTo(Outcome.SAME);
    assertThat(realm.readAt(REF)).isAfter(ago(Duration.ofMinutes(1)));
    assertThat(health().up()).isTrue();
  }

  @Test
  void aClosedTicketEndsItsBindings() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "2", false));
    Binding binding = bound();

    assertThat(refresh()).isEqualTo(Outcome.NEWER);

    Binding ended = realm.binding(binding.id());
    assertThat(ended.status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(ended.cause()).isEqualTo(EndCause.TICKET_CLOSED);
    assertThat(realm.version(REF)).isEqualTo("2");
  }

  @Test
  void anOlderVersionChangesNothingButTheTimeOfReading() {
    realm.knows(ticket(REF, "8", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "7", false));
    Binding binding = bound();

    assertThat(refresh()).isEqualTo(Outcome.SAME);

    assertThat(realm.version(REF)).isEqualTo("8");
    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.readAt(REF)).isAfter(Instant.EPOCH);
  }

  @Test
  void aMissingTicketKeepsItsBindingsForAWhile() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    Binding binding = bound();

    assertThat(refresh()).isEqualTo(Outcome.MISSING);

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.jobs.in(realm.id, gate -> gate.tickets().missingSince(REF)).orElseThrow())
        .isPresent();
    assertThat(health().up()).describedAs("it answered").isTrue();
  }

  @Test
  void aTicketThatIsMissingForLongerThanARecheckEndsItsBindings() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    Binding binding = bound();
    realm.jobs.run(realm.id, gate -> gate.tickets().missing(REF, ago(Duration.ofMinutes(16))));

    assertThat(refresh()).isEqualTo(Outcome.MISSING);

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void anAnswerWithAnotherTicketIsTakenForNone() {
    TicketRef asked = new TicketRef("snow", "CHG9");
    realm.knows(ticket(asked, "1", true), Instant.EPOCH);
    realm.itsm.answersWith = ticket(REF, "5", false);

    assertThat(updates.refresh(realm.id, asked, Occasion.RECHECK)).isEqualTo(Outcome.MISSING);
    assertThat(realm.version(REF)).isNull();
  }

  @Test
  void anItsmThatDoesNotAnswerIsDownAndNothingChanges() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    Binding binding = bound();
    realm.itsm.failure = new ItsmException.Unavailable("No answer.", null, null);

    assertThatThrownBy(this::refresh).isSameAs(realm.itsm.failure);

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.readAt(REF)).isEqualTo(Instant.EPOCH);
    assertThat(health().up()).isFalse();
    assertThat(health().problem()).isEqualTo("unavailable");
  }

  @Test
  void whatAConnectorOfSomebodyElseThrowsIsNotRepeated() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.failure = new IllegalStateException("password=hunter2");

    assertThatThrownBy(this::refresh)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("hunter2");
    assertThat(health().problem()).isEqualTo("malformed");
  }

  @Test
  void aVersionThatCannotBeOrderedIsMalformed() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.has(ticket(REF, "two", true));

    assertThatThrownBy(this::refresh).isInstanceOf(ItsmException.Malformed.class);
    assertThat(realm.version(REF)).isEqualTo("1");
  }
}
