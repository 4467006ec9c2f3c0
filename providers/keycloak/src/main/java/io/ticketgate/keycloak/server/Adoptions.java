package io.ticketgate.keycloak.server;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AdoptionDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.Adoptable;
import io.ticketgate.keycloak.realm.Adoptable.Candidate;
import io.ticketgate.keycloak.realm.Adoptable.Page;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.AdoptionFailure;
import io.ticketgate.keycloak.store.AdoptionJobs;
import io.ticketgate.keycloak.store.AdoptionJobs.Claim;
import io.ticketgate.keycloak.store.AdoptionJobs.Job;
import io.ticketgate.keycloak.store.AdoptionJobs.State;
import io.ticketgate.keycloak.write.ExistingExposures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Goes on with adoptions. Each grant is adopted in a transaction of its own, which also counts it
 * and asks whether the job is still this node's; so a crash costs nothing but a second look at one
 * page, and after a cancellation nothing more is adopted. It lets go of a job after a while, so
 * that the next one has its turn.
 */
public final class Adoptions implements Runnable {

  private static final Logger LOG = Logger.getLogger(Adoptions.class);

  /** So many holders are looked at between two notes of how far a job has come. */
  private static final int PAGE = 100;

  private static final int MOST_JOBS = 20;
  private static final int TRIES = 3;
  private static final Duration TURN = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(15);

  /** What no other grant of the job would fulfil either. */
  private static final Set<ErrorCode> OF_TICKET =
      Set.of(ErrorCode.TICKET_CLOSED, ErrorCode.TICKET_NOT_FOUND);

  private final RealmJobs jobs;

  public Adoptions(RealmJobs jobs) {
    this.jobs = jobs;
  }

