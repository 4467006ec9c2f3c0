package io.ticketgate.keycloak.itsm;

import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.NoteOutcome;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.Notes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Writes the queued notes on their tickets. It runs on every node: the notes of a ticket are
 * claimed for a time, which a node that dies lets run out. A note whose success was not heard of is
 * written again.
 *
 * <p>What fails is tried again less and less often, and given up a day after it was queued.
 */
public final class NoteWriter implements Runnable {

  private static final Logger LOG = Logger.getLogger(NoteWriter.class);

  /** Far longer than a connector may take for a note. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private static final Duration PATIENCE = Duration.ofDays(1);

  /** How many tickets of one system before another's turn. */
  private static final int TURN = 5;

  private final KeycloakSessionFactory factory;
  private final NoteDelivery delivery;
  private final RestingSystems resting = new RestingSystems();

  public NoteWriter(KeycloakSessionFactory factory) {
    this.factory = factory;
    this.delivery = new NoteDelivery(factory);
  }

  @Override
  public void run() {
    boolean more = true;
    while (more) {
      more = false;
      for (String systemId : systemsWithDue()) {
        more |= turn(systemId);
      }
    }
  }

  private List<String> systemsWithDue() {
    return Jobs.call(factory, session -> new Notes(session).systemsWithDue(now()));
  }

  /** Returns whether the system may have more. */
  private boolean turn(String systemId) {
    for (int i = 0; i < TURN; i++) {
      if (resting.rests(systemId, now())) {
        return false;
      }
      try {
        Optional<Notes.Claim> claim =
            Jobs.call(factory, session -> new Notes(session).claim(systemId, now(), LEASE));
        if (claim.isEmpty()) {
          return false;
        }
        settle(systemId, claim.get(), delivery.deliver(claim.get()));
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "Notes could not be written on tickets; they are tried again.");
        return false;
      }
    }
    return true;
  }

  private void settle(String systemId, Notes.Claim claim, NoteDelivery.Result result) {
    if (result instanceof NoteDelivery.Failed failed) {
      postpone(systemId, claim, failed);
    } else if (result instanceof NoteDelivery.Written written) {
      resting.answered(systemId);
      Jobs.run(factory, session -> new Notes(session).remove(claim));
      count(written.realm(), claim, NoteOutcome.WRITTEN, claim.ids().size());
    } else {
      LOG.debugf("Realm %s: %s takes no notes", claim.realmId(), claim.ticket().system());
      Jobs.run(
          factory,
          session -> new Notes(session).forgetSystem(claim.realmId(), claim.ticket().system()));
    }
  }

  private void postpone(String systemId, Notes.Claim claim, NoteDelivery.Failed failed) {
    ItsmFailure failure = failed.failure();
    Instant next = resting.failed(systemId, failure, claim.tries(), now());
    int givenUp =
        Jobs.call(
            factory,
            session ->
                new Notes(session).postpone(claim, failure.word(), next, next.minus(PATIENCE)));
    count(failed.realm(), claim, NoteOutcome.FAILED, claim.ids().size() - givenUp);
    count(failed.realm(), claim, NoteOutcome.GIVEN_UP, givenUp);
    if (givenUp > 0) {
      LOG.errorf(
          "Realm %s: %d notes for ticket %s will not be written (%s): %s",
          claim.realmId(), givenUp, claim.ticket(), failure.word(), failure.sentence());
    }
    if (givenUp < claim.ids().size()) {
      LOG.logf(
          claim.tries() == 0 ? Logger.Level.WARN : Logger.Level.DEBUG,
          "Realm %s: ticket %s got no note yet; the next try is at %s (%s): %s",
          claim.realmId(),
          claim.ticket(),
          next,
          failure.word(),
          failure.sentence());
    }
  }

  private static void count(String realm, Notes.Claim claim, NoteOutcome outcome, int many) {
    if (many > 0) {
      GateMetrics.notes(realm, claim.ticket().system(), outcome, many);
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
