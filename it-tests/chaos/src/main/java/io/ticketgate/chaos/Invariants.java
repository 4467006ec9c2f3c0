package io.ticketgate.chaos;

import io.ticketgate.chaos.Expected.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must be true of the database once all is mended and quiet. */
final class Invariants {

  private static final Map<String, String> QUERIES = queries();

  private final Postgres postgres;
  private final Realm realm;

  Invariants(Postgres postgres, Realm realm) {
    this.postgres = postgres;
    this.realm = realm;
  }

  /**
   * One thing that is not as it must be.
   *
   * @param kind which promise it breaks
   * @param detail what is so instead
   */
  record Broken(String kind, String detail) {}

  /** A binding as the database has it. */
  private record Row(String id, State state) {}

  private static Map<String, String> queries() {
    Map<String, String> queries = new TreeMap<>();
    queries.put(
        "grant without a live binding",
        "select m.user_id || ' has ' || r.name from user_role_mapping m join keycloak_role r on"
            + " r.id = m.role_id where r.realm_id = ? and r.name like 'db-%' and not exists (select"
            + " 1 from tg_binding b where b.subject_id = m.user_id and b.entitlement_id = r.id and"
            + " b.status = 'ACTIVE')");
    queries.put(
        "active binding without its grant",
        "select b.id || ' under ' || b.ticket_key from tg_binding b where b.realm_id = ? and"
            + " b.status = 'ACTIVE' and b.entitlement_kind = 'REALM_ROLE' and not exists (select 1"
            + " from user_role_mapping m where m.user_id = b.subject_id and m.role_id ="
            + " b.entitlement_id)");
    queries.put(
        "live binding under a closed ticket",
        "select b.id || ' under ' || b.ticket_key from tg_binding b join tg_ticket t on t.id ="
            + " b.ticket_id where b.realm_id = ? and not t.open_state and t.snapshot is not null"
            + " and b.status in ('AUTHORIZED', 'ACTIVE', 'SUSPENDED')");
    queries.put(
        "not cleaned up",
        "select b.id || ' under ' || b.ticket_key || ', tries ' || coalesce(b.clean_up_tries, 0)"
            + " from tg_binding b where b.realm_id = ? and b.clean_up is not null");
    queries.put(
        "not ended at its time",
        "select b.id || ' under ' || b.ticket_key from tg_binding b where b.realm_id = ? and"
            + " b.status in ('AUTHORIZED', 'ACTIVE', 'SUSPENDED') and b.expires_at <"
            + " extract(epoch from now()) * 1000 - 2000");
    queries.put(
        "history does not end where the binding stands",
        "select b.id || ' is ' || b.status from tg_binding b where b.realm_id = ? and not exists"
            + " (select 1 from tg_history h where h.binding_id = b.id and h.to_status = b.status"
            + " and h.happened_at = (select max(l.happened_at) from tg_history l where l.binding_id"
            + " = b.id))");
    queries.put(
        "ended more than once",
        "select h.binding_id || ' has ' || count(*) || ' ends' from tg_history h where h.realm_id ="
            + " ? and h.to_status in ('REVOKED', 'EXPIRED') group by h.binding_id having count(*) >"
            + " 1");
    queries.put(
        "history with a gap",
        "select h.binding_id || ' left ' || h.from_status || ' without having entered it' from"
            + " tg_history h where h.realm_id = ? and h.from_status is not null and not exists"
            + " (select 1 from tg_history e where e.binding_id = h.binding_id and e.to_status ="
            + " h.from_status and e.happened_at <= h.happened_at)");
    return queries;
  }

  /** All that is broken now, of which some may only need a little more time. */
  List<Broken> broken(List<Fact> facts) {
    try (Connection connection = postgres.connect()) {
      List<Broken> broken = new ArrayList<>();
      for (Map.Entry<String, String> query : QUERIES.entrySet()) {
        texts(connection, query.getValue())
            .forEach(text -> broken.add(new Broken(query.getKey(), text)));
      }
      compare(facts, rows(connection), broken);
      return broken;
    } catch (SQLException e) {
      return List.of(new Broken("the database does not answer", e.toString()));
    }
  }

  /** What waits to be told to the ITSM or read from it. */
  List<Broken> waiting() {
    try (Connection connection = postgres.connect()) {
      List<Broken> waiting = new ArrayList<>();
      texts(
              connection,
              "select n.ticket_key || ': ' || n.tries from tg_note n where n.realm_id = ?")
          .forEach(text -> waiting.add(new Broken("note not written", text)));
      texts(
              connection,
              "select d.ticket_key || ': ' || d.tries from tg_delivery d where d.realm_id = ? and"
                  + " d.due_at is not null")
          .forEach(text -> waiting.add(new Broken("webhook not processed", text)));
      return waiting;
    } catch (SQLException e) {
      return List.of(new Broken("the database does not answer", e.toString()));
    }
  }

  /** How many different states each binding has entered, by the key of its ticket. */
  Map<String, Integer> steps() {
    Map<String, Integer> steps = new HashMap<>();
    try (Connection connection = postgres.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select b.ticket_key, count(distinct h.to_status) from tg_history h join tg_binding"
                    + " b on b.id = h.binding_id where b.realm_id = ? group by b.ticket_key")) {
      statement.setString(1, realm.id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          steps.put(rows.getString(1), rows.getInt(2));
        }
      }
      return steps;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of the protected roles for which somebody has an active binding, by user id. */
  Map<String, Set<String>> activeRoles() {
    Map<String, Set<String>> active = new HashMap<>();
    try (Connection connection = postgres.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select subject_id, entitlement_name from tg_binding where realm_id = ? and status"
                    + " = 'ACTIVE' and entitlement_kind = 'REALM_ROLE'")) {
      statement.setString(1, realm.id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          active.computeIfAbsent(rows.getString(1), none -> new HashSet<>()).add(rows.getString(2));
        }
      }
      return active;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void compare(List<Fact> facts, Map<String, List<Row>> rows, List<Broken> broken) {
    for (Fact fact : facts) {
      if (fact.settled()) {
        continue;
      }
      List<Row> found = rows.getOrDefault(fact.key(), List.of());
      State state = found.isEmpty() ? State.ABSENT : found.get(0).state();
      if (found.size() > 1) {
        broken.add(new Broken("two bindings of one request", fact + ": " + found));
      }
      if (!fact.expectedWhenQuiet().allows(state)) {
        String kind = state == State.ABSENT ? "answered grant lost" : "not what the answers said";
        broken.add(
            new Broken(kind, fact + ": " + found + ", expected " + fact.expectedWhenQuiet()));
      }
    }
  }

  /** Marks what has ended for good, and need not be looked at again. */
  void settle(List<Fact> facts) {
    try (Connection connection = postgres.connect()) {
      Map<String, List<Row>> rows = rows(connection);
      for (Fact fact : facts) {
        List<Row> found = rows.getOrDefault(fact.key(), List.of());
        if (!found.isEmpty() && found.stream().allMatch(row -> row.state().ended())) {
          fact.settle();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, List<Row>> rows(Connection connection) throws SQLException {
    Map<String, List<Row>> found = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select ticket_key, id, status from tg_binding where realm_id = ?")) {
      statement.setString(1, realm.id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found
              .computeIfAbsent(rows.getString(1), none -> new ArrayList<>())
              .add(new Row(rows.getString(2), State.valueOf(rows.getString(3))));
        }
      }
    }
    return found;
  }

  private List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, realm.id());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
    return texts;
  }
}
