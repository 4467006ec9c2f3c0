package io.ticketgate.keycloak.itsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestingSystemsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final ItsmFailure OUTAGE =
      ItsmFailure.of(new ItsmException.Unavailable("snow does not answer.", null, null));
  private static final ItsmFailure REFUSAL =
      ItsmFailure.of(new ItsmException.NotFound("There is no such ticket.", null));

  private final RestingSystems systems = new RestingSystems();

  @Test
  void aSystemThatDoesNotAnswerIsLeftAloneForAllItsTickets() {
    Instant next = systems.failed("snow", OUTAGE, 0, NOW);

    assertThat(systems.rests("snow", NOW)).isTrue();
    assertThat(systems.rests("snow", next)).isFalse();
    assertThat(systems.rests("jira", NOW)).isFalse();
  }

  @Test
  void anOutageFoundByATicketThatWasNotTriedYetIsAsOldAsTheOutage() {
    systems.failed("snow", OUTAGE, 0, NOW);
    systems.failed("snow", OUTAGE, 0, NOW);

    assertThat(systems.failed("snow", OUTAGE, 0, NOW)).isEqualTo(NOW.plusSeconds(8));
  }

  @Test
  void aNoteThatHasFailedOftenWaitsLongerThanItsSystem() {
    assertThat(systems.failed("snow", OUTAGE, 4, NOW)).isEqualTo(NOW.plusSeconds(32));
    assertThat(systems.rests("snow", NOW.plusSeconds(3))).isFalse();
  }

  @Test
  void aTicketThatIsRefusedKeepsNoOtherWaiting() {
    Instant next = systems.failed("snow", REFUSAL, 0, NOW);

    assertThat(next).isEqualTo(NOW.plus(Duration.ofMinutes(15)));
    assertThat(systems.rests("snow", NOW)).isFalse();
  }

  @Test
  void anAnswerEndsTheRestAndItsHistory() {
    systems.failed("snow", OUTAGE, 0, NOW);
    systems.failed("snow", OUTAGE, 0, NOW);

    systems.answered("snow");

    assertThat(systems.rests("snow", NOW)).isFalse();
    assertThat(systems.failed("snow", OUTAGE, 0, NOW)).isEqualTo(NOW.plusSeconds(2));
  }
}
