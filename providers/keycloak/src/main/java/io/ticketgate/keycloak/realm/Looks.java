package io.ticketgate.keycloak.realm;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.common.util.Time;

/** How long this node's last look through each realm for drift took. Safe for threads. */
public final class Looks {

  private final Map<String, Look> last = new ConcurrentHashMap<>();

  /**
   * One look through a realm.
   *
   * @param took from its begin to its end, with what was done meanwhile
   */
  public record Look(Instant finishedAt, Duration took) {}

  /** Notes that a look has ended just now. */
  public void finished(String realmId, Duration took) {
    last.put(realmId, new Look(Instant.ofEpochMilli(Time.currentTimeMillis()), took));
  }

  /** The last look; empty until there was one on this node. */
  public Optional<Look> last(String realmId) {
    return Optional.ofNullable(last.get(realmId));
  }

  /** Forgets all realms but these. */
  public void retain(Collection<String> realmIds) {
    last.keySet().retainAll(realmIds);
  }
}
