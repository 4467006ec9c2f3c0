package io.ticketgate.keycloak.server;

import io.ticketgate.core.token.Beat;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.TokenWatch;
import io.ticketgate.keycloak.store.Watches;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Keeps the time since which the gate has looked at every token. It is the start of this node, or
 * earlier where another node proves that it was there before, and still is: Keycloak's sessions
 * outlive a server, and one without the gate may have run between two that had it.
 */
public final class WatchKeeper implements Runnable {

  /** So many beats later, a run that has given no sign of life is forgotten. */
  private static final int LONG_SILENT = 12;

  private final KeycloakSessionFactory factory;
  private final TokenWatch watch;
  private final String run = KeycloakModelUtils.generateId();
  private final List<Beat> atStart;

  /** Only the timer's thread reads and writes these. */
  private Instant since;

  private int beats;

  /** Begins the watch. To be made before the node issues a token. */
  public WatchKeeper(KeycloakSessionFactory factory, TokenWatch watch) {
    this.factory = factory;
    this.watch = watch;
    this.since = Instant.ofEpochMilli(Time.currentTimeMillis());
    this.atStart = Jobs.call(factory, session -> new Watches(session).all());
    watch.since(since);
  }

  @Override
  public void run() {
    boolean forgets = ++beats == LONG_SILENT;
    since =
        Jobs.call(
            factory,
            session -> {
              Watches watches = new Watches(session);
              List<Beat> now = watches.all();
              Instant known = Beat.since(since, atStart, now);
              watches.beat(run, known);
              if (forgets) {
                watches.forget(Beat.silent(atStart, now));
              }
              return known;
            });
    watch.since(since);
  }
}
