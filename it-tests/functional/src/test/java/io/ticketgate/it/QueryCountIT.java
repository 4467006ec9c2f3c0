package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The gate costs nothing where it does not apply: on a realm without rules, the requests of daily
 * life take no further SQL statement. Those of requests are counted, by the name of the thread, and
 * not those of tasks; nor those that store sessions, which Keycloak gathers from several requests.
 */
class QueryCountIT {

  private static final int ROUNDS = 8;
  private static final String SQL_LOG = "--log-level=info,org.hibernate.SQL:debug";

  @Test
  void loginsTokensAndSessionsTakeNoFurtherStatement() {
    List<Long> stock = statements(KeycloakOptions.stock());
    List<Long> gated = statements(KeycloakOptions.gated());

    assertThat(stock).as("statements of stock Keycloak").anyMatch(count -> count > 0);
    for (int i = 0; i < stock.size(); i++) {
      assertThat(gated.get(i))
          .as("statements with the gate %s; of stock Keycloak %s", gated, stock)
          .isLessThanOrEqualTo(stock.get(i));
    }
  }

  /** Statements of a login, a service account's token, an introspection, userinfo, a logout. */
  private static List<Long> statements(KeycloakOptions options) {
    try (KeycloakServer server = KeycloakServer.start(options.withStartArgs(SQL_LOG))) {
      RealmFixture realm = server.newRealm();
      realm.createUser("alice");
      realm.createClient("worker");
      String user = realm.userId("alice");
      String token = realm.tokenOf("alice");
      return List.of(
          least(server, () -> realm.tokenOf("alice")),
          least(server, () -> realm.serviceAccountToken("worker")),
          least(server, () -> realm.isActive(token)),
          least(server, () -> realm.open("/protocol/openid-connect/userinfo").bearer(token).get()),
          // Last, since it throws alice out of Keycloak's cache.
          least(server, () -> realm.api("/users/" + user + "/logout").post("").expect(204)));
    }
  }

  /** Of several times the least: what is read once and cached is read before. */
  private static long least(KeycloakServer server, Runnable work) {
    return IntStream.range(0, ROUNDS).mapToLong(i -> counted(server, work)).min().orElseThrow();
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
        .filter(line -> !line.toUpperCase(Locale.ROOT).contains("OFFLINE_"))
        .count();
  }
}
