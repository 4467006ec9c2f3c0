package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.store.Outbox.Target;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Finds events that are due, claims them for a while, and notes how the delivery went. A claim is a
 * mark in the row and no lock: none is held while a subscriber is asked. When a node dies with a
 * claim, another node takes it over after the claim has run out.
 *
 * <p>Of the events about one thing only the oldest that waits can be claimed, so that a subscriber
 * gets them in their order.
 */
public final class DueEvents {

  private static final int AHEAD = 20;
  private static final int LONGEST_MESSAGE = 500;

  /** So many at most were tried while a subscriber was down; the others are due already. */
  private static final int MOST_DUE = 1000;

  private final EntityManager em;

  public DueEvents(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * An event that nobody else delivers until the claim has run out.
   *
   * @param tries how often it was tried before
   */
  public record Claim(
      long number,
      Target target,
      String eventId,
      String type,
      String body,
      int tries,
      Instant createdAt,
      Instant queuedAt,
      long until) {}

  /** The subscribers for whom something is due. */
  public List<Target> targets(Instant now) {
    return em
        .createQuery(
            "select distinct o.realmId, o.subscriberId from TgOutbox o where o.dueAt <= :now and"
                + " o.claimedUntil <= :now",
            Object[].class)
        .setParameter("now", now.toEpochMilli())
        .getResultList()
        .stream()
        .map(row -> new Target((String) row[0], (String) row[1]))
        .toList();
  }

  /** Claims an event of a subscriber, longest due first; empty when there is none. */
  public Optional<Claim> claim(Target target, Instant now, Duration lease) {
    long until = now.plus(lease).toEpochMilli();
    for (OutboxEntity row : heads(target, now)) {
      if (claimed(row, until)) {
        return Optional.of(
            new Claim(
                Objects.requireNonNull(row.seq),
                target,
                row.eventId,
                row.type,
                row.body,
                row.tries,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.queuedAt),
                until));
      }
    }
    return Optional.empty();
  }

  private List<OutboxEntity> heads(Target target, Instant now) {
    List<OutboxEntity> found =
        em.createQuery(
                "select o from TgOutbox o where o.subscriberId = :subscriberId and o.dueAt <= :now"
                    + " and o.claimedUntil <= :now and not exists (select e.seq from TgOutbox e"
                    + " where e.subscriberId = o.subscriberId and e.about = o.about and e.seq <"
                    + " o.seq and e.dueAt is not null) order by o.dueAt, o.seq",
                OutboxEntity.class)
            .setParameter("subscriberId", target.subscriberId())
            .setParameter("now", now.toEpochMilli())
            .setMaxResults(AHEAD)
            .getResultList();
    found.forEach(em::detach);
    return found;
  }

  /** Returns whether the row was still as it was read: of two nodes, one finds it changed. */
  private boolean claimed(OutboxEntity row, long until) {
    return em.createQuery(
                "update TgOutbox o set o.claimedUntil = :until where o.seq = :seq and"
                    + " o.claimedUntil = :claim and o.dueAt = :dueAt")
            .setParameter("until", until)
            .setParameter("seq", row.seq)
            .setParameter("claim", row.claimedUntil)
            .setParameter("dueAt", row.dueAt)
            .executeUpdate()
        == 1;
  }

  /** The subscriber has it. */
  public void delivered(Claim claim, Instant now) {
    // Also when the claim has run out meanwhile: it has arrived.
    em.createQuery(
            "update TgOutbox o set o.outcome = 'DELIVERED', o.dueAt = null, o.claimedUntil = 0,"
                + " o.endedAt = :now, o.tries = o.tries + 1, o.lastFailure = null, o.lastMessage ="
                + " null where o.seq = :seq and o.dueAt is not null")
        .setParameter("now", now.toEpochMilli())
        .setParameter("seq", claim.number())
        .executeUpdate();
  }

  /**
   * Gives the claim back, to be tried again.
   *
   * @param failure one word that says why
   * @param message the same in a sentence
   */
  public void again(Claim claim, Instant nextTry, String failure, String message) {
    failed(
            claim,
            "o.dueAt = :at, o.claimedUntil = 0, o.lastFailure = :failure, o.lastMessage = :message",
            failure,
            message)
        .setParameter("at", nextTry.toEpochMilli())
        .executeUpdate();
  }

  /** Keeps it as a dead letter. */
  public void dead(Claim claim, Instant now, String failure, String message) {
    failed(
            claim,
            "o.outcome = 'DEAD', o.dueAt = null, o.endedAt = :at, o.claimedUntil = 0,"
                + " o.lastFailure = :failure, o.lastMessage = :message",
            failure,
            message)
        .setParameter("at", now.toEpochMilli())
        .executeUpdate();
  }

  private Query failed(Claim claim, String set, String failure, String message) {
    return em.createQuery(
            "update TgOutbox o set o.tries = o.tries + 1, "
                + set
                + " where o.seq = :seq and o.claimedUntil = :claim")
        .setParameter("seq", claim.number())
        .setParameter("claim", claim.until())
        .setParameter("failure", failure)
        .setParameter("message", shortened(message));
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }

