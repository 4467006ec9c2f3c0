package io.ticketgate.keycloak.itsm;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.PollingState;
import io.ticketgate.keycloak.store.PollingState.Progress;
import io.ticketgate.keycloak.store.WatchedTickets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** A system that this node has claimed, and how far it has come with it. */
final class PolledSystem {

  /** Work between two looks at the lease takes less. */
  private static final Duration RENEWED_BEFORE = Duration.ofSeconds(40);

  private final KeycloakSessionFactory factory;
  private final TicketUpdates updates;
  private final String realmId;
  private final String name;
  private Progress progress;

  PolledSystem(
      KeycloakSessionFactory factory,
      TicketUpdates updates,
      String realmId,
      String name,
      Progress progress) {
    this.factory = factory;
    this.updates = updates;
    this.realmId = realmId;
    this.name = name;
    this.progress = progress;
  }

  KeycloakSessionFactory factory() {
    return factory;
  }

  TicketUpdates updates() {
    return updates;
  }

  String realmId() {
    return realmId;
  }

  String name() {
    return name;
  }

  Progress progress() {
    return progress;
  }

  /** Runs in a session of its own, which opens no connection to the database by itself. */
  <T> T with(BiFunction<KeycloakSession, ItsmSystem, T> work) {
    return Jobs.call(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm == null) {
            throw new IllegalStateException("The realm of ITSM system " + name + " is gone.");
          }
          session.getContext().setRealm(realm);
          return work.apply(
              session,
              ItsmSystem.find(session, realm, name)
                  .orElseThrow(
                      () -> new IllegalStateException("ITSM system " + name + " is gone.")));
        });
  }

  <T> T watched(Function<WatchedTickets, T> query) {
    return Jobs.call(factory, session -> query.apply(new WatchedTickets(session, realmId, name)));
  }

  /** Notes where the listing of changes is. */
  void listed(@Nullable String page, Instant newest) {
    write(progress.listed(page, newest));
  }

  /** Notes that changes before the watermark have been seen, and when to look again. */
  void polled(Instant watermark, Instant nextPoll) {
    write(progress.polled(watermark, nextPoll));
  }

  /** Notes that the listing has to go on later where it is. */
  void pollAt(Instant nextPoll) {
    write(progress.pollAt(nextPoll));
  }

  void recheckAt(Instant nextRecheck) {
    write(progress.recheckAt(nextRecheck));
  }

  /** To be called before each step that may take up to half a minute. */
  synchronized void stillAtIt() {
    if (progress.claimedUntil().minus(RENEWED_BEFORE).isBefore(Polling.now())) {
      write(progress);
    }
  }

  void giveBack() {
    write(progress, Instant.EPOCH);
  }

  private void write(Progress next) {
    write(next, Polling.now().plus(PollingState.LEASE));
  }

  private synchronized void write(Progress next, Instant claimedUntil) {
    progress = Jobs.call(factory, session -> new PollingState(session).write(next, claimedUntil));
  }
}
