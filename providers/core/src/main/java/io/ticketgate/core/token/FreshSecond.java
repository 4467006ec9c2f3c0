package io.ticketgate.core.token;

import java.time.Duration;
import java.time.Instant;

/**
 * When a token is good that is issued now. Keycloak compares whole seconds: what ends the tokens of
 * somebody, those of the current second with them, names the next one. A token issued meanwhile
 * would be refused at once.
 */
public final class FreshSecond {

  /**
   * An end names the next second, and the clocks of two nodes differ. What is later is meant so.
   */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private FreshSecond() {}

  /**
   * How long to wait before a token is issued that will be good.
   *
   * @param notBefore in seconds since the epoch: earlier tokens are refused; 0 for none
   */
  public static Duration wait(long notBefore, Instant now) {
    Duration until = Duration.between(now, Instant.ofEpochSecond(notBefore));
    return until.isNegative() || until.compareTo(LONGEST) > 0 ? Duration.ZERO : until;
  }
}
