package io.ticketgate.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes many rows of one that a server has written, by statements of PostgreSQL. */
final class Seed {

  private final Connection connection;

  Seed(Connection connection) {
    this.connection = connection;
  }

  /**
   * Copies the row that has {@code value} in {@code column}, once for each number.
   *
   * @param changed expressions for some of the columns, in which {@code n} is the number
   */
  void copies(
      String table, String column, String value, int from, int to, Map<String, String> changed)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (ResultSet found =
        connection
            .getMetaData()
            .getColumns(null, null, table.toLowerCase(java.util.Locale.ROOT), null)) {
      while (found.next()) {
        String name = found.getString("COLUMN_NAME");
        columns.put(name, changed.getOrDefault(name, "t." + name));
      }
    }
    String sql =
        "insert into "
            + table
            + " ("
            + String.join(", ", columns.keySet())
            + ") select "
            + columns.values().stream().collect(Collectors.joining(", "))
            + " from (select * from "
            + table
            + " where "
            + column
            + " = ? fetch first row only) t cross join generate_series(?, ?) as n";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      statement.setInt(2, from);
      statement.setInt(3, to);
      int written = statement.executeUpdate();
      if (written != to - from + 1) {
        throw new IllegalStateException(written + " rows of " + table + " were written");
      }
    }
  }

  /** Lets the database look at its tables, as it does by itself within minutes. */
  void analyze() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }
}