  /**
   * A subscriber answers again: what waits because it did not need wait no longer. By their keys,
   * since a range would lock the gap that a grant writes its event into.
   */
  public void allDue(Target target, Instant now) {
    List<Long> waiting =
        em.createQuery(
                "select o.seq from TgOutbox o where o.subscriberId = :subscriberId and o.dueAt >"
                    + " :now order by o.seq",
                Long.class)
            .setParameter("subscriberId", target.subscriberId())
            .setParameter("now", now.toEpochMilli())
            .setMaxResults(MOST_DUE)
            .getResultList();
    if (!waiting.isEmpty()) {
      em.createQuery(
              "update TgOutbox o set o.dueAt = :now where o.seq in :numbers and o.dueAt > :now")
          .setParameter("now", now.toEpochMilli())
          .setParameter("numbers", waiting)
          .executeUpdate();
    }
  }

  /** How many wait for the subscriber. */
  public long waiting(Target target) {
    return em.createQuery(
            "select count(o) from TgOutbox o where o.subscriberId = :subscriberId and o.outcome ="
                + " 'WAITING'",
            Long.class)
        .setParameter("subscriberId", target.subscriberId())
        .getSingleResult();
  }

  /** The subscribers of all realms that have rows here. */
  public List<Target> known() {
    return em
        .createQuery("select distinct o.realmId, o.subscriberId from TgOutbox o", Object[].class)
        .getResultList()
        .stream()
        .map(row -> new Target((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Gives up the oldest that wait, and that nobody delivers just now.
   *
   * @param queuedBefore only what was queued before; null for any
   * @param max how many at most
   * @return how many
   */
  public int giveUp(
      Target target, @Nullable Instant queuedBefore, int max, String failure, Instant now) {
    List<Long> oldest =
        em.createQuery(
                "select o.seq from TgOutbox o where o.subscriberId = :subscriberId and o.outcome ="
                    + " 'WAITING' and o.claimedUntil <= :now and o.queuedAt < :before order by"
                    + " o.seq",
                Long.class)
            .setParameter("subscriberId", target.subscriberId())
            .setParameter("now", now.toEpochMilli())
            .setParameter(
                "before", queuedBefore == null ? Long.MAX_VALUE : queuedBefore.toEpochMilli())
            .setMaxResults(max)
            .getResultList();
    return oldest.stream()
        .mapToInt(
            seq ->
                em.createQuery(
                        "update TgOutbox o set o.outcome = 'DEAD', o.dueAt = null, o.endedAt ="
                            + " :now, o.claimedUntil = 0, o.lastFailure = coalesce(o.lastFailure,"
                            + " :failure) where o.seq = :seq and o.dueAt is not null and"
                            + " o.claimedUntil <= :now")
                    .setParameter("now", now.toEpochMilli())
                    .setParameter("failure", failure)
                    .setParameter("seq", seq)
                    .executeUpdate())
        .sum();
  }

  /** Forgets up to {@code max} that were delivered, or given up, before that; answers how many. */
  public int forget(Outbox.Status outcome, Instant endedBefore, int max) {
    return removed(
        em.createQuery(
                "select o.seq from TgOutbox o where o.outcome = :outcome and o.endedAt < :before"
                    + " order by o.endedAt",
                Long.class)
            .setParameter("outcome", outcome.name())
            .setParameter("before", endedBefore.toEpochMilli())
            .setMaxResults(max)
            .getResultList());
  }

  /** Forgets the oldest dead letters of a subscriber but for so many; answers how many. */
  public int forgetDeadBut(Target target, long kept, int max) {
    long dead =
        em.createQuery(
                "select count(o) from TgOutbox o where o.subscriberId = :subscriberId and o.outcome"
                    + " = 'DEAD'",
                Long.class)
            .setParameter("subscriberId", target.subscriberId())
            .getSingleResult();
    if (dead <= kept) {
      return 0;
    }
    return removed(
        em.createQuery(
                "select o.seq from TgOutbox o where o.subscriberId = :subscriberId and o.outcome ="
                    + " 'DEAD' order by o.seq",
                Long.class)
            .setParameter("subscriberId", target.subscriberId())
            .setMaxResults((int) Math.min(max, dead - kept))
            .getResultList());
  }

  /** Forgets up to {@code max} of a subscriber that is no more; answers how many. */
  public int forgetAll(Target target, int max) {
    return removed(
        em.createQuery(
                "select o.seq from TgOutbox o where o.subscriberId = :subscriberId order by o.seq",
                Long.class)
            .setParameter("subscriberId", target.subscriberId())
            .setMaxResults(max)
            .getResultList());
  }

  private int removed(List<Long> numbers) {
    return numbers.isEmpty()
        ? 0
        : em.createQuery("delete from TgOutbox o where o.seq in :numbers")
            .setParameter("numbers", numbers)
            .executeUpdate();
  }
}
