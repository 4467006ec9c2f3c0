package io.ticketgate.connectors.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The access token of one system, until shortly before it expires. */
final class TokenCache {

  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
  private static final int MARGIN_PART = 10;

  private final Clock clock;
  // One caller fetches a token; the others wait and use it.
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Cached cached;

  private record Cached(String token, Instant until) {
    @Override
    public String toString() {
      return "a token until " + until;
    }
  }

  TokenCache(Clock clock) {
    this.clock = clock;
  }

  String get(TokenEndpoint endpoint, Deadline deadline) {
    Cached usable = usable();
    if (usable != null) {
      return usable.token();
    }
    if (!locked(endpoint.peer(), deadline)) {
      throw NetworkFailures.late(endpoint.peer());
    }
    try {
      usable = usable();
      if (usable == null) {
        Instant before = clock.instant();
        TokenEndpoint.Token token = endpoint.fetch(deadline);
        usable = new Cached(token.value(), before.plus(token.lifetime()).minus(margin(token)));
        keep(usable);
      }
      return usable.token();
    } finally {
      fetching.unlock();
    }
  }

  /** Forgets a token that the ITSM refused. A newer one stays. */
  synchronized void forget(String refused) {
    Cached present = cached;
    if (present != null && present.token().equals(refused)) {
      cached = null;
    }
  }

  private synchronized void keep(Cached fresh) {
    cached = fresh;
  }

  private @Nullable Cached usable() {
    Cached present = cached;
    return present != null && clock.instant().isBefore(present.until()) ? present : null;
  }

  private boolean locked(Peer peer, Deadline deadline) {
    try {
      return fetching.tryLock(Math.max(deadline.left().toMillis(), 0), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw NetworkFailures.interrupted(peer);
    }
  }

  private static Duration margin(TokenEndpoint.Token token) {
    Duration part = token.lifetime().dividedBy(MARGIN_PART);
    return part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
  }
}
