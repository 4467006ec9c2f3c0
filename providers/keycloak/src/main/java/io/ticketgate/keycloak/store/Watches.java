package io.ticketgate.keycloak.store;

import io.ticketgate.core.token.Beat;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** The runs of nodes with the gate, and their signs of life. */
public final class Watches {

  private final Rows rows;

  public Watches(KeycloakSession session) {
    this.rows = new Rows(session);
  }

  /** All that are known. */
  public List<Beat> all() {
    return rows
        .em()
        .createQuery("select w.id, w.since, w.beats from TgWatch w", Object[].class)
        .getResultList()
        .stream()
        .map(row -> new Beat((String) row[0], Instant.ofEpochMilli((Long) row[1]), (Long) row[2]))
        .toList();
  }

  /** Gives a sign of life. */
  public void beat(String run, Instant since) {
    int known =
        rows.em()
            .createQuery(
                "update TgWatch w set w.beats = w.beats + 1, w.since = :since where w.id = :id")
            .setParameter("since", since.toEpochMilli())
            .setParameter("id", run)
            .executeUpdate();
    if (known == 0) {
      WatchEntity row = new WatchEntity();
      row.id = run;
      row.since = since.toEpochMilli();
      row.beats = 1;
      rows.insert(row);
    }
  }

  /** Forgets runs that are over. */
  public void forget(Set<String> runs) {
    if (!runs.isEmpty()) {
      rows.em()
          .createQuery("delete from TgWatch w where w.id in :ids")
          .setParameter("ids", runs)
          .executeUpdate();
    }
  }
}
