package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables are made by hand where Keycloak's database user may not, as docs/operations.md says.
 */
@Tag("cluster") // needs a database beside the server
class ManualMigrationIT {

  private static final String MANUAL = "--spi-connections-jpa-quarkus-migration-strategy=manual";

  @Test
  void theTablesAreMadeFromTheFileThatKeycloakWrites(@TempDir Path folder)
      throws IOException, SQLException {
    Path sql = folder.resolve("update.sql");
    try (KeycloakServer stock = KeycloakServer.start(WideServer.stock().withEmptyDatabase())) {
      KeycloakOptions manual =
          WideServer.gated()
              .withStartArgs(MANUAL, "--spi-connections-jpa-quarkus-migration-export=" + sql);

      assertThatThrownBy(() -> KeycloakServer.start(manual, stock))
          .hasMessageContaining("Database not up-to-date");
      try (Connection connection = stock.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(sql));
        statement.execute("create user app password 'app'");
        statement.execute(
            "grant select, insert, update, delete on all tables in schema public to app");
      }
      KeycloakOptions asApp = manual.withStartArgs("--db-username=app", "--db-password=app");
      stock.stop();
      try (KeycloakServer gated = KeycloakServer.start(asApp, stock)) {
        RealmFixture realm = gated.newRealm();
        Story story = new Story(realm);
        story.rule(Map.of());
        String alice = story.newUser();
        story.bind(story.ticketFor(alice).push(), alice).expect(201);
        assertThat(realm.directRoles(alice)).contains(Story.ROLE);
        assertThat(users(stock)).contains("app").doesNotContain("postgres");
      }
    }
  }

  /** The database's users who are connected, except for this test. */
  private static Set<String> users(KeycloakServer server) throws SQLException {
    Set<String> users = new HashSet<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select usename from pg_stat_activity where pid <> pg_backend_pid() and backend_type"
                    + " = 'client backend'")) {
      while (rows.next()) {
        users.add(rows.getString(1));
      }
    }
    return users;
  }
}
