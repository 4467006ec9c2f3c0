package io.ticketgate.keycloak.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.RememberedProtection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.keys.infinispan.PublicKeyStorageInvalidationEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The live bindings of subjects, kept in memory for the token path, where a query for each token
 * would be too slow.
 *
 * <p>A change of this node drops the copy here when it commits, and on the other nodes by
 * Keycloak's cluster messages. A message may be lost: nothing is kept for longer than the age given
 * here, which is how long at most a token may still be issued under a binding that has ended on
 * another node. Thread-safe; one for a server.
 */
public final class BindingIndex {

  private static final Logger LOG = Logger.getLogger(BindingIndex.class);
  private static final String MESSAGE = "ticket-gate-bindings";

  /** What is kept of an end of many, at least as long as anything that was read before it. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Cache<String, Known> bySubject;

  /** When bindings that have something in common have ended, in steps of {@link #clock}. */
  private final Cache<String, Long> ended;

  private final AtomicLong clock = new AtomicLong();
  private final Cache<String, Remembered> rememberedByRealm;
  private final long ageNanos;

  /**
   * @param most how many subjects are kept; the least used make room
   * @param age how long anything is kept at most
   */
  public BindingIndex(int most, Duration age) {
    ageNanos = age.toNanos();
    bySubject = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(age).build();
    ended = Caffeine.newBuilder().expireAfterWrite(age.multipliedBy(2).plus(MARGIN)).build();
    rememberedByRealm = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(age).build();
  }

  /** Follows the changes of this node, and tells the other nodes. */
  public void follow(KeycloakSessionFactory factory) {
    factory.register(
        event -> {
          if (event instanceof BindingChanges.Committed committed) {
            committed.keys().forEach(this::forget);
            tellOthers(committed);
          }
        });
  }

  /** Follows what other nodes change; to be called once the server is up. */
  public void listen(KeycloakSession session) {
    session
        .getProvider(ClusterProvider.class)
        .registerListener(
            MESSAGE,
            event -> {
              // One of Keycloak's own messages: it cannot send a class that it does not know.
              if (event instanceof PublicKeyStorageInvalidationEvent changed) {
                forget(changed.getCacheKey());
              }
            });
  }

  private void tellOthers(BindingChanges.Committed committed) {
    try {
      committed
          .session()
          .getProvider(ClusterProvider.class)
          .notify(
              MESSAGE,
              committed.keys().stream().map(PublicKeyStorageInvalidationEvent::create).toList(),
              true);
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "The other nodes did not receive the message that a binding changed");
    }
  }

  private void forget(String key) {
    bySubject.invalidate(key);
    rememberedByRealm.invalidate(key);
    if (BindingChanges.ofMany(key)) {
      ended.put(key, clock.incrementAndGet());
    }
  }

  /**
   * The live bindings of a subject.
   *
   * @param asOf the step at which reading them began
   * @param since when reading them began
   */
  private record Known(List<Binding> live, long asOf, long since) {}

  /**
   * What is remembered of a realm's protection.
   *
   * @param since when reading it began
   */
  private record Remembered(RememberedProtection protection, long since) {}

  /** The live bindings of a subject, without a lock. */
  public List<Binding> live(KeycloakSession session, String realmId, String subjectId) {
    String key = BindingChanges.key(realmId, subjectId);
    if (BindingChanges.isChanged(session, key)) {
      return read(session, realmId, subjectId);
    }
    long asked = System.nanoTime();
    Known known = bySubject.get(key, missing -> known(session, realmId, subjectId));
    while (isOver(realmId, known) || isOld(known.since(), asked)) {
      bySubject.asMap().remove(key, known);
      known = bySubject.get(key, missing -> known(session, realmId, subjectId));
    }
    return known.live();
  }

  private Known known(KeycloakSession session, String realmId, String subjectId) {
    long asOf = clock.get();
    long since = System.nanoTime();
    return new Known(read(session, realmId, subjectId), asOf, since);
  }

  /**
   * The cache counts from the end of a reading, and a node that stands still in the middle of one
   * would keep what was so long ago. What was read since somebody asked is good for that question.
   */
  private boolean isOld(long since, long asked) {
    return since - asked < 0 && System.nanoTime() - since > ageNanos;
  }

  /** However many bindings end at once, each copy finds out when it is asked for. */
  private boolean isOver(String realmId, Known known) {
    return ended.estimatedSize() > 0
        && known.live().stream()
            .flatMap(binding -> BindingChanges.keysOf(realmId, binding).stream())
            .map(ended::getIfPresent)
            .anyMatch(at -> at != null && at > known.asOf());
  }

  private static List<Binding> read(KeycloakSession session, String realmId, String subjectId) {
    return new JpaBindings(session, realmId).liveUnlocked(subjectId);
  }

  /** What {@link RememberedProtections#remembered()} says of a realm. */
  public RememberedProtection remembered(KeycloakSession session, String realmId) {
    if (BindingChanges.isChanged(session, realmId)) {
      return new RememberedProtections(session, realmId).remembered();
    }
    long asked = System.nanoTime();
    Remembered known = rememberedByRealm.get(realmId, missing -> read(session, realmId));
    while (isOld(known.since(), asked)) {
      rememberedByRealm.asMap().remove(realmId, known);
      known = rememberedByRealm.get(realmId, missing -> read(session, realmId));
    }
    return known.protection();
  }

  private static Remembered read(KeycloakSession session, String realmId) {
    long since = System.nanoTime();
    return new Remembered(new RememberedProtections(session, realmId).remembered(), since);
  }
}
