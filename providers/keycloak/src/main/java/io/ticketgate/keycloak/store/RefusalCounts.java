package io.ticketgate.keycloak.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.models.KeycloakSession;

/**
 * How much was refused, by realm, day and code. A refusal rolls its transaction back, so it only
 * leaves a note in memory, and notes are written in batches: however many are refused, a realm
 * costs one row for each code and day. A killed server forgets the last few seconds. Thread-safe;
 * one for a server.
 */
public final class RefusalCounts {

  /** As long as anybody can ask for them. */
  private static final Duration KEPT = Duration.ofDays(92);

  private final Map<Key, Long> noted = new ConcurrentHashMap<>();

  /**
   * What one row counts.
   *
   * @param day its beginning, UTC, in milliseconds since the epoch
   */
  public record Key(String realmId, long day, String code) {

    /** One order for all nodes, so that two of them do not wait for each other. */
    public static final Comparator<Key> ORDER =
        Comparator.comparing(Key::realmId).thenComparing(Key::day).thenComparing(Key::code);
  }

  /** How often something was refused for one reason on one day. */
  public record Count(Instant day, String code, long count) {}

  /**
   * Notes a refusal.
   *
   * @param at milliseconds since the epoch
   */
  public void note(String realmId, String code, long at) {
    add(new Key(realmId, at - Math.floorMod(at, Duration.ofDays(1).toMillis()), code), 1);
  }

  /** Notes what could not be written. */
  public void add(Key key, long many) {
    noted.merge(key, many, Long::sum);
  }

  /** Takes what was noted since the last time. */
  public Map<Key, Long> take() {
    Map<Key, Long> taken = new HashMap<>();
    for (Key key : List.copyOf(noted.keySet())) {
      Long many = noted.remove(key);
      if (many != null) {
        taken.put(key, many);
      }
    }
    return taken;
  }

  /** Adds what was taken to what is stored; nothing for a realm that is gone. */
  public static void write(KeycloakSession session, Key key, long many) {
    if (session.realms().getRealm(key.realmId()) == null) {
      return;
    }
    Rows rows = new Rows(session);
    String id = RowKey.of(key.realmId(), String.valueOf(key.day()), key.code());
    if (rows.find(RefusalEntity.class, id) == null) {
      forget(rows, key.realmId(), key.day() - KEPT.toMillis());
    }
    rows.lockOrCreate(RefusalEntity.class, id, () -> empty(id, key));
    rows.em()
        .createQuery("update TgRefusal r set r.many = r.many + :many where r.id = :id")
        .setParameter("many", many)
        .setParameter("id", id)
        .executeUpdate();
  }

  /** What was refused in a realm since that day, the earliest first. */
  public static List<Count> counts(KeycloakSession session, String realmId, Instant from) {
    return new Rows(session)
            .em()
            .createQuery(
                "select r.atDay, r.code, r.many from TgRefusal r where r.realmId = :realmId"
                    + " and r.atDay >= :from order by r.atDay, r.code",
                Object[].class)
            .setParameter("realmId", realmId)
            .setParameter("from", from.toEpochMilli())
            .getResultList()
            .stream()
            .map(
                row ->
                    new Count(Instant.ofEpochMilli((Long) row[0]), (String) row[1], (Long) row[2]))
            .toList();
  }

  /** Deletes the counts of a realm. */
  public static void forgetRealm(KeycloakSession session, String realmId) {
    forget(new Rows(session), realmId, Long.MAX_VALUE);
  }

  private static void forget(Rows rows, String realmId, long before) {
    rows.em()
        .createQuery("delete from TgRefusal r where r.realmId = :realmId and r.atDay < :before")
        .setParameter("realmId", realmId)
        .setParameter("before", before)
        .executeUpdate();
  }

  private static RefusalEntity empty(String id, Key key) {
    RefusalEntity row = new RefusalEntity();
    row.id = id;
    row.realmId = key.realmId();
    row.atDay = key.day();
    row.code = key.code();
    return row;
  }
}
