package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The gate costs nothing where it does not apply: on a realm without rules, the requests of daily
 * life take the same SQL statements with the JAR as without. Statements of requests are counted, by
 * the name of the thread, and not those of tasks.
 */
class QueryCountIT {

  private static final String SQL_LOG = "--log-level=info,org.hibernate.SQL:debug";

  @Test
  void loginsTokensAndSessionsTakeNoFurtherStatement() {
    List<Long> stock = statements(KeycloakOptions.stock());
    List<Long> gated = statements(KeycloakOptions.gated());

    assertThat(stock).as("statements of stock Keycloak").anyMatch(count -> count > 0);
    assertThat(gated).as("statements with the gate; of stock Keycloak %s", stock).isEqualTo(stock);
  }

  /** Statements of a login, a service account's token, a refresh, an introspection, a logout. */
  private static List<Long> statements(KeycloakOptions options) {
    try (KeycloakServer server = KeycloakServer.start(options.withStartArgs(SQL_LOG))) {
      RealmFixture realm = server.newRealm();
      realm.createUser("alice");
      realm.createClient("worker");
      // What is read once and cached is read before.
      everything(server, realm);
      everything(server, realm);
      return everything(server, realm);
    }
  }

  private static List<Long> everything(KeycloakServer server, RealmFixture realm) {
    String token = realm.tokenOf("alice");
    String user = realm.userId("alice");
    return List.of(
        counted(server, () -> realm.tokenOf("alice")),
        counted(server, () -> realm.serviceAccountToken("worker")),
        counted(server, () -> realm.isActive(token)),
        counted(server, () -> realm.open("/protocol/openid-connect/userinfo").bearer(token).get()),
        counted(server, () -> realm.api("/users/" + user + "/logout").post("").expect(204)));
  }

  private static long counted(KeycloakServer server, Runnable work) {
    long before = statements(server);
    work.run();
    return statements(server) - before;
  }

  private static long statements(KeycloakServer server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("[org.hibernate.SQL]") && line.contains("(executor-thread"))
        .count();
  }
}
