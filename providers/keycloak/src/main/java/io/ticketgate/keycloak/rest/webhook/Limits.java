package io.ticketgate.keycloak.rest.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * How many webhooks this node looks at. Verified ones count against their system; before it is
 * known who sends, requests count against the address that they come from, so that a flood from one
 * address takes nothing from a sender at another.
 */
public final class Limits {

  private static final int BURST_SECONDS = 10;
  private static final int WIDER = 5;
  private static final int MOST = 10_000;
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final int perSecond;
  private final Cache<String, TokenBucket> systems = cache();
  private final Cache<String, TokenBucket> addresses = cache();
  private final Cache<String, TokenBucket> readers = cache();

  /**
   * @param perSecond verified webhooks of one system; five times as many unverified ones of one
   *     address. A burst is what comes in ten seconds.
   */
  public Limits(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Zero, or how long the address has to wait. */
  Duration ofAddress(String realmId, String address, long nanos) {
    return take(addresses, realmId + " " + address, perSecond * WIDER, nanos);
  }

  /** The same for one that reads the log, and takes nothing from a sender. */
  Duration ofLogReader(String realmId, String address, long nanos) {
    return take(readers, realmId + " " + address, perSecond * WIDER, nanos);
  }

  /** Zero, or how long the system has to wait. */
  Duration ofSystem(String realmId, String system, long nanos) {
    return take(systems, realmId + " " + system, perSecond, nanos);
  }

  private static Duration take(
      Cache<String, TokenBucket> buckets, String key, double perSecond, long nanos) {
    return buckets
        .get(key, any -> new TokenBucket(perSecond, perSecond * BURST_SECONDS, nanos))
        .take(nanos);
  }

  private static Cache<String, TokenBucket> cache() {
    return Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(FORGOTTEN).build();
  }
}
