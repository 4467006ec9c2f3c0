package io.ticketgate.keycloak.store;

import io.ticketgate.spi.TicketRef;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;

/**
 * Notes that are yet to be written on tickets, in {@code TG_NOTE}.
 *
 * <p>They are claimed for a while and not locked: the ITSM is asked with no transaction open. Only
 * the oldest note of a ticket can be claimed, and with it those that follow, so that nobody else
 * writes on that ticket meanwhile.
 */
public final class Notes {

  private static final int MOST_TICKETS = 5;
  private static final int MOST_JOINED = 20;
  private static final int LONGEST = 8000;

  private final Rows rows;

  /**
   * Notes of one ticket, oldest first, that nobody else writes until {@code until}.
   *
   * @param tries how often it was tried before
   * @param text every note, a line each
   */
  public record Claim(
      String realmId, TicketRef ticket, List<Long> ids, int tries, String text, Instant until) {

    public Claim {
      ids = List.copyOf(ids);
    }
  }

  public Notes(KeycloakSession session) {
    this.rows = new Rows(session);
  }

  /** Queues a note in the caller's transaction. */
  public void queue(String realmId, TicketRef ticket, String text, Instant at) {
    NoteEntity row = new NoteEntity();
    row.realmId = realmId;
    row.systemId = systemId(realmId, ticket.system());
    row.system = ticket.system();
    row.ticketId = JpaTickets.ticketId(realmId, ticket);
    row.key = ticket.key();
    row.text = text;
    row.createdAt = at.toEpochMilli();
    row.nextTryAt = row.createdAt;
    rows.insert(row);
  }

  /** The systems of all realms for which something is due, by an id of their own. */
  public List<String> systemsWithDue(Instant now) {
    return em().createQuery(
            "select distinct n.systemId from TgNote n where n.nextTryAt <= :now and n.claimedUntil"
                + " <= :now order by n.systemId",
            String.class)
        .setParameter("now", now.toEpochMilli())
        .getResultList();
  }

  /**
   * Claims what is due for one ticket of the system.
   *
   * @param systemId one of {@link #systemsWithDue}
   * @return empty when nothing is due, or others were quicker
   */
  public Optional<Claim> claim(String systemId, Instant now, Duration lease) {
    Instant until = now.plus(lease);
    for (NoteEntity oldest : oldestOfTickets(systemId, now)) {
      List<NoteEntity> claimed = new ArrayList<>();
      int length = 0;
      for (NoteEntity note : ofTicket(oldest)) {
        length += note.text.length() + 1;
        if ((!claimed.isEmpty() && length > LONGEST) || !claim(note, now, until)) {
          break;
        }
        claimed.add(note);
      }
      if (!claimed.isEmpty()) {
        return Optional.of(
            new Claim(
                oldest.realmId,
                new TicketRef(oldest.system, oldest.key),
                claimed.stream().map(note -> Objects.requireNonNull(note.id)).toList(),
                oldest.tries,
                claimed.stream().map(note -> note.text).collect(Collectors.joining("\n")),
                until));
      }
    }
    return Optional.empty();
  }

  private List<NoteEntity> oldestOfTickets(String systemId, Instant now) {
    return detached(
        em().createQuery(
                "select n from TgNote n where n.systemId = :systemId and n.nextTryAt <= :now and"
                    + " n.claimedUntil <= :now and not exists (select e.id from TgNote e where"
                    + " e.ticketId = n.ticketId and e.id < n.id) order by n.nextTryAt, n.id",
                NoteEntity.class)
            .setParameter("systemId", systemId)
            .setParameter("now", now.toEpochMilli())
            .setMaxResults(MOST_TICKETS)
            .getResultList());
  }

  private List<NoteEntity> ofTicket(NoteEntity oldest) {
    return detached(
        em().createQuery(
                "select n from TgNote n where n.ticketId = :ticketId and n.id >= :id order by n.id",
                NoteEntity.class)
            .setParameter("ticketId", oldest.ticketId)
            .setParameter("id", oldest.id)
            .setMaxResults(MOST_JOINED)
            .getResultList());
  }

  private List<NoteEntity> detached(List<NoteEntity> found) {
    found.forEach(em()::detach);
    return found;
  }

  /** Returns whether the row was still as it was read: of two nodes, one finds it changed. */
  private boolean claim(NoteEntity note, Instant now, Instant until) {
    return note.claimedUntil <= now.toEpochMilli()
        && em().createQuery(
                    "update TgNote n set n.claimedUntil = :until where n.id = :id and"
                        + " n.claimedUntil = :claimedUntil and n.nextTryAt = :nextTryAt")
                .setParameter("until", until.toEpochMilli())
                .setParameter("id", note.id)
                .setParameter("claimedUntil", note.claimedUntil)
                .setParameter("nextTryAt", note.nextTryAt)
                .executeUpdate()
            == 1;
  }

  /** Removes notes that were written or are no longer wanted. */
  public void remove(Claim claim) {
    em().createQuery("delete from TgNote n where n.id in :ids")
        .setParameter("ids", claim.ids())
        .executeUpdate();
  }

  /**
   * Gives the claim back, to be tried again.
   *
   * @param failure one word that says why
   * @param queuedBefore what was queued before this is given up instead
   * @return how many notes were given up
   */
  public int postpone(Claim claim, String failure, Instant nextTry, Instant queuedBefore) {
    int givenUp =
        em().createQuery(
                "delete from TgNote n where n.id in :ids and n.claimedUntil = :until and"
                    + " n.createdAt < :queuedBefore")
            .setParameter("ids", claim.ids())
            .setParameter("until", claim.until().toEpochMilli())
            .setParameter("queuedBefore", queuedBefore.toEpochMilli())
            .executeUpdate();
    em().createQuery(
            "update TgNote n set n.tries = n.tries + 1, n.nextTryAt = :nextTryAt, n.claimedUntil ="
                + " 0, n.lastFailure = :failure where n.id in :ids and n.claimedUntil = :until")
        .setParameter("nextTryAt", nextTry.toEpochMilli())
        .setParameter("failure", failure)
        .setParameter("ids", claim.ids())
        .setParameter("until", claim.until().toEpochMilli())
        .executeUpdate();
    return givenUp;
  }

  /** Removes everything for a system that is no more, or wants no notes. */
  public void forgetSystem(String realmId, String system) {
    em().createQuery("delete from TgNote n where n.systemId = :systemId")
        .setParameter("systemId", systemId(realmId, system))
        .executeUpdate();
  }

  /** Removes everything for a realm that is no more. */
  public void forgetRealm(String realmId) {
    em().createQuery("delete from TgNote n where n.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  private static String systemId(String realmId, String system) {
    return RowKey.of(realmId, system);
  }

  private EntityManager em() {
    return rows.em();
  }
}
