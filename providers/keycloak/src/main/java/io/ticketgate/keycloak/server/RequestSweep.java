package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.DueRequests;
import java.time.Instant;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/** Forgets what people asked for in self-service long ago, some of it in each transaction. */
public final class RequestSweep implements Runnable {

  private static final int BATCH = 100;

  private final KeycloakSessionFactory factory;

  public RequestSweep(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    int seen;
    do {
      seen =
          Jobs.call(
              factory,
              session ->
                  new DueRequests(session)
                      .see(Instant.ofEpochMilli(Time.currentTimeMillis()), BATCH));
    } while (seen == BATCH);
  }
}
