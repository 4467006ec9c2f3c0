package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JqlTimeTest {

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-11-22 08:30",
    "America/New_York, 2026-11-22 03:30",
    "Asia/Kolkata, 2026-11-22 14:00",
    "Pacific/Kiritimati, 2026-11-22 22:30"
  })
  void isMeantInTheTimeZoneOfTheAccount(String zone, String minute) {
    Instant instant = Instant.parse("2026-11-22T08:30:59.999Z");

    assertThat(JqlTime.minute(instant, ZoneId.of(zone))).isEqualTo(minute);
  }

  @Test
  void isEarlyEnoughInTheHourThatComesTwice() {
    // 02:30 in Berlin, the first time; read as the second, it would be an hour later.
    Instant first = Instant.parse("2026-10-25T00:30:00Z");

    assertThat(JqlTime.minute(first, ZoneId.of("Europe/Berlin"))).isEqualTo("2026-10-25 01:30");
  }

  @Test
  void isEarlyEnoughForAnyZoneWhereNoneIsKnown() {
    assertThat(JqlTime.minute(Instant.parse("2026-11-22T08:30:00Z"), null))
        .isEqualTo("2026-11-21 20:30");
  }
}
