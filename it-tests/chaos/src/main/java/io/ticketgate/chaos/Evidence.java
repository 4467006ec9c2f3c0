package io.ticketgate.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows of the database that show how something came to be. */
final class Evidence {

  private static final Pattern SUBJECT =
      Pattern.compile("CHG-\\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<String> QUERIES =
      List.of(
          "select 'binding ' || to_jsonb(b)::text from tg_binding b where ? in (b.id, b.ticket_key,"
              + " b.subject_id) order by b.created_at desc limit 20",
          "select 'history ' || to_jsonb(h)::text from tg_history h where h.binding_id in (select b.id"
              + " from tg_binding b where ? in (b.id, b.ticket_key)) order by h.happened_at",
          "select 'ticket ' || to_jsonb(t)::text from tg_ticket t where t.ticket_key = ?");

  private Evidence() {}

  /** Of all tickets, bindings and people that a text names. */
  static List<String> of(Postgres postgres, String text) {
    List<String> lines = new ArrayList<>();
    Matcher matcher = SUBJECT.matcher(text);
    try (Connection connection = postgres.connect()) {
      while (matcher.find()) {
        for (String query : QUERIES) {
          add(connection, query, matcher.group(), lines);
        }
      }
    } catch (SQLException e) {
      lines.add("no evidence: " + e);
    }
    return lines;
  }

  private static void add(Connection connection, String query, String subject, List<String> lines)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, subject);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add("  " + rows.getString(1));
        }
      }
    }
  }
}
