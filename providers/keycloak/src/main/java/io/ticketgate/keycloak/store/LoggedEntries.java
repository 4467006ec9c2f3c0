package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.ListedBinding;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The entries of a realm's log with their names, page by page. They outlive the user, role, rule
 * and system that they are about.
 */
public final class LoggedEntries {

  /**
   * What agents may do for a person, and what the service account of a client may do for people.
   */
  private static final String OF_AGENTS =
      "select b.id from TgBinding b where b.realmId = :realmId and b.subjectKind = :agent and"
          + " (b.actsForId = :subjectId or b.actsForName = :subject or b.subjectName like"
          + " :agentNames escape '!')";

  private static final int PAGE = 500;

  private final Rows rows;
  private final String realmId;
  private final RealmLog log;

  public LoggedEntries(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
    this.log = new RealmLog(session, realmId);
  }

  /**
   * Which entries.
   *
   * @param ticket under which; null for any
   * @param subject whose: the name of a user, or a client id, then or now; null for anybody's
   * @param subjectId id of the user who has that name now; null for none
   * @param first index of the first that may be among them
   * @param end index after the last
   */
  public record Filter(
      @Nullable TicketRef ticket,
      @Nullable String subject,
      @Nullable String subjectId,
      long first,
      long end) {

    /** Returns whether no entry between the first and the last is left out. */
    public boolean whole() {
      return ticket == null && subject == null;
    }
  }

  /**
   * Hands out the entries in their order.
   *
   * @param most so many at most
   * @return whether there are no more
   */
  public boolean each(Filter filter, int most, Consumer<EvidenceRow> consumer) {
    long after = filter.first() - 1;
    int left = most;
    while (left > 0) {
      List<EvidenceRow> page = page(filter, after, Math.min(PAGE, left));
      page.forEach(consumer);
      if (page.size() < Math.min(PAGE, left)) {
        return true;
      }
      after = page.get(page.size() - 1).index();
      left -= page.size();
    }
    return page(filter, after, 1).isEmpty();
  }

  private List<EvidenceRow> page(Filter filter, long after, int most) {
    Map<String, Object> parameters = new HashMap<>();
    String where = "l.realmId = :realmId and l.index > :after and l.index < :end";
    parameters.put("realmId", realmId);
    parameters.put("after", after);
    parameters.put("end", filter.end());
    if (filter.ticket() != null) {
      where += " and l.ticketId = :ticketId";
      parameters.put("ticketId", JpaTickets.ticketId(realmId, filter.ticket()));
    }
    if (filter.subject() != null) {
      where +=
          " and (l.subjectName = :subject or l.subjectId = :subjectId or l.bindingId in ("
              + OF_AGENTS
              + "))";
      parameters.put("subject", filter.subject());
      parameters.put("agent", Subject.Kind.AGENT);
      parameters.put("agentNames", BindingLists.beginning(Subject.agentsNamed(filter.subject())));
      parameters.put("subjectId", filter.subjectId() == null ? "" : filter.subjectId());
    }
    return list(where, parameters, most);
  }

  /** The entries of a binding that are in a log of that size. */
  public List<EvidenceRow> ofBinding(String bindingId, long size, int most) {
    return list(
        "l.realmId = :realmId and l.bindingId = :bindingId and l.index < :end",
        Map.of("realmId", realmId, "bindingId", bindingId, "end", size),
        most);
  }

  /** How many entries of a binding wait for their place in the log. */
  public long pending(String bindingId) {
    return rows.em()
        .createQuery(
            "select count(l) from TgLedger l where l.realmId = :realmId and l.bindingId ="
                + " :bindingId and l.index is null",
            Long.class)
        .setParameter("realmId", realmId)
        .setParameter("bindingId", bindingId)
        .getSingleResult();
  }

  /**
   * Hands out every binding of the realm as its table has it, page by page, for a comparison with a
   * log of that size.
   */
  public void bindings(long size, Consumer<ListedBinding> consumer) {
    String after = "";
    List<Object[]> page;
    do {
      page =
          rows.em()
              .createQuery(
                  "select b.id, b.status, b.ticketSystem, b.ticketKey, b.subjectId,"
                      + " b.entitlementId, b.createdAt, b.expiresAt, b.cleanUp from TgBinding b"
                      + " where b.realmId = :realmId and b.id > :after order by b.id",
                  Object[].class)
              .setParameter("realmId", realmId)
              .setParameter("after", after)
              .setMaxResults(PAGE)
              .getResultList();
      if (!page.isEmpty()) {
        List<String> ids = page.stream().map(row -> (String) row[0]).toList();
        // After the bindings: what was committed before they were read is among these.
        Set<String> later = Set.copyOf(notWithin(ids, size));
        page.forEach(row -> consumer.accept(listed(row, later)));
        after = ids.get(ids.size() - 1);
      }
    } while (page.size() == PAGE);
  }

  private List<String> notWithin(List<String> ids, long size) {
    return rows.em()
        .createQuery(
            "select distinct l.bindingId from TgLedger l where l.realmId = :realmId and l.bindingId"
                + " in :ids and (l.index is null or l.index >= :size)",
            String.class)
        .setParameter("realmId", realmId)
        .setParameter("ids", ids)
        .setParameter("size", size)
        .getResultList();
  }

  /** The end of one that is to be cleaned up is written down with that. */
  private static ListedBinding listed(Object[] row, Set<String> later) {
    return new ListedBinding(
        (String) row[0],
        row[1].toString(),
        new TicketRef((String) row[2], (String) row[3]).toString(),
        (String) row[4],
        (String) row[5],
        (Long) row[6],
        (Long) row[7],
        row[8] != null || later.contains((String) row[0]));
  }

  /**
   * The index of the first entry that a log of that size took in at a time or later. The log goes
   * forward, so it is found by halving.
   */
  public long firstSince(Instant time, long size) {
    long low = 0;
    long high = size;
    while (low < high) {
      long middle = (low + high) / 2;
      if (log.lastLogged(middle + 1).isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private List<EvidenceRow> list(String where, Map<String, Object> parameters, int most) {
    TypedQuery<Object[]> query =
        rows.em()
            .createQuery(
                "select l.index, l.record, l.loggedAt, l.salt, l.names from TgLedger l where "
                    + where
                    + " order by l.index",
                Object[].class);
    parameters.forEach(query::setParameter);
    return query.setMaxResults(most).getResultList().stream()
        .map(
            row ->
                EvidenceRow.of(
                    (Long) row[0],
                    Entry.logged((String) row[1], Instant.ofEpochMilli((Long) row[2])),
                    (String) row[3],
                    (String) row[4]))
        .toList();
  }
}
