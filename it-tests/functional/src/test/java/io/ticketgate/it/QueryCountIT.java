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

  /** Statements of a login, a service account's token, a refresh, an introspection, a logout. */
  private static List<Long> statements(KeycloakOptions options) {
    try (KeycloakServer server = KeycloakServer.start(options.withStartArgs(SQL_LOG))) {
      RealmFixture realm = server.newRealm();
      realm.createUser("alice");
      realm.createClient("worker");
      List<Long> least = everything(server, realm);
      for (int round = 1; round < ROUNDS; round++) {
        List<Long> counts = everything(server, realm);
        List<Long> before = least;
        least =
            IntStream.range(0, counts.size())
                .mapToObj(i -> Math.min(before.get(i), counts.get(i)))
                .toList();
      }
      return least;
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
        .filter(line -> !line.toUpperCase(Locale.ROOT).contains("OFFLINE_"))
        .count();
  }
}
