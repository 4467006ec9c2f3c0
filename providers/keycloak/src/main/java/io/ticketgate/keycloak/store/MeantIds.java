package io.ticketgate.keycloak.store;

import io.ticketgate.core.ticket.KnownTicket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * Whom and what the names of open tickets mean, by id, so that a removal finds these tickets by an
 * index and not in the text of every ticket. A removal writes only here: it waits for nobody who
 * holds a ticket.
 */
public final class MeantIds {

  /** So many ids at most are named in one statement. */
  private static final int MOST = 500;

  private static final String KEPT = MeantIds.class.getName() + ".kept";

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  public MeantIds(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * Something is made with these ids, which Keycloak may have let the maker choose: it is nothing
   * that a ticket meant before. The look-up of a ticket's own names may make people, out of a
   * directory: these it does mean.
   */
  public void made(Set<String> ids) {
    Set<String> others = new HashSet<>(ids);
    others.removeAll(keptHere());
    removed(others);
  }

  /** Nothing that comes to have one of these ids is what an open ticket meant by it. */
  public void removed(Set<String> ids) {
    List<String> all = List.copyOf(ids);
    for (int at = 0; at < all.size(); at += MOST) {
      mark(all.subList(at, Math.min(all.size(), at + MOST)));
    }
  }

  private void mark(List<String> ids) {
    int marked =
        rows.em()
            .createQuery(
                "update TgTicketMeant m set m.removed = true where m.realmId = :realmId and"
                    + " m.meantId in :ids and m.removed = false")
            .setParameter("realmId", realmId)
            .setParameter("ids", ids)
            .executeUpdate();
    if (marked > 0) {
      rows.forgetReads();
    }
  }

  /** Those of a ticket that were removed. */
  Set<String> removedOf(String ticketId) {
    return Set.copyOf(
        rows.em()
            .createQuery(
                "select m.meantId from TgTicketMeant m where m.ticketId = :ticketId and m.removed ="
                    + " true",
                String.class)
            .setParameter("ticketId", ticketId)
            .getResultList());
  }

  /** Keeps whom and what a ticket means. The ticket is locked. */
  void keep(String ticketId, KnownTicket ticket) {
    Map<String, Boolean> kept = new HashMap<>();
    of(ticketId).forEach(row -> kept.put((String) row[0], (Boolean) row[1]));
    if (!ticket.ticket().open()) {
      // What closes loses its approvals. Its names are looked up anew when it opens again.
      if (!kept.isEmpty()) {
        forget(ticketId);
      }
      return;
    }
    Set<String> back = new HashSet<>();
    for (String id : ticket.identities().present()) {
      Boolean removed = kept.get(id);
      if (removed == null) {
        NewRow.insertMissing(rows.em(), row(ticketId, id));
        keptHere().add(id);
      } else if (removed) {
        back.add(id);
      }
    }
    if (!back.isEmpty()) {
      meantAnew(ticketId, back);
    }
  }

  /** Forgets what the tickets of a realm mean that is removed. */
  void forgetRealm() {
    rows.em()
        .createQuery("delete from TgTicketMeant m where m.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  /** What tickets came to mean in this transaction. */
  @SuppressWarnings("unchecked") // an attribute of our own
  private Set<String> keptHere() {
    Set<String> kept = session.getAttribute(KEPT, Set.class);
    if (kept == null) {
      kept = new HashSet<>();
      session.setAttribute(KEPT, kept);
    }
    return kept;
  }

  private List<Object[]> of(String ticketId) {
    return rows.em()
        .createQuery(
            "select m.meantId, m.removed from TgTicketMeant m where m.ticketId = :ticketId",
            Object[].class)
        .setParameter("ticketId", ticketId)
        .getResultList();
  }

  private void forget(String ticketId) {
    rows.em()
        .createQuery("delete from TgTicketMeant m where m.ticketId = :ticketId")
        .setParameter("ticketId", ticketId)
        .executeUpdate();
  }

  /** A name came to mean what has such an id now, and its approvals are void. */
  private void meantAnew(String ticketId, Set<String> ids) {
    rows.em()
        .createQuery(
            "update TgTicketMeant m set m.removed = false where m.ticketId = :ticketId and"
                + " m.meantId in :ids")
        .setParameter("ticketId", ticketId)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  private MeantEntity row(String ticketId, String id) {
    MeantEntity row = new MeantEntity();
    row.id = RowKey.of(ticketId, id);
    row.realmId = realmId;
    row.ticketId = ticketId;
    row.meantId = id;
    return row;
  }
}
