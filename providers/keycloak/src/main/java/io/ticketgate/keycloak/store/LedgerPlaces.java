package io.ticketgate.keycloak.store;

import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hibernate.Session;

/** Gives entries of the ledger their places in the log, all in one batch of statements. */
final class LedgerPlaces {

  private LedgerPlaces() {}

  /**
   * @throws IllegalStateException where one of them has a place already; then nothing may be
   *     committed
   */
  static void give(EntityManager em, List<String> ids, long first, Instant logged) {
    em.unwrap(Session.class)
        .doWork(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "update TG_LEDGER set LEAF_INDEX = ?, LOGGED_AT = ?, QUEUED_AT = null where ID"
                          + " = ? and LEAF_INDEX is null")) {
                give(update, ids, first, logged);
              }
            });
  }

  private static void give(PreparedStatement update, List<String> ids, long first, Instant logged)
      throws SQLException {
    long index = first;
    for (String id : ids) {
      update.setLong(1, index++);
      update.setLong(2, logged.toEpochMilli());
      update.setString(3, id);
      update.addBatch();
    }
    // MariaDB's driver may answer SUCCESS_NO_INFO for each of a batch.
    if (Arrays.stream(update.executeBatch()).anyMatch(count -> count == 0)) {
      throw new IllegalStateException("An entry of the ledger has a place in the log already.");
    }
  }
}
