package io.ticketgate.keycloak.itsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItsmFailureTest {

  private static ItsmFailure unavailable(@Nullable Duration retryAfter) {
    return ItsmFailure.of(new ItsmException.Unavailable("snow does not answer.", retryAfter, null));
  }

  @Test
  void anOutageIsTriedAgainAtOnceAndThenLessAndLessOften() {
    ItsmFailure outage = unavailable(null);

    assertThat(IntStream.range(0, 5).mapToObj(outage::delay).map(Duration::toSeconds))
        .containsExactly(2L, 4L, 8L, 16L, 32L);
    assertThat(outage.delay(1000)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void whatAnAdministratorMustMendIsTriedAFewTimesADay() {
    ItsmFailure refusal =
        ItsmFailure.of(new ItsmException.NotPermitted("The account may not.", null));

    assertThat(IntStream.range(0, 4).mapToObj(refusal::delay).map(Duration::toMinutes))
        .containsExactly(15L, 60L, 240L, 360L);
    assertThat(refusal.delay(Integer.MAX_VALUE / 2)).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void waitsAsLongAsTheItsmAsksAndNoShorterThanItWouldAnyway() {
    assertThat(unavailable(Duration.ofMinutes(40)).delay(0)).isEqualTo(Duration.ofMinutes(40));
    assertThat(unavailable(Duration.ofSeconds(1)).delay(3)).isEqualTo(Duration.ofSeconds(16));
    assertThat(
            ItsmFailure.of(new ItsmException.RateLimited("Slower.", Duration.ofSeconds(90), null))
                .delay(0))
        .isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void hasAWordForEachFailureOfTheItsm() {
    assertThat(ItsmFailure.of(new ItsmException.NotFound("x", null)).word()).isEqualTo("not_found");
    assertThat(ItsmFailure.of(new ItsmException.NotPermitted("x", null)).word())
        .isEqualTo("not_permitted");
    assertThat(ItsmFailure.of(new ItsmException.Malformed("x", null)).word())
        .isEqualTo("malformed");
    assertThat(ItsmFailure.of(new ItsmException.RateLimited("x", null, null)).word())
        .isEqualTo("rate_limited");
    assertThat(unavailable(null).word()).isEqualTo("unavailable");
  }

  @Test
  void repeatsNothingThatAnUnknownExceptionSays() {
    ItsmFailure failure =
        ItsmFailure.of(new IllegalStateException("https://user:hunter2@itsm.example"));

    assertThat(failure.passing()).isFalse();
    assertThat(failure.toString()).doesNotContain("hunter2").contains("IllegalStateException");
  }
}
