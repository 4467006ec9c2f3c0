package io.ticketgate.keycloak.realm;

import io.ticketgate.core.binding.BindingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.keycloak.common.util.Time;

/**
 * How many bindings of each realm are in each state. They are counted whenever somebody asks, as
 * long as that is cheap. In a realm with very many, the reconciler counts them with each of its
 * looks, and who asks gets what it counted last. Safe for threads.
 */
public final class BindingCounts {

  /** What takes longer is not done for each who asks. */
  private static final Duration CHEAP = Duration.ofMillis(20);

  /** Where nobody has looked for so long, as in a realm without rules, it is counted anew. */
  private static final Duration STALE = Duration.ofMinutes(10);

  private final Map<String, Counted> last = new ConcurrentHashMap<>();

  /** What was counted, and when. */
  public record Counted(Map<BindingStatus, Long> counts, Instant at, Duration took) {}

  /** The counts of a realm: as they are now, or as they were last counted. */
  public Counted of(String realmId, Supplier<Map<BindingStatus, Long>> count) {
    Counted known = last.get(realmId);
    return known != null
            && known.took().compareTo(CHEAP) > 0
            && known.at().plus(STALE).isAfter(now())
        ? known
        : count(realmId, count);
  }

  /** Counts anew. */
  public Counted count(String realmId, Supplier<Map<BindingStatus, Long>> count) {
    long begin = System.nanoTime();
    Map<BindingStatus, Long> counts = Map.copyOf(count.get());
    Counted counted = new Counted(counts, now(), Duration.ofNanos(System.nanoTime() - begin));
    last.put(realmId, counted);
    return counted;
  }

  /** Forgets all realms but these. */
  public void retain(Collection<String> realmIds) {
    last.keySet().retainAll(realmIds);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
