package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** Every token that rests on a binding, to be looked at as a resource server does: offline. */
final class Bounds {

  private record Bounded(String name, String jwt, Instant end) {}

  private final List<Bounded> seen = new ArrayList<>();

  /** Keeps the tokens that somebody has got under a binding. */
  void keep(String name, Obtained obtained, Instant end) {
    obtained.tokens().forEach((token, jwt) -> keep(name + " " + token, jwt, end));
  }

  void keep(String name, String jwt, Instant end) {
    seen.add(new Bounded(name, jwt, end));
  }

  void requireNoneLonger() {
    assertThat(seen).isNotEmpty();
    SoftAssertions soft = new SoftAssertions();
    for (Bounded token : seen) {
      soft.assertThat(Obtained.claims(token.jwt()).path("exp").asLong(Long.MAX_VALUE))
          .as("exp of %s", token.name())
          .isLessThanOrEqualTo(token.end().getEpochSecond());
    }
    soft.assertAll();
  }
}
