package io.ticketgate.keycloak.events;

import io.ticketgate.core.event.Backoff;
import io.ticketgate.core.event.DeliveryOutcome;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.EventOutcome;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.itsm.Lanes;
import io.ticketgate.keycloak.store.DueEvents;
import io.ticketgate.keycloak.store.DueEvents.Claim;
import io.ticketgate.keycloak.store.Outbox.Target;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Delivers what is due, at least once, and to each subscriber in the order of what happened to one
 * thing. Every node works on it. The timed run looks for what other nodes, or a full pool, have
 * left; a node that has committed an event begins at once, in a thread of its own: nobody who
 * grants or closes waits for a subscriber. Thread-safe; one for a server.
 */
public final class EventWorker implements Runnable {

  private static final Logger LOG = Logger.getLogger(EventWorker.class);

  /** Far longer than a delivery may take. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final int FORGOTTEN_AT_ONCE = 500;
  private static final int MOST_REPORTED = 1000;

  /** What administrators of this node were told of receivers already. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  private final Rests rests = new Rests(() -> ThreadLocalRandom.current().nextDouble());
  private final Lanes<Target> lanes =
      new Lanes<>("ticket-gate-events", this::deliverOne, EventWorker::failed);

  private volatile @Nullable KeycloakSessionFactory factory;

  /** To be called once, when the server's providers are loaded; before it, nothing is done. */
  public void start(KeycloakSessionFactory sessions) {
    factory = sessions;
  }

  /** Begins to deliver to a subscriber, unless enough threads do so already. */
  public void nudge(Target target) {
    if (factory != null) {
      lanes.begin(target);
    }
  }

  @Override
  public void run() {
    if (factory == null) {
      return;
    }
    in(events -> events.targets(now())).forEach(this::nudge);
    lanes.tidy();
  }

  /** Lets its threads end what they are at. */
  public void stop() {
    factory = null;
    lanes.close();
  }

  private static void failed(Target target, Throwable failure) {
    LOG.errorf(
        failure,
        "Realm %s: events for subscriber %s could not be delivered; they are tried again.",
        target.realmId(),
        target.subscriberId());
  }

  private boolean deliverOne(Target target) {
    KeycloakSessionFactory sessions = factory;
    if (sessions == null || !rests.enter(target.subscriberId(), now())) {
      return false;
    }
    boolean settled = false;
    try {
      Optional<Claim> claim = in(events -> events.claim(target, now(), LEASE));
      if (claim.isEmpty()) {
        return false;
      }
      Claim one = claim.get();
      EventDelivery.Result result =
          new EventDelivery(sessions)
              .deliver(target, new EventMessage(one.eventId(), now(), one.body()));
      settled = true;
      return settle(one, result);
    } finally {
      if (!settled) {
        rests.nothing(target.subscriberId());
      }
    }
  }

  /** Returns whether there may be more to deliver. */
  private boolean settle(Claim claim, EventDelivery.Result result) {
    if (result instanceof EventDelivery.Tried tried) {
      if (tried.receipt() instanceof EventReceipt.Refused refused) {
        return refused(claim, tried, refused);
      }
      run(events -> events.delivered(claim, now()));
      answered(claim.target());
      count(tried, EventOutcome.DELIVERED);
      if (tried.receipt() instanceof EventReceipt.Taken taken) {
        taken.answers().forEach(answer -> passedOn(claim.target(), tried, answer));
      }
      return true;
    }
    rests.answered(claim.target().subscriberId());
    int forgotten;
    do {
      forgotten = in(events -> events.forgetAll(claim.target(), FORGOTTEN_AT_ONCE));
    } while (forgotten == FORGOTTEN_AT_ONCE);
    return false;
  }

  private void answered(Target target) {
    if (rests.answered(target.subscriberId())) {
      LOG.infof(
          "Realm %s: subscriber %s takes events again", target.realmId(), target.subscriberId());
      run(events -> events.allDue(target, now()));
    }
  }

  private boolean refused(Claim claim, EventDelivery.Tried tried, EventReceipt.Refused refused) {
    Target target = claim.target();
    if (refused.ofThisEventAlone()) {
      answered(target);
    } else {
      rests.failed(target.subscriberId(), refused.retryAfter(), now());
    }
    Duration pause = BACKOFF.after(claim.tries() + 1, ThreadLocalRandom.current().nextDouble());
    DeliveryOutcome outcome =
        DeliveryOutcome.afterFailure(
            claim.queuedAt(), tried.patience(), pause, refused.retryAfter(), now());
    if (outcome instanceof DeliveryOutcome.Again again) {
      run(events -> events.again(claim, again.at(), refused.word(), refused.sentence()));
      count(tried, EventOutcome.FAILED);
      LOG.logf(
          claim.tries() == 0 ? Logger.Level.WARN : Logger.Level.DEBUG,
          "Realm %s: subscriber %s did not take event %s; the next try is at %s (%s): %s",
          target.realmId(),
          target.subscriberId(),
          claim.eventId(),
          again.at(),
          refused.word(),
          refused.sentence());
    } else {
      run(events -> events.dead(claim, now(), refused.word(), refused.sentence()));
      count(tried, EventOutcome.DEAD);
      LOG.errorf(
          "Realm %s: event %s is a dead letter of subscriber %s after %d tries (%s): %s",
          target.realmId(),
          claim.eventId(),
          target.subscriberId(),
          claim.tries() + 1,
          refused.word(),
          refused.sentence());
    }
    return refused.ofThisEventAlone();
  }

  /** Counts each, and tells administrators once of what is not as it should be. */
  private void passedOn(Target target, EventDelivery.Tried tried, EventReceipt.Answer answer) {
    GateMetrics.passedOn(tried.realm(), tried.subscriber(), answer.receiver(), answer.word());
    if (!answer.good()
        && reported.size() < MOST_REPORTED
        && reported.add(target.subscriberId() + " " + answer.receiver() + " " + answer.word())) {
      LOG.warnf(
          "Realm %s: receiver %s of subscriber %s does not get an event (%s). This is reported"
              + " once; ticket_gate_events_passed_on_total counts all",
          target.realmId(), answer.receiver(), target.subscriberId(), answer.word());
    }
  }

  private static void count(EventDelivery.Tried tried, EventOutcome outcome) {
    GateMetrics.events(tried.realm(), tried.subscriber(), outcome, 1);
  }

  private <T> T in(Function<DueEvents, T> work) {
    return Jobs.call(sessions(), session -> work.apply(new DueEvents(session)));
  }

  private void run(Consumer<DueEvents> work) {
    Jobs.run(sessions(), session -> work.accept(new DueEvents(session)));
  }

  private KeycloakSessionFactory sessions() {
    KeycloakSessionFactory started = factory;
    if (started == null) {
      throw new IllegalStateException("The server is starting or going down.");
    }
    return started;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
