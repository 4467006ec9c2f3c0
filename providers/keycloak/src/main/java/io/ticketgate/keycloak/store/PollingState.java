package io.ticketgate.keycloak.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * How far the polling of a system has come, in {@code TG_SYSTEM}. One node at a time has the
 * system, by a lease: nothing is locked while the ITSM is asked, and what a dead node had is free
 * again when its lease has run out.
 */
public final class PollingState {

  /** How long a node may go without a word. */
  public static final Duration LEASE = Duration.ofMinutes(1);

  private static final int LONGEST_PAGE = 2000;

  private final EntityManager em;

  public PollingState(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /**
   * Where a node is with a system it has claimed.
   *
   * @param claimedUntil the lease, which also proves whose it is
   * @param watermark in the ITSM's time: changes before it have been seen
   * @param newest the newest change seen in a listing that is not at its end yet
   * @param page the page that such a listing goes on with; null for its first
   */
  public record Progress(
      String id,
      Instant claimedUntil,
      Instant nextPoll,
      Instant nextRecheck,
      Instant watermark,
      Instant newest,
      @Nullable String page) {

    /** The listing goes on with that page. */
    public Progress listed(@Nullable String next, Instant newestSeen) {
      return new Progress(id, claimedUntil, nextPoll, nextRecheck, watermark, newestSeen, next);
    }

    /** Changes before the watermark have been seen. */
    public Progress polled(Instant seenUntil, Instant next) {
      return new Progress(id, claimedUntil, next, nextRecheck, seenUntil, seenUntil, null);
    }

    /** The listing goes on later, where it is. */
    public Progress pollAt(Instant next) {
      return new Progress(id, claimedUntil, next, nextRecheck, watermark, newest, page);
    }

    public Progress recheckAt(Instant next) {
      return new Progress(id, claimedUntil, nextPoll, next, watermark, newest, page);
    }

    private Progress claimed(Instant until) {
      return new Progress(id, until, nextPoll, nextRecheck, watermark, newest, page);
    }
  }

  /**
   * Makes the row of a system that has none. Another node may do the same at this moment: then this
   * transaction fails, and the row is there.
   *
   * @param watermark where its polling begins
   */
  public void ensure(String id, String realmId, Instant watermark) {
    if (em.find(SystemEntity.class, id) == null) {
      SystemEntity row = new SystemEntity();
      row.id = id;
      row.realmId = realmId;
      row.watermark = watermark.toEpochMilli();
      row.newest = row.watermark;
      em.persist(row);
      em.flush();
    }
  }

  /** Claims a system that has something due and that nobody has. */
  public Optional<Progress> claim(String id, Instant now) {
    Instant until = Instant.ofEpochMilli(now.plus(LEASE).toEpochMilli());
    int claimed =
        em.createQuery(
                "update TgSystem s set s.claimedUntil = :until where s.id = :id and s.claimedUntil <"
                    + " :now and (s.nextPoll <= :now or s.nextRecheck <= :now)")
            .setParameter("until", until.toEpochMilli())
            .setParameter("id", id)
            .setParameter("now", now.toEpochMilli())
            .executeUpdate();
    if (claimed == 0) {
      return Optional.empty();
    }
    SystemEntity row = em.find(SystemEntity.class, id);
    em.refresh(row);
    return Optional.of(
        new Progress(
            id,
            until,
            Instant.ofEpochMilli(row.nextPoll),
            Instant.ofEpochMilli(row.nextRecheck),
            Instant.ofEpochMilli(row.watermark),
            Instant.ofEpochMilli(row.newest),
            row.page));
  }

  /**
   * Writes how far this node has come.
   *
   * @param progress with the lease it was claimed or last written with
   * @param claimedUntil the lease from now on; {@link Instant#EPOCH} gives the system back
   * @throws PersistenceException when the lease had run out and another node has the system
   */
  public Progress write(Progress progress, Instant claimedUntil) {
    long until = claimedUntil.toEpochMilli();
    String page = progress.page();
    boolean resumable = page == null || page.length() <= LONGEST_PAGE;
    int written =
        em.createQuery(
                "update TgSystem s set s.claimedUntil = :until, s.nextPoll = :nextPoll, s.nextRecheck"
                    + " = :nextRecheck, s.watermark = :watermark, s.newest = :newest, s.page = :page"
                    + " where s.id = :id and s.claimedUntil = :lease")
            .setParameter("until", until)
            .setParameter("nextPoll", progress.nextPoll().toEpochMilli())
            .setParameter("nextRecheck", progress.nextRecheck().toEpochMilli())
            .setParameter("watermark", progress.watermark().toEpochMilli())
            .setParameter("newest", progress.newest().toEpochMilli())
            .setParameter("page", resumable ? page : null)
            .setParameter("id", progress.id())
            .setParameter("lease", progress.claimedUntil().toEpochMilli())
            .executeUpdate();
    if (written == 0) {
      throw new PersistenceException("Another node polls this system now.");
    }
    return progress.claimed(Instant.ofEpochMilli(until));
  }

  /**
   * Forgets the systems that are configured no longer. They are looked for first: a deletion with
   * that condition in it would lock Keycloak's components on MariaDB.
   */
  public void forgetRemoved() {
    em.createQuery(
            "select s.id from TgSystem s where s.id not in (select c.id from ComponentEntity c)",
            String.class)
        .getResultList()
        .forEach(
            id ->
                em.createQuery("delete from TgSystem s where s.id = :id")
                    .setParameter("id", id)
                    .executeUpdate());
  }
}
