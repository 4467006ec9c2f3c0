package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Person;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * Adoptions that go on after their request: {@code TG_JOB}. One node at a time works on a job. It
 * claims the job for a while, and its claim is asked with each row that it writes: one that was
 * cancelled, or that another node has taken over, gets no further binding.
 */
public final class AdoptionJobs {

  /** A node that says nothing for as long has died, and another one goes on. */
  public static final Duration CLAIM = Duration.ofSeconds(30);

  /** So many failures are kept in full; the others are counted. */
  public static final int MOST_FAILURES = 100;

  private static final int LONGEST_MESSAGE = 1000;

  private final Rows rows;

  /** What becomes of a job. */
  public enum State {
    RUNNING,
    DONE,
    CANCELLED,
    /** It cannot go on; what was adopted until then stays. */
    FAILED
  }

  /**
   * What is adopted.
   *
   * @param reviewBy when the bindings end unless they are reviewed
   * @param roleId null for all that the ticket names
   * @param userId null for everybody
   */
  public record Scope(
      TicketRef ticket,
      Instant reviewBy,
      @Nullable String roleId,
      @Nullable String roleName,
      @Nullable String userId,
      @Nullable String userName) {}

  /**
   * A job as it stands.
   *
   * @param position where it goes on; null before its first step
   * @param looked how many holders it has looked at
   * @param adopted how many bindings it has made
   * @param failed how many grants it could not adopt
   * @param failures the first of them
   * @param message why it cannot go on; null otherwise
   */
  public record Job(
      String id,
      String realmId,
      State state,
      Scope scope,
      Person startedBy,
      Instant createdAt,
      @Nullable Instant finishedAt,
      @Nullable AdoptionPosition position,
      long looked,
      long adopted,
      long failed,
      List<AdoptionFailure> failures,
      @Nullable String message) {}

  /** A job that a run of a node works on. */
  public record Claim(String jobId, String by) {}

  public AdoptionJobs(KeycloakSession session) {
    this.rows = new Rows(session);
  }

  /** Begins a job, in the caller's transaction. */
  public void begin(String id, String realmId, Scope scope, Person by, Instant now) {
    JobEntity row = new JobEntity();
    row.id = id;
    row.realmId = realmId;
    row.ticketSystem = scope.ticket().system();
    row.ticketKey = scope.ticket().key();
    row.reviewBy = scope.reviewBy().toEpochMilli();
    row.roleId = scope.roleId();
    row.roleName = scope.roleName();
    row.userId = scope.userId();
    row.userName = scope.userName();
    row.startedById = by.id();
    row.startedByName = by.name();
    row.createdAt = now.toEpochMilli();
    row.dueAt = now.toEpochMilli();
    rows.insert(row);
  }

  /** A job of the realm. */
  public Optional<Job> find(String realmId, String id) {
    JobEntity row = rows.find(JobEntity.class, id);
    return row == null || !row.realmId.equals(realmId) ? Optional.empty() : Optional.of(job(row));
  }

  /** The jobs of a realm, newest first. */
  public List<Job> list(String realmId, int first, int max) {
    return jobs(
        rows.em()
            .createQuery(
                "select j from TgJob j where j.realmId = :realmId order by j.createdAt desc, j.id",
                JobEntity.class)
            .setParameter("realmId", realmId)
            .setFirstResult(first)
            .setMaxResults(max));
  }

  /** The job of the realm that goes on with just this; empty for none. */
  public Optional<Job> running(String realmId, Scope scope) {
    return jobs(
            rows.em()
                .createQuery(
                    "select j from TgJob j where j.realmId = :realmId and j.dueAt is not null",
                    JobEntity.class)
                .setParameter("realmId", realmId))
        .stream()
        .filter(job -> job.scope().equals(scope))
        .findFirst();
  }

  private List<Job> jobs(TypedQuery<JobEntity> query) {
    List<JobEntity> found = query.getResultList();
    found.forEach(rows::detached);
    return found.stream().map(AdoptionJobs::job).toList();
  }

  /**
   * Ids of jobs that somebody should go on with, the one that has waited longest first.
   *
   * @return each with the id of its realm
   */
  public List<String[]> due(Instant now, int max) {
    List<String[]> due = new ArrayList<>();
    rows.em()
        .createQuery(
            "select j.id, j.realmId from TgJob j where j.dueAt <= :now and j.claimedUntil < :now"
                + " order by j.dueAt, j.id",
            Object[].class)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(max)
        .getResultList()
        .forEach(row -> due.add(new String[] {(String) row[0], (String) row[1]}));
    return due;
  }

