package io.ticketgate.keycloak.itsm;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.PollingState;
import io.ticketgate.keycloak.store.PollingState.Progress;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.spi.ItsmConnector;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Looks for changes of tickets that no webhook reported. One node at a time polls a system, and any
 * node can. A slow system delays no other system.
 */
public final class Polling implements Runnable {

  private static final Logger LOG = Logger.getLogger(Polling.class);

  /**
   * Where a system's polling begins: early enough that a clock of the ITSM which is behind this one
   * hides nothing.
   */
  static final Duration BEGINNING = Duration.ofHours(1);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final KeycloakSessionFactory factory;
  private final TicketUpdates updates;
  private final Executor threads;

  /**
   * @param threads for what waits for an ITSM
   */
  public Polling(KeycloakSessionFactory factory, TicketUpdates updates, Executor threads) {
    this.factory = factory;
    this.updates = updates;
    this.threads = threads;
  }

  private record Target(String realmId, String id, String name) {}

  @Override
  public void run() {
    for (Target system : systems()) {
      attempt(
          system,
          () ->
              claimed(system)
                  .ifPresent(
                      progress ->
                          threads.execute(() -> attempt(system, () -> poll(system, progress)))));
    }
  }

  private static void attempt(Target system, Runnable work) {
    try {
      work.run();
    } catch (PersistenceException elsewhere) {
      LOG.debugf("ITSM system %s is left to another node: %s", system.name(), elsewhere);
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "ITSM system %s could not be polled; it is tried again.", system.name());
    }
  }

  /** By a query of its own: a realm in which nothing is polled is not read. */
  private List<Target> systems() {
    return Jobs.call(
        factory,
        session ->
            UnboundGrants.components(session, ItsmConnector.class.getName(), polled(session))
                .stream()
                .map(each -> new Target(each.realmId(), each.id(), each.name()))
                .toList());
  }

  private static Set<String> polled(KeycloakSession session) {
    return session
        .getKeycloakSessionFactory()
        .getProviderFactoriesStream(ItsmConnector.class)
        .map(factory -> factory.getId())
        .filter(
            id ->
                ItsmSystem.factory(session, id)
                    .filter(connector -> !connector.acceptsRecords())
                    .isPresent())
        .collect(Collectors.toSet());
  }

  private Optional<Progress> claimed(Target system) {
    return Jobs.call(
        factory,
        session -> {
          PollingState state = new PollingState(session);
          state.ensure(system.id(), system.realmId(), now().minus(BEGINNING));
          Optional<Progress> progress = state.claim(system.id(), now());
          if (progress.isPresent()) {
            state.forgetRemoved();
          }
          return progress;
        });
  }

  private void poll(Target system, Progress claimed) {
    PolledSystem polled =
        new PolledSystem(factory, updates, system.realmId(), system.name(), claimed);
    LOG.debugf("This node polls ITSM system %s", system.name());
    ChangeFeed changes = new ChangeFeed(polled);
    Recheck recheck = new Recheck(polled, threads);
    try {
      do {
        if (!polled.progress().nextPoll().isAfter(now())) {
          changes.read();
        }
      } while (!polled.progress().nextRecheck().isAfter(now()) && recheck.readSome());
    } catch (RuntimeException failure) {
      LOG.errorf(failure, "ITSM system %s could not be polled; it is tried again.", system.name());
      polled.pollAt(now().plus(AFTER_FAILURE));
      polled.recheckAt(now().plus(AFTER_FAILURE));
    } finally {
      polled.giveBack();
    }
  }

  static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
