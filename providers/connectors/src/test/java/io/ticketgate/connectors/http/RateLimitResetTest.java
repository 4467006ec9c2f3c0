package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitResetTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2026-11-22T12:31Z, PT31M",
        "2026-11-22T13:31+01:00, PT31M",
        "2026-11-22T12:31:30Z, PT31M30S",
        "2026-11-22T12:31, PT31M",
        "1795349100, PT5M",
        "2026-11-22T11:59Z, PT0S",
        "soon, -",
        "60, -",
        "'', -"
      })
  void readsBothWaysOfWritingIt(String header, @Nullable Duration wait) {
    assertThat(RetryAfter.of(answer(429, header), CLOCK)).isEqualTo(wait);
  }

  @Test
  void meansNothingWhereNoLimitIsReached() {
    assertThat(RetryAfter.of(answer(503, "2026-11-22T12:31Z"), CLOCK)).isNull();
  }

  private static Answer answer(int status, String reset) {
    return new Answer(status, Map.of("x-ratelimit-reset", reset), new byte[0]);
  }
}