  /** The job is somebody else's by now, or was cancelled. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void run() {
    boolean more;
    do {
      more = false;
      for (String[] due : in(stored -> stored.due(now(), MOST_JOBS))) {
        more |= turn(new Claim(due[0], KeycloakModelUtils.generateId()), due[1]);
      }
    } while (more);
  }

  /**
   * @return whether the job has something left to do at once
   */
  private boolean turn(Claim claim, String realmId) {
    if (!in(stored -> stored.claim(claim, now()))) {
      return false;
    }
    long until = System.nanoTime() + TURN.toNanos();
    try {
      while (step(claim, realmId)) {
        if (System.nanoTime() >= until) {
          in(stored -> released(stored, claim, now()));
          return true;
        }
      }
    } catch (Lost lost) {
      LOG.debugf("Job %s is not this node's any more", claim.jobId());
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "Job %s could not go on; it is tried again", claim.jobId());
      in(stored -> released(stored, claim, now().plus(RETRY)));
    }
    return false;
  }

  private static boolean released(AdoptionJobs stored, Claim claim, Instant due) {
    stored.release(claim, due);
    return true;
  }

  /**
   * Takes the next page.
   *
   * @return whether there is another one
   */
  private boolean step(Claim claim, String realmId) {
    Optional<Job> found = in(stored -> stored.find(realmId, claim.jobId()));
    if (found.isEmpty() || found.get().state() != State.RUNNING) {
      return false;
    }
    Job job = found.get();
    List<AdoptionFailure> failures = new ArrayList<>();
    Page page;
    try {
      Optional<Page> next = jobs.in(realmId, gate -> page(gate, job, failures));
      if (next.isEmpty()) {
        return stop(claim, "The realm is gone.");
      }
      page = next.get();
      for (Candidate candidate : page.candidates()) {
        adopt(claim, job, candidate).ifPresent(failures::add);
      }
    } catch (GateException ofTicket) {
      return stop(claim, String.valueOf(ofTicket.getMessage()));
    }
    boolean kept = in(stored -> stored.advance(claim, page.next(), page.looked(), failures, now()));
    if (!kept) {
      throw new Lost();
    }
    if (page.next() == null) {
      LOG.infof("Realm %s: adoption %s is done", realmId, job.id());
    }
    return page.next() != null;
  }

  private boolean stop(Claim claim, String why) {
    in(
        stored -> {
          stored.fail(claim, why, now());
          return true;
        });
    LOG.warnf("Adoption %s cannot go on; GET ticket-gate/jobs says why", claim.jobId());
    return false;
  }

  private static Page page(RealmGate gate, Job job, List<AdoptionFailure> failures) {
    KnownTicket known =
        gate.tickets()
            .find(job.scope().ticket())
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND,
                        "There is no ticket " + job.scope().ticket() + "."));
    Page page = new Adoptable(gate, job.scope(), known).next(job.position(), PAGE, now());
    if (page.carriers() != null) {
      ExistingExposures.of(gate).stream()
          .filter(exposure -> exposure.entitlement().equals(page.carriers()))
          .map(
              exposure ->
                  new AdoptionFailure(
                      exposure.subject(),
                      exposure.entitlement().name().toString(),
                      ErrorCode.STRUCTURAL_GRANT_REFUSED.code(),
                      "This configuration hands out "
                          + exposure.entitlement().label()
                          + " to people for whom nothing is written. No binding can cover that;"
                          + " change the configuration."))
          .forEach(failures::add);
    }
    return page;
  }

  /**
   * Adopts one grant.
   *
   * @return why it could not be; empty where it could, or needs no binding
   */
  private Optional<AdoptionFailure> adopt(Claim claim, Job job, Candidate candidate) {
    for (int left = TRIES; ; left--) {
      try {
        return jobs.in(job.realmId(), gate -> adopt(gate, claim, job, candidate))
            .flatMap(Function.identity());
      } catch (GateException refused) {
        if (OF_TICKET.contains(refused.code())) {
          throw refused;
        }
        return Optional.of(
            failure(candidate, refused.code(), String.valueOf(refused.getMessage())));
      } catch (Lost lost) {
        throw lost;
      } catch (RuntimeException failure) {
        if (left > 1) {
          LOG.debugf(failure, "Subject %s is tried again", candidate.subjectId());
          continue;
        }
        LOG.warnf(
            failure,
            "Realm %s: the grant of %s to subject %s could not be adopted",
            job.realmId(),
            candidate.entitlement().id(),
            candidate.subjectId());
        return Optional.of(
            failure(
                candidate,
                ErrorCode.CONCURRENT_CHANGE,
                "It failed several times; the server's log says why. Adopt it again."));
      }
    }
  }

  private static Optional<AdoptionFailure> adopt(
      RealmGate gate, Claim claim, Job job, Candidate candidate) {
    Subject subject = Adoptable.subject(gate, candidate);
    if (subject == null) {
      return Optional.of(
          failure(
              candidate,
              ErrorCode.SUBJECT_NOT_FOUND,
              "Nothing is known of this user: the directory does not answer, or the user is"
                  + " gone."));
    }
    AdoptionDesk.Outcome outcome =
        gate.adoptionDesk()
            .adopt(
                job.scope().ticket(),
                subject,
                candidate.entitlement(),
                job.scope().reviewBy(),
                job.startedBy(),
                now());
    if (outcome == AdoptionDesk.Outcome.ADOPTED
        && !new AdoptionJobs(gate.session()).adopted(claim, now())) {
      throw new Lost();
    }
    return Optional.empty();
  }

  private static AdoptionFailure failure(Candidate candidate, ErrorCode code, String message) {
    Subject subject = candidate.subject();
    return new AdoptionFailure(
        subject == null ? new Subject(Subject.Kind.USER, candidate.subjectId(), "") : subject,
        candidate.entitlement().name().toString(),
        code.code(),
        message);
  }

  private <T> T in(Function<AdoptionJobs, T> work) {
    return Jobs.call(
        jobs.sessions(), (KeycloakSession session) -> work.apply(new AdoptionJobs(session)));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
