package io.ticketgate.keycloak.events;

import io.ticketgate.core.event.Backoff;
import io.ticketgate.core.event.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The subscribers that this node leaves alone for a while. Thread-safe. */
final class Rests {

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final Map<String, Rest> rests = new HashMap<>();
  private final DoubleSupplier chance;

  Rests(DoubleSupplier chance) {
    this.chance = chance;
  }

  /** Returns whether the caller may ask the subscriber: then it calls one of the others after. */
  synchronized boolean enter(String subscriberId, Instant now) {
    Rest rest = rests.get(subscriberId);
    if (rest == null) {
      return true;
    }
    if (!rest.over(now)) {
      return false;
    }
    rests.put(subscriberId, rest.probe());
    return true;
  }

  /** There was nothing to ask. */
  synchronized void nothing(String subscriberId) {
    rests.computeIfPresent(subscriberId, (id, rest) -> rest.probing() ? rest.released() : rest);
  }

  /** Returns whether it had not answered before. */
  synchronized boolean answered(String subscriberId) {
    return rests.remove(subscriberId) != null;
  }

  /**
   * @param asked how long it asks to wait; null when it does not say
   */
  synchronized void failed(String subscriberId, @Nullable Duration asked, Instant now) {
    Rest before = rests.get(subscriberId);
    int failures = before == null ? 1 : before.failures() + 1;
    Duration pause = BACKOFF.after(failures, chance.getAsDouble());
    if (asked != null && asked.compareTo(pause) > 0) {
      pause = asked.compareTo(BACKOFF.longest()) > 0 ? BACKOFF.longest() : asked;
    }
    rests.put(subscriberId, before == null ? Rest.first(now, pause) : before.again(now, pause));
  }
}
