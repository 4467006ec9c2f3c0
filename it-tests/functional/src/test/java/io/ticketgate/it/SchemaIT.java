package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The database, looked at and written to behind the server's back. The server looks every second
 * for what is wrong, and is started again: H2 shows its tables only when it is down.
 */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchemaIT {

  private final Map<String, Set<String>> indexes = new HashMap<>();
  private KeycloakServer server;
  private RealmFixture realm;
  private String alice;
  private String kept;
  private String removed;
  private String removedHistory;
  private List<String> changes;
  private RealmFixture drifting;
  private String bella;

  @BeforeAll
  void prepareAndLookWhileTheServerIsDown() throws SQLException {
    server = WideServer.sharedEager();
    realm = server.newRealm();
    Story story = new Story(realm);
    story.rule(Map.of());
    alice = story.newUser();
    kept = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
    RealmFixture gone = server.newRealm();
    Story past = new Story(gone);
    past.rule(Map.of());
    String bob = past.newUser();
    String ended = past.bind(past.ticketFor(bob).push(), bob).expect(201).createdId();
    gone.api("").delete().expect(204);
    drifting =
        server.newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    Story removing = new Story(drifting);
    removing.rule(Map.of("unboundGrants", "remove"));
    bella = removing.newUser();
    String user = drifting.userId(bella);
    String role = drifting.roleId(Story.ROLE);

    server.stop();
    try (Connection database = server.connect()) {
      for (String table :
          List.of("TG_BINDING", "TG_TICKET", "TG_TICKET_MEANT", "TG_HISTORY", "TG_REQUEST")) {
        indexes.put(table, indexes(database, table));
      }
      removed = one(database, "select STATUS, CAUSE from TG_BINDING where ID = '" + ended + "'");
      removedHistory =
          one(
              database,
              "select count(*), max(CAUSE) from TG_HISTORY where BINDING_ID = '" + ended + "'");
      changes = changes(database);
      grantByHand(database, user, role);
    }
    server.restart();
  }

  private static void grantByHand(Connection database, String user, String role)
      throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement(
            "insert into USER_ROLE_MAPPING (USER_ID, ROLE_ID) values (?, ?)")) {
      insert.setString(1, user);
      insert.setString(2, role);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  @Order(1)
  void aGrantWrittenIntoTheDatabaseByHandIsFound() {
    assertThat(
            Story.within(60, () -> ReconcilerIT.findings(drifting, bella).contains("grant_taken")))
        .isTrue();
    assertThat(drifting.effectiveRoles(bella)).doesNotContain(Story.ROLE);
  }

  @Test
  @Order(2)
  void theSchemaHasItsIndexesAndKeepsTheHistoryOfARemovedRealm() {
    assertThat(indexes.get("TG_BINDING"))
        .contains(
            "IDX_TG_BINDING_SUBJECT",
            "IDX_TG_BINDING_ROLE",
            "IDX_TG_BINDING_OF",
            "IDX_TG_BINDING_OF_NAME",
            "IDX_TG_BINDING_UNDER",
            "IDX_TG_BINDING_DUE",
            "IDX_TG_BINDING_CLEAN_UP_AT",
            "IDX_TG_BINDING_LIST",
            "IDX_TG_BINDING_STATUS",
            "IDX_TG_BINDING_NAME");
    assertThat(indexes.get("TG_TICKET")).contains("IDX_TG_TICKET_KEY");
    assertThat(indexes.get("TG_TICKET_MEANT"))
        .contains("IDX_TG_TICKET_MEANT", "IDX_TG_TICKET_MEANT_BY");
    assertThat(indexes.get("TG_REQUEST"))
        .contains("IDX_TG_REQUEST_BY", "IDX_TG_REQUEST_TICKET", "IDX_TG_REQUEST_FORGET");
    assertThat(indexes.get("TG_HISTORY")).contains("IDX_TG_HISTORY_BINDING");
    // Keycloak removes the roles of a realm before its people.
    assertThat(removed).isEqualTo("REVOKED GRANT_REMOVED");
    assertThat(removedHistory).isEqualTo("2 GRANT_REMOVED");
  }

  @Test
  @Order(3)
  void theSchemaIsMadeOnce() throws SQLException {
    assertThat(changes).isNotEmpty();
    assertThat(server.log().lines())
        .noneMatch(line -> line.contains("liquibase") && line.contains(" ERROR "));
    assertThat(realm.gate("/bindings/" + kept).get().expect(200).text("status"))
        .isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    boolean h2 = System.getProperty("ticketgate.it.db", "h2").equals("h2");
    if (h2) {
      server.stop();
    }
    try (Connection database = server.connect()) {
      assertThat(changes(database)).isEqualTo(changes);
    } finally {
      if (h2) {
        server.restart();
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
