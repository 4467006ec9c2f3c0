package io.ticketgate.keycloak.itsm;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Systems that are not asked for a while because they do not answer: without this, each ticket
 * would find that out by itself, a timeout at a time. For one thread.
 */
final class RestingSystems {

  private final Map<String, Rest> resting = new HashMap<>();

  private record Rest(int failures, Instant until) {}

  boolean rests(String systemId, Instant now) {
    Rest rest = resting.get(systemId);
    return rest != null && now.isBefore(rest.until());
  }

  /**
   * Lets a system rest if its failure passes by itself. One that cannot take this note may well
   * take another.
   *
   * @return when the failed note is to be tried again
   */
  Instant failed(String systemId, ItsmFailure failure, int tries, Instant now) {
    Instant ofNote = now.plus(failure.delay(tries));
    if (!failure.passing()) {
      resting.remove(systemId);
      return ofNote;
    }
    Rest before = resting.get(systemId);
    int failures = before == null ? 0 : before.failures();
    Instant until = now.plus(failure.delay(failures));
    resting.put(systemId, new Rest(failures + 1, until));
    return until.isAfter(ofNote) ? until : ofNote;
  }

  void answered(String systemId) {
    resting.remove(systemId);
  }
}
