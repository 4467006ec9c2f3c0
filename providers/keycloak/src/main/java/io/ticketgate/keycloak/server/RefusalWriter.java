package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.RefusalCounts;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Stores how much was refused; each node stores what it refused, each row in its transaction. */
public final class RefusalWriter implements Runnable {

  private static final Logger LOG = Logger.getLogger(RefusalWriter.class);

  private final KeycloakSessionFactory factory;
  private final RefusalCounts counts;

  public RefusalWriter(KeycloakSessionFactory factory, RefusalCounts counts) {
    this.factory = factory;
    this.counts = counts;
  }

  @Override
  public void run() {
    counts.take().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(RefusalCounts.Key.ORDER))
        .forEach(each -> write(each.getKey(), each.getValue()));
  }

  private void write(RefusalCounts.Key key, long many) {
    try {
      Jobs.run(factory, session -> RefusalCounts.write(session, key, many));
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "Refusals of realm %s could not be counted yet", key.realmId());
      counts.add(key, many);
    }
  }
}
