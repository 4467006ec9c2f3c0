package io.ticketgate.connectors.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "iso, UTC, 2026-11-22T08:00:00Z, 2026-11-22T08:00:00Z",
    "iso, Europe/Berlin, 2026-11-22T09:00:00, 2026-11-22T08:00:00Z",
    "iso, Europe/Berlin, 2026-11-22T08:00:00.000Z, 2026-11-22T08:00:00Z",
    "iso, Europe/Berlin, 2026-11-22T03:00:00-05:00, 2026-11-22T08:00:00Z",
    "epoch-seconds, UTC, 1795334400, 2026-11-22T08:00:00Z",
    "epoch-millis, UTC, 1795334400500, 2026-11-22T08:00:00.500Z",
    "yyyy-MM-dd HH:mm:ss, Europe/Berlin, 2026-11-22 09:00:00, 2026-11-22T08:00:00Z",
    "yyyy-MM-dd'T'HH:mm:ss.SSSZ, UTC, 2026-11-22T09:00:00.000+0100, 2026-11-22T08:00:00Z"
  })
  void readsATime(String format, String zone, String text, Instant time) {
    assertThat(Times.of(format, ZoneId.of(zone)).parse(text)).contains(time);
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 1795334400",
    "iso, 2026-11-22",
    "epoch-seconds, 2026-11-22T08:00:00Z",
    "epoch-seconds, 99999999999999999999",
    "epoch-seconds, 9223372036854775807",
    "yyyy-MM-dd HH:mm:ss, 2026-11-22T08:00:00Z",
    "yyyy-MM-dd HH:mm:ss, 0000-00-00 00:00:00"
  })
  void readsNothingOutOfAnotherFormat(String format, String text) {
    assertThat(Times.of(format, ZoneOffset.UTC).parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "iso, UTC, 2026-11-22T08:00:00Z",
    "epoch-seconds, UTC, 1795334400",
    "epoch-millis, UTC, 1795334400000",
    "yyyy-MM-dd HH:mm:ss, Europe/Berlin, 2026-11-22 09:00:00"
  })
  void writesATimeAsTheItsmDoesAndNotLater(String format, String zone, String text) {
    assertThat(Times.of(format, ZoneId.of(zone)).format(Instant.parse("2026-11-22T08:00:00.900Z")))
        .isEqualTo(text);
  }
}
