package io.ticketgate.keycloak.events;

import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.EventOutcome;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.keycloak.config.Mailbox;
import io.ticketgate.keycloak.store.DueEvents;
import io.ticketgate.keycloak.store.Outbox.Status;
import io.ticketgate.keycloak.store.Outbox.Target;
import io.ticketgate.spi.EventSubscriberFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Keeps the outbox small, in steps: what a subscriber did not take for too long, or is too much,
 * becomes a dead letter, the oldest first; what was delivered, and dead letters that nobody looked
 * at, are forgotten after a while.
 */
public final class OutboxKeeper implements Runnable {

  private static final Logger LOG = Logger.getLogger(OutboxKeeper.class);
  private static final Duration DELIVERED_KEPT = Duration.ofDays(1);
  private static final Duration DEAD_KEPT = Duration.ofDays(30);
  private static final int STEP = 500;

  private final KeycloakSessionFactory factory;
  private final long mostWaiting;
  private final long mostDead;

  /**
   * @param mostWaiting how many events may wait for one subscriber
   * @param mostDead how many dead letters of one subscriber are kept
   */
  public OutboxKeeper(KeycloakSessionFactory factory, long mostWaiting, long mostDead) {
    this.factory = factory;
    this.mostWaiting = mostWaiting;
    this.mostDead = mostDead;
  }

  /** A subscriber that there is. */
  private record Known(String realm, String name, Duration patience) {}

  @Override
  public void run() {
    List<Target> targets = Jobs.call(factory, session -> new DueEvents(session).known());
    targets.forEach(this::keep);
    Instant now = now();
    steps(events -> events.forget(Status.DELIVERED, now.minus(DELIVERED_KEPT), STEP));
    int dead = steps(events -> events.forget(Status.DEAD, now.minus(DEAD_KEPT), STEP));
    if (dead > 0) {
      LOG.errorf("%d dead letters of subscribers were older than %s and are gone", dead, DEAD_KEPT);
    }
  }

  private void keep(Target target) {
    Optional<Known> known = Jobs.call(factory, session -> known(session, target));
    if (known.isEmpty()) {
      steps(events -> events.forgetAll(target, STEP));
      return;
    }
    Known subscriber = known.get();
    Instant now = now();
    Instant oldest = now.minus(subscriber.patience());
    // The worker itself gives up what it has tried last; this is for what it had no time for.
    int overdue = steps(events -> events.giveUp(target, oldest, STEP, "overdue", now));
    long waiting = Jobs.call(factory, session -> (Long) new DueEvents(session).waiting(target));
    int overflow = 0;
    while (waiting > mostWaiting) {
      int step = (int) Math.min(STEP, waiting - mostWaiting);
      int done = once(events -> events.giveUp(target, null, step, "overflow", now));
      if (done == 0) {
        break;
      }
      overflow += done;
      waiting -= done;
    }
    report(target, subscriber, overdue, "did not take them in time");
    report(target, subscriber, overflow, "has too many waiting");
    int lost = steps(events -> events.forgetDeadBut(target, mostDead, STEP));
    if (lost > 0) {
      LOG.errorf(
          "Realm %s: the oldest %d dead letters of subscriber %s are gone, since it has more than"
              + " %d",
          target.realmId(), lost, target.subscriberId(), mostDead);
    }
    GateMetrics.eventsWaiting(subscriber.realm(), subscriber.name(), waiting);
  }

  private static void report(Target target, Known subscriber, int dead, String why) {
    if (dead > 0) {
      GateMetrics.events(subscriber.realm(), subscriber.name(), EventOutcome.DEAD, dead);
      LOG.errorf(
          "Realm %s: %d events are dead letters of subscriber %s, which %s",
          target.realmId(), dead, target.subscriberId(), why);
    }
  }

  private static Optional<Known> known(KeycloakSession session, Target target) {
    RealmModel realm = session.realms().getRealm(target.realmId());
    if (realm != null && Mailbox.is(target)) {
      return Optional.of(new Known(realm.getName(), Mailbox.WORD, EventDelivery.PATIENCE_FOR_MAIL));
    }
    return realm == null
        ? Optional.empty()
        : EventSubscribers.find(realm, target.subscriberId())
            .map(
                subscriber ->
                    new Known(
                        realm.getName(),
                        String.valueOf(subscriber.getName()),
                        patience(subscriber)));
  }

  private static Duration patience(ComponentModel subscriber) {
    try {
      return EventSubscriberFactory.patience(subscriber);
    } catch (ComponentValidationException imported) {
      return Duration.parse(EventSubscriberFactory.DEFAULT_GIVE_UP_AFTER);
    }
  }

  /** Repeats it until a step was not whole; answers the sum. */
  private int steps(ToIntFunction<DueEvents> step) {
    int sum = 0;
    int done;
    do {
      done = once(step);
      sum += done;
    } while (done == STEP);
    return sum;
  }

  private int once(ToIntFunction<DueEvents> step) {
    return Jobs.call(factory, session -> (Integer) step.applyAsInt(new DueEvents(session)));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
