package io.ticketgate.bench;

import io.ticketgate.it.harness.KeycloakServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * What a PostgreSQL works on, looked at every five milliseconds.
 *
 * @param seen how often each statement was at work
 * @param looks how often it was looked
 */
record Activity(Map<String, Integer> seen, int looks) {

  private static final String ACTIVE =
      "select query from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and"
          + " backend_type = 'client backend'";

  private static final int EVERY_NANOS = 5_000_000;

  /** Looks until it is told to stop. */
  static Activity of(KeycloakServer server, BooleanSupplier isOver) throws SQLException {
    Map<String, Integer> seen = new HashMap<>();
    int looks = 0;
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      while (!isOver.getAsBoolean()) {
        try (ResultSet active = statement.executeQuery(ACTIVE)) {
          while (active.next()) {
            seen.merge(active.getString(1), 1, Integer::sum);
          }
        }
        looks++;
        LockSupport.parkNanos(EVERY_NANOS);
      }
    }
    return new Activity(seen, looks);
  }

  /** Of one connection, in percent. */
  double busy() {
    return 100.0 * seen.values().stream().mapToInt(Integer::intValue).sum() / Math.max(1, looks);
  }

  /** The statements that took longest, a line each. */
  String longest(int most) {
    return seen.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "  %.1f %%: %s%n",
                    100.0 * each.getValue() / looks,
                    each.getKey().substring(0, Math.min(200, each.getKey().length()))))
        .collect(Collectors.joining());
  }
}
