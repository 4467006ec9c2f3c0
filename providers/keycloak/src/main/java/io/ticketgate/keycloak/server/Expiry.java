package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.DueBindings;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Ends the bindings that have run out, by the clock of whichever node comes first. No token and no
 * credential is good past a binding's end anyway; this states it, and leaves the rest to the
 * clean-up.
 */
public final class Expiry implements Runnable {

  private static final Logger LOG = Logger.getLogger(Expiry.class);
  private static final int BATCH = 500;

  private final KeycloakSessionFactory factory;

  public Expiry(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    int ended;
    do {
      ended =
          Jobs.call(
              factory,
              session ->
                  new DueBindings(session)
                      .end(Instant.ofEpochMilli(Time.currentTimeMillis()), BATCH));
      if (ended > 0) {
        LOG.debugf("Ended %d bindings past their end", ended);
      }
    } while (ended == BATCH);
  }
}
