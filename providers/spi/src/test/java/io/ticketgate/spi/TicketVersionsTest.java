package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketVersionsTest {

  /** The order a connector has when it says nothing. */
  private static int compare(String a, String b) {
    ItsmConnector connector =
        new ItsmConnector() {
          @Override
          public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
            throw new ItsmException.NotFound("There are no tickets here.", null);
          }
        };
    return connector.compareVersions(a, b);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 10",
    "2, 0010",
    "1, 99999999999999999999999999",
    "2026-11-21T08:00:00Z, 2026-11-21T08:00:01Z",
    "2026-11-21T08:00:00.9Z, 2026-11-21T08:00:00.91Z",
    "2026-11-21T08:00:00+01:00, 2026-11-21T07:30:00Z"
  })
  void ordersIntegersAsNumbersAndInstantsByTime(String older, String newer) {
    assertThat(compare(older, newer)).isNegative();
    assertThat(compare(newer, older)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "7, 007", "2026-11-21T08:00:00Z, 2026-11-21T08:00:00.000Z"})
  void takesOneVersionForTheSameHoweverItIsWritten(String a, String b) {
    assertThat(compare(a, b)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 2026-11-21T08:00:00Z",
    "v1, v2",
    "v1, v1",
    "-1, 2",
    "1.5, 2",
    "2026-11-21, 2026-11-22"
  })
  void refusesToGuessAnOrder(String a, String b) {
    assertThatThrownBy(() -> compare(a, b)).isInstanceOf(ItsmException.Malformed.class);
    assertThatThrownBy(() -> compare(b, a)).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void doesNotReadAnEndlessNumber() {
    assertThatThrownBy(() -> compare("1".repeat(65), "2"))
        .isInstanceOf(ItsmException.Malformed.class);
  }
}
