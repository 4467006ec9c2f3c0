package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.store.LastUses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Stores in batches when bindings were last used; each node stores what it saw. */
public final class LastUseWriter implements Runnable {

  private static final Logger LOG = Logger.getLogger(LastUseWriter.class);
  private static final int BATCH = 200;

  private final KeycloakSessionFactory factory;
  private final LastUses uses;

  public LastUseWriter(KeycloakSessionFactory factory, LastUses uses) {
    this.factory = factory;
    this.uses = uses;
  }

  @Override
  public void run() {
    // In one order on every node, so that two of them do not wait for each other.
    List<Map.Entry<String, Long>> taken =
        uses.take().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    for (int from = 0; from < taken.size(); from += BATCH) {
      List<Map.Entry<String, Long>> batch =
          new ArrayList<>(taken.subList(from, Math.min(from + BATCH, taken.size())));
      try {
        Map<String, Long> rows = new LinkedHashMap<>();
        batch.forEach(use -> rows.put(use.getKey(), use.getValue()));
        Jobs.run(factory, session -> LastUses.write(session, rows));
      } catch (RuntimeException failure) {
        LOG.warnf(failure, "The last use of %d bindings could not be written", batch.size());
        batch.forEach(use -> uses.note(use.getKey(), use.getValue()));
      }
    }
  }
}
