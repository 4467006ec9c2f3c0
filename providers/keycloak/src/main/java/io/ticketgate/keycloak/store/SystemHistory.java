package io.ticketgate.keycloak.store;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * What happened because of one ITSM system, out of the ledger: steps of bindings under its tickets,
 * and changes of its settings. An index answers a page, however deep.
 */
public final class SystemHistory {

  private final Rows rows;
  private final String realmId;

  public SystemHistory(KeycloakSession session, String realmId) {
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
   * Some of what happened, newest first.
   *
   * @param after id of the last one of the page before; null for the newest
   * @return null where there is no such id in this history
   */
  public @Nullable List<Happening> page(String system, @Nullable String after, int most) {
    LedgerEntity last = after == null ? null : rows.find(LedgerEntity.class, after);
    if (after != null
        && (last == null || !realmId.equals(last.realmId) || !system.equals(last.system))) {
      return null;
    }
    TypedQuery<Object[]> query =
        rows.em()
            .createQuery(
                "select l.id, l.at, l.record, l.names from TgLedger l where l.realmId = :realmId"
                    + " and l.system = :system"
                    + (last == null ? "" : " and l.at <= :at and (l.at < :at or l.id < :after)")
                    + " order by l.at desc, l.id desc",
                Object[].class)
            .setParameter("realmId", realmId)
            .setParameter("system", system)
            .setMaxResults(most);
    if (last != null) {
      query.setParameter("at", last.at).setParameter("after", last.id);
    }
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
}
