package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The gate's own tables, looked at behind the server's back. A server of its own: H2 shows its
 * tables only when the server is down.
 */
@Tag("database")
class SchemaIT {

  @Test
  void theSchemaIsMadeOnceWithItsIndexesAndKeepsTheHistoryOfARemovedRealm() throws SQLException {
    try (KeycloakServer server = KeycloakServer.start(KeycloakOptions.gated())) {
      RealmFixture realm = server.newRealm();
      Story story = new Story(realm);
      story.rule(Map.of());
      String alice = story.newUser();
      String kept = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
      RealmFixture gone = server.newRealm();
      Story past = new Story(gone);
      past.rule(Map.of());
      String bob = past.newUser();
      String ended = past.bind(past.ticketFor(bob).push(), bob).expect(201).createdId();
      gone.api("").delete().expect(204);

      server.stop();
      List<String> changes;
      try (Connection database = server.connect()) {
        assertThat(indexes(database, "TG_BINDING"))
            .contains(
                "IDX_TG_BINDING_SUBJECT",
                "IDX_TG_BINDING_ENTITLEMENT",
                "IDX_TG_BINDING_TICKET",
                "IDX_TG_BINDING_DUE",
                "IDX_TG_BINDING_CREATED");
        assertThat(indexes(database, "TG_TICKET")).contains("IDX_TG_TICKET_KEY");
        assertThat(indexes(database, "TG_HISTORY")).contains("IDX_TG_HISTORY_BINDING");
        // Keycloak removes the roles of a realm before its people.
        assertThat(one(database, "select STATUS, CAUSE from TG_BINDING where ID = '" + ended + "'"))
            .isEqualTo("REVOKED GRANT_REMOVED");
        assertThat(
                one(
                    database,
                    "select count(*), max(CAUSE) from TG_HISTORY where BINDING_ID = '"
                        + ended
                        + "'"))
            .isEqualTo("2 GRANT_REMOVED");
        changes = changes(database);
        assertThat(changes).isNotEmpty();
      }

      server.restart();
      assertThat(server.log().lines())
          .noneMatch(line -> line.contains("liquibase") && line.contains(" ERROR "));
      assertThat(story.binding(kept).path("status").asText()).isEqualTo("ACTIVE");
      assertThat(realm.directRoles(alice)).contains(Story.ROLE);

      server.stop();
      try (Connection database = server.connect()) {
        assertThat(changes(database)).isEqualTo(changes);
      }
    }
  }

  private static Set<String> indexes(Connection database, String table) throws SQLException {
    Set<String> names = new TreeSet<>();
    // Each database has its own idea of the case of a name that was not quoted.
    for (String name : List.of(table, table.toLowerCase(Locale.ROOT))) {
      try (ResultSet rows =
          database
              .getMetaData()
              .getIndexInfo(database.getCatalog(), database.getSchema(), name, false, true)) {
        while (rows.next()) {
          names.add(String.valueOf(rows.getString("INDEX_NAME")).toUpperCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private static List<String> changes(Connection database) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet rows =
        database.getMetaData().getTables(database.getCatalog(), database.getSchema(), "%", null)) {
      while (rows.next()) {
        String table = rows.getString("TABLE_NAME");
        if (table.toUpperCase(Locale.ROOT).startsWith("DATABASECHANGELOG_TICKET")) {
          tables.add(table);
        }
      }
    }
    assertThat(tables).hasSize(1);
    Set<String> ids = new TreeSet<>();
    try (var statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select ID, DATEEXECUTED, MD5SUM from " + tables.iterator().next())) {
      while (rows.next()) {
        ids.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return List.copyOf(ids);
  }

  private static String one(Connection database, String query) throws SQLException {
    try (var statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1) + " " + rows.getString(2);
    }
  }
}
