package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.WideServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each route on a Keycloak without the gate: it works, so a refusal of it is the gate's doing. Runs
 * whenever what drives the routes has changed, see {@link StockControl}; with {@code
 * -Dticketgate.it.stock=always} in any case.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixStockIT {

  private final KeycloakOptions options = WideServer.stock().forLong();
  private final StockControl control = StockControl.of("rows", options);
  private KeycloakServer server;
  private int proven;

  @BeforeAll
  void start() {
    assumeFalse(control.isProven(), "these drivers have proven it");
    server = KeycloakServer.start(options);
  }

  @AfterAll
  void stop() {
    if (server == null) {
      return;
    }
    long available =
        Routes.all().stream()
            .filter(route -> route.needs().lackOf(server.version()).isEmpty())
            .count();
    server.close();
    if (proven == available) {
      control.proven();
    }
  }

  static Stream<Route> routes() {
    return Routes.chosen();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("routes")
  void worksWithoutTheGate(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.leaveOpen();
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s before: %s", route, probe.name()).isFalse();
      }

      Answer answer = stage.attempt();

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      stage.makeUse();
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
      }
    }
    proven++;
  }
}
