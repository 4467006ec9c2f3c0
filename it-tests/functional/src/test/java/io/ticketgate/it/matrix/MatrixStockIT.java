package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.WideServer;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each route on a Keycloak without the gate: it works, so a refusal of it is the gate's doing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixStockIT {

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = KeycloakServer.start(WideServer.stock());
  }

  @AfterAll
  void stop() {
    server.close();
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
  }
}
