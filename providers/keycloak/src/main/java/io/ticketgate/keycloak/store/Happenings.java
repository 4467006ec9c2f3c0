package io.ticketgate.keycloak.store;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * What has happened in a realm, out of the ledger: steps of bindings, and changes of rules, ITSM
 * systems, subscribers and keys. An index answers a page, however deep.
 */
public final class Happenings {

  /**
   * The day of an entry, in milliseconds. Said in full: databases group by it only if they see it.
   */
  private static final String DAY = "l.at - mod(l.at, 86400000)";

  private final Rows rows;
  private final String realmId;

  public Happenings(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * One thing that happened.
   *
   * @param record JSON: what the log says in so many words
   * @param names JSON: the names in it; null once they were deleted
   */
  public record Happening(String id, Instant at, String record, @Nullable String names) {}

  /**
   * How many of one kind happened on one day.
   *
   * @param day its beginning, UTC
   */
  public record Count(Instant day, String kind, long count) {}

  /**
   * Which of them are wanted.
   *
   * @param system those under the tickets of this ITSM system, or changes of it; null for all
   * @param kind such as {@code binding.activated}; null for all
   * @param from not before this instant; null for the beginning
   * @param before before this instant; null for now
   */
  public record Filter(
      @Nullable String system,
      @Nullable String kind,
      @Nullable Instant from,
      @Nullable Instant before) {

    /** What happened because of one ITSM system. */
    public static Filter ofSystem(String system) {
      return new Filter(system, null, null, null);
    }
  }

  /**
   * Some of what happened, newest first.
   *
   * @param after id of the last one of the page before; null for the newest
   * @return null where the realm, or the system, has no entry of this id
   */
  public @Nullable List<Happening> page(Filter filter, @Nullable String after, int most) {
    LedgerEntity last = after == null ? null : rows.find(LedgerEntity.class, after);
    if (after != null && (last == null || !realmId.equals(last.realmId) || !of(filter, last))) {
      return null;
    }
    Map<String, Object> values = new HashMap<>();
    StringBuilder where = new StringBuilder("l.realmId = :realmId");
    values.put("realmId", realmId);
    narrow(where, values, "l.system = :system", "system", filter.system());
    narrow(where, values, "l.kind = :kind", "kind", filter.kind());
    narrow(where, values, "l.at >= :from", "from", millis(filter.from()));
    narrow(where, values, "l.at < :before", "before", millis(filter.before()));
    if (last != null) {
      where.append(" and l.at <= :at and (l.at < :at or l.id < :after)");
      values.put("at", last.at);
      values.put("after", last.id);
    }
    TypedQuery<Object[]> query =
        rows.em()
            .createQuery(
                "select l.id, l.at, l.record, l.names from TgLedger l where "
                    + where
                    + " order by l.at desc, l.id desc",
                Object[].class)
            .setMaxResults(most);
    values.forEach(query::setParameter);
    return query.getResultList().stream()
        .map(
            row ->
                new Happening(
                    (String) row[0],
                    Instant.ofEpochMilli((Long) row[1]),
                    (String) row[2],
                    (String) row[3]))
        .toList();
  }

  /**
   * How much of what happened on each day since then, the earliest first. Read from an index alone.
   */
  public List<Count> counts(Instant from) {
    return rows
        .em()
        .createQuery(
            "select "
                + DAY
                + ", l.kind, count(l.id) from TgLedger l"
                + " where l.realmId = :realmId and l.at >= :from and l.kind is not null"
                + " group by "
                + DAY
                + ", l.kind order by 1, 2",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("from", from.toEpochMilli())
        .getResultList()
        .stream()
        .map(
            row ->
                new Count(
                    Instant.ofEpochMilli(((Number) row[0]).longValue()),
                    (String) row[1],
                    ((Number) row[2]).longValue()))
        .toList();
  }

  private static boolean of(Filter filter, LedgerEntity entry) {
    return filter.system() == null || filter.system().equals(entry.system);
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static void narrow(
      StringBuilder where,
      Map<String, Object> values,
      String condition,
      String name,
      @Nullable Object value) {
    if (value != null) {
      where.append(" and ").append(condition);
      values.put(name, value);
    }
  }
}
