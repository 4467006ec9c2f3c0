package io.ticketgate.keycloak.store;

import io.ticketgate.spi.TicketRef;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Finds received webhooks whose tickets are to be read, claims them for a while, and notes how the
 * reading went. A claim is a mark in the row and no lock: none is held while an ITSM is asked. When
 * a node dies with a claim, another node takes it over after the claim has run out.
 *
 * <p>Rows are changed one at a time by their key, and only if they are as they were seen.
 */
public final class DueDeliveries {

  private final EntityManager em;

  public DueDeliveries(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** A system of a realm that has sent something. */
  public record Sender(String realmId, String system) {}

  /** A row as it was when its ticket was claimed. */
  private record Seen(String id, long receivedAt, int tries, boolean claimed) {}

  /** The deliveries of one ticket that one reading is for. */
  public static final class Claim {
    private final TicketRef ref;
    private final long until;
    private final List<Seen> seen;

    private Claim(TicketRef ref, long until, List<Seen> seen) {
      this.ref = ref;
      this.until = until;
      this.seen = seen;
    }

    /** The ticket to read. */
    public TicketRef ref() {
      return ref;
    }
  }

  /** The systems whose deliveries are due now. */
  public List<Sender> senders(Instant now) {
    return em
        .createQuery(
            "select distinct d.realmId, d.system from TgDelivery d where d.dueAt <= :now and"
                + " d.claimedUntil <= :now",
            Object[].class)
        .setParameter("now", now.toEpochMilli())
        .getResultList()
        .stream()
        .map(row -> new Sender((String) row[0], (String) row[1]))
        .toList();
  }

  /** Up to {@code max} tickets of a sender that are due, longest ago first. */
  public List<TicketRef> due(Sender sender, Instant now, int max) {
    return em
        .createQuery(
            "select d.system, d.key, min(d.dueAt) from TgDelivery d where d.realmId = :realmId and"
                + " d.system = :system and d.dueAt <= :now and d.claimedUntil <= :now group by"
                + " d.ticketId, d.system, d.key order by min(d.dueAt), d.ticketId",
            Object[].class)
        .setParameter("realmId", sender.realmId())
        .setParameter("system", sender.system())
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(max)
        .getResultList()
        .stream()
        .map(row -> new TicketRef((String) row[0], (String) row[1]))
        .toList();
  }

  /** Claims the due deliveries of a ticket; empty when another node was faster. */
  public Optional<Claim> claim(String realmId, TicketRef ref, Instant now, Duration lease) {
    long millis = now.toEpochMilli();
    long until = now.plus(lease).toEpochMilli();
    List<Seen> seen = new ArrayList<>();
    for (DeliveryEntity row : waiting(realmId, ref)) {
      Long dueAt = row.dueAt;
      boolean free = dueAt != null && dueAt <= millis && row.claimedUntil <= millis;
      boolean claimed = free && claimed(row, until);
      if (free && !claimed) {
        // All nodes use the same order: the node that got the first row has the ticket.
        break;
      }
      seen.add(new Seen(row.id, row.receivedAt, row.tries, claimed));
    }
    return seen.stream().anyMatch(Seen::claimed)
        ? Optional.of(new Claim(ref, until, List.copyOf(seen)))
        : Optional.empty();
  }

  private List<DeliveryEntity> waiting(String realmId, TicketRef ref) {
    List<DeliveryEntity> rows =
        em.createQuery(
                "select d from TgDelivery d where d.ticketId = :ticketId and d.dueAt is not null"
                    + " order by d.id",
                DeliveryEntity.class)
            .setParameter("ticketId", JpaTickets.ticketId(realmId, ref))
            .getResultList();
    rows.forEach(em::detach);
    return rows;
  }

  private boolean claimed(DeliveryEntity row, long until) {
    return update(
                "update TgDelivery d set d.claimedUntil = :until where d.id = :id and"
                    + " d.claimedUntil = :claim and d.receivedAt = :receivedAt and d.dueAt is not"
                    + " null",
                row.id)
            .setParameter("receivedAt", row.receivedAt)
            .setParameter("until", until)
            .setParameter("claim", row.claimedUntil)
            .executeUpdate()
        == 1;
  }

  /**
   * The reading told what had been waited for: whatever was received before it is done.
   *
   * @return how many deliveries are
   */
  public int done(Claim claim) {
    int done = 0;
    for (Seen row : claim.seen) {
      done +=
          orRelease(
              claim,
              row,
              update(
                  "update TgDelivery d set d.dueAt = null, d.claimedUntil = 0 where d.id = :id and"
                      + " d.receivedAt = :receivedAt",
                  row.id()));
    }
    return done;
  }

  /**
   * The reading told nothing new, or failed.
   *
   * @param next when a delivery is due again for which the ticket was read so many times; null when
   *     that was the last time
   * @return how many deliveries it was the last time for
   */
  public int tried(Claim claim, IntFunction<@Nullable Instant> next) {
    int givenUp = 0;
    for (Seen row : claim.seen) {
      if (row.claimed()) {
        Instant dueAt = next.apply(row.tries() + 1);
        int tried =
            orRelease(
                claim,
                row,
                update(
                        "update TgDelivery d set d.tries = :tries, d.dueAt = :dueAt,"
                            + " d.claimedUntil = 0 where d.id = :id and d.claimedUntil = :claim and"
                            + " d.receivedAt = :receivedAt",
                        row.id())
                    .setParameter("tries", row.tries() + 1)
                    .setParameter("dueAt", dueAt == null ? null : dueAt.toEpochMilli())
                    .setParameter("claim", claim.until));
        givenUp += dueAt == null ? tried : 0;
      }
    }
    return givenUp;
  }

  /** What was received again during the reading waits for another one, and is nobody's. */
  private int orRelease(Claim claim, Seen row, Query update) {
    int changed = update.setParameter("receivedAt", row.receivedAt()).executeUpdate();
    if (changed == 0) {
      update(
              "update TgDelivery d set d.claimedUntil = 0 where d.id = :id and d.claimedUntil ="
                  + " :claim",
              row.id())
          .setParameter("claim", claim.until)
          .executeUpdate();
    }
    return changed;
  }

  /** Forgets up to {@code max} deliveries that are older; answers how many. */
  public int forget(Instant receivedBefore, int max) {
    List<String> ids =
        em.createQuery(
                "select d.id from TgDelivery d where d.receivedAt < :before order by d.receivedAt",
                String.class)
            .setParameter("before", receivedBefore.toEpochMilli())
            .setMaxResults(max)
            .getResultList();
    return ids.stream()
        .sorted()
        .mapToInt(id -> update("delete from TgDelivery d where d.id = :id", id).executeUpdate())
        .sum();
  }

  private Query update(String jpql, String id) {
    return em.createQuery(jpql).setParameter("id", id);
  }
}