  /** Returns whether the job is this run's for a while; not when another one has it. */
  public boolean claim(Claim claim, Instant now) {
    return rows.em()
            .createQuery(
                "update TgJob j set j.claimedBy = :me, j.claimedUntil = :until where j.id = :id and"
                    + " j.dueAt <= :now and j.claimedUntil < :now")
            .setParameter("me", claim.by())
            .setParameter("until", now.plus(CLAIM).toEpochMilli())
            .setParameter("id", claim.jobId())
            .setParameter("now", now.toEpochMilli())
            .executeUpdate()
        > 0;
  }

  /**
   * Counts a binding, in the transaction that makes it, and keeps the claim.
   *
   * @return false when the job was cancelled or is somebody else's by now
   */
  public boolean adopted(Claim claim, Instant now) {
    return rows.em()
            .createQuery(
                "update TgJob j set j.adopted = j.adopted + 1, j.claimedUntil = :until where j.id"
                    + " = :id and j.claimedBy = :me and j.dueAt is not null")
            .setParameter("until", now.plus(CLAIM).toEpochMilli())
            .setParameter("id", claim.jobId())
            .setParameter("me", claim.by())
            .executeUpdate()
        > 0;
  }

  /**
   * Notes how far it has come, and keeps the claim.
   *
   * @param position where to go on; null when nothing is left
   * @return false when the job was cancelled or is somebody else's by now
   */
  public boolean advance(
      Claim claim,
      @Nullable AdoptionPosition position,
      int looked,
      List<AdoptionFailure> failures,
      Instant now) {
    JobEntity row = mine(claim);
    if (row == null) {
      return false;
    }
    row.looked += looked;
    row.failed += failures.size();
    List<AdoptionFailure> kept = new ArrayList<>(AdoptionJson.failures(row.failures));
    failures.stream().limit(Math.max(0, MOST_FAILURES - kept.size())).forEach(kept::add);
    row.failures = kept.isEmpty() ? null : AdoptionJson.write(kept);
    if (position == null) {
      finish(row, State.DONE, null, now);
    } else {
      row.position = AdoptionJson.write(position);
      row.claimedUntil = now.plus(CLAIM).toEpochMilli();
    }
    written(row);
    return true;
  }

  /** Gives the job back, to be gone on with from a time on. */
  public void release(Claim claim, Instant due) {
    rows.em()
        .createQuery(
            "update TgJob j set j.claimedUntil = 0, j.dueAt = :due where j.id = :id and j.claimedBy"
                + " = :me and j.dueAt is not null")
        .setParameter("due", due.toEpochMilli())
        .setParameter("id", claim.jobId())
        .setParameter("me", claim.by())
        .executeUpdate();
  }

  /** Ends a job that cannot go on. */
  public void fail(Claim claim, String message, Instant now) {
    JobEntity row = mine(claim);
    if (row != null) {
      finish(row, State.FAILED, message, now);
      written(row);
    }
  }

  /**
   * Stops a job of the realm: no binding follows. Those that it has made stay.
   *
   * @return whether it was going on
   */
  public boolean cancel(String realmId, String id, Instant now) {
    JobEntity row = locked(id);
    if (row == null || !row.realmId.equals(realmId) || row.dueAt == null) {
      return false;
    }
    finish(row, State.CANCELLED, null, now);
    written(row);
    return true;
  }

  private @Nullable JobEntity mine(Claim claim) {
    JobEntity row = locked(claim.jobId());
    return row == null || row.dueAt == null || !claim.by().equals(row.claimedBy) ? null : row;
  }

  private static void finish(JobEntity row, State state, @Nullable String message, Instant now) {
    row.state = state;
    row.finishedAt = now.toEpochMilli();
    row.dueAt = null;
    row.claimedUntil = 0;
    row.message =
        message == null || message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE);
  }

  /** Stays in the persistence context until it is {@link #written}. */
  private @Nullable JobEntity locked(String id) {
    return rows.em().find(JobEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  private void written(JobEntity row) {
    rows.em().flush();
    rows.detached(row);
  }

  private static Job job(JobEntity row) {
    return new Job(
        row.id,
        row.realmId,
        row.state,
        new Scope(
            new TicketRef(row.ticketSystem, row.ticketKey),
            Instant.ofEpochMilli(row.reviewBy),
            row.roleId,
            row.roleName,
            row.userId,
            row.userName),
        new Person(row.startedById, row.startedByName),
        Instant.ofEpochMilli(row.createdAt),
        row.finishedAt == null ? null : Instant.ofEpochMilli(row.finishedAt),
        row.position == null ? null : AdoptionJson.position(row.position),
        row.looked,
        row.adopted,
        row.failed,
        AdoptionJson.failures(row.failures),
        row.message);
  }
}
