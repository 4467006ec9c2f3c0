package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.DeliveryResult;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.DueDeliveries;
import io.ticketgate.keycloak.store.DueDeliveries.Claim;
import io.ticketgate.keycloak.store.DueDeliveries.Sender;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Reads the tickets that webhooks named, at once and again until the ITSM reports something new:
 * some send before they commit. After the last try polling finds the change.
 *
 * <p>Every node works on what is due. The timed run looks for what other nodes, or a full pool,
 * have left; a node that receives a webhook begins at once. Thread-safe; one for a server.
 */
public final class DeliveryWorker implements Runnable {

  private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);

  /** Before the second, third and fourth reading. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Longer than any sender repeats a webhook. */
  private static final Duration KEPT = Duration.ofDays(3);

  private static final int FORGOTTEN_AT_ONCE = 500;
  private static final int AHEAD = 20;

  private final Lanes<Sender> lanes =
      new Lanes<>("ticket-gate-delivery", this::readOne, DeliveryWorker::failed);

  private volatile @Nullable KeycloakSessionFactory factory;
  private volatile @Nullable TicketUpdates updates;

  /** To be called once, when the server's providers are loaded; before it, nothing is done. */
  public void start(KeycloakSessionFactory sessions, TicketUpdates reading) {
    updates = reading;
    factory = sessions;
  }

  /** Begins to read the tickets of a sender, unless enough threads do so already. */
  public void nudge(String realmId, String system) {
    begin(new Sender(realmId, system));
  }

  @Override
  public void run() {
    inTransaction(due -> due.senders(now())).forEach(this::begin);
    lanes.tidy();
    int forgotten;
    do {
      forgotten = inTransaction(due -> due.forget(now().minus(KEPT), FORGOTTEN_AT_ONCE));
    } while (forgotten == FORGOTTEN_AT_ONCE);
  }

  /** Lets its threads end what they are at. */
  public void stop() {
    factory = null;
    lanes.close();
  }

  private void begin(Sender sender) {
    if (factory != null) {
      lanes.begin(sender);
    }
  }

  private static void failed(Sender sender, Throwable failure) {
    LOG.errorf(
        failure,
        "Webhooks from ITSM system %s of realm %s could not be processed; they are tried again.",
        sender.system(),
        sender.realmId());
  }

  private boolean readOne(Sender sender) {
    if (factory == null) {
      return false;
    }
    for (TicketRef ref : inTransaction(due -> due.due(sender, now(), AHEAD))) {
      Optional<Claim> claim = inTransaction(due -> due.claim(sender.realmId(), ref, now(), LEASE));
      if (claim.isPresent()) {
        read(sender, claim.get());
        return true;
      }
    }
    return false;
  }

  private void read(Sender sender, Claim claim) {
    Duration asked = Duration.ZERO;
    try {
      if (reader().refresh(sender.realmId(), claim.ref(), Occasion.WEBHOOK)
          == TicketUpdates.Outcome.NEWER) {
        count(sender, DeliveryResult.CONFIRMED, inTransaction(due -> due.done(claim)));
        return;
      }
    } catch (ItsmException failure) {
      LOG.debugf(
          "Ticket %s of realm %s could not be read: %s",
          claim.ref(), sender.realmId(), failure.getMessage());
      Duration retryAfter = failure.retryAfter();
      asked = retryAfter == null ? asked : retryAfter;
    } catch (RuntimeException failure) {
      LOG.warnf(
          failure, "Ticket %s of realm %s could not be processed", claim.ref(), sender.realmId());
    }
    Duration least = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    count(
        sender,
        DeliveryResult.GIVEN_UP,
        inTransaction(due -> due.tried(claim, tries -> nextAfter(tries, least))));
  }

  private static @Nullable Instant nextAfter(int tries, Duration least) {
    if (tries > PAUSES.size()) {
      return null;
    }
    Duration pause = PAUSES.get(tries - 1);
    return now().plus(pause.compareTo(least) < 0 ? least : pause);
  }

  private void count(Sender sender, DeliveryResult result, int deliveries) {
    if (deliveries > 0) {
      String realm =
          Jobs.call(
              sessions(),
              session -> {
                RealmModel model = session.realms().getRealm(sender.realmId());
                return model == null ? "" : model.getName();
              });
      GateMetrics.deliveries(realm, sender.system(), result, deliveries);
    }
  }

  private <T> T inTransaction(Function<DueDeliveries, T> work) {
    return Jobs.call(sessions(), session -> work.apply(new DueDeliveries(session)));
  }

  private KeycloakSessionFactory sessions() {
    KeycloakSessionFactory started = factory;
    if (started == null) {
      throw new IllegalStateException("The server is starting or going down.");
    }
    return started;
  }

  private TicketUpdates reader() {
    TicketUpdates started = updates;
    if (started == null) {
      throw new IllegalStateException("The server is starting or going down.");
    }
    return started;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
