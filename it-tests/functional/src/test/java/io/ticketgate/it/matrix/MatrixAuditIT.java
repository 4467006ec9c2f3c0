package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each route under a rule in audit mode: it works as without the gate, and is reported. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixAuditIT {

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = MatrixServer.start(KeycloakOptions.gated());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Route> routes() {
    return Routes.chosen().filter(route -> route.denials() > 0);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("routes")
  void worksAndIsReported(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect("audit");
      List<JsonNode> before = reports(stage);
      assertThat(before).as("%s: reports of the preparation", route).isEmpty();

      Answer answer = stage.attempt();

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      List<JsonNode> reports = reports(stage);
      assertThat(reports).as("%s", route).hasSize(route.denials());
      assertThat(reports)
          .allSatisfy(
              report -> {
                JsonNode details = report.path("details");
                assertThat(details.path("audit").asText()).isEqualTo("would_refuse");
                assertThat(details.path("code").asText()).isEqualTo(route.refusal().code());
                assertThat(details.path("rule").asText()).isEqualTo("matrix");
                assertThat(details.path("route").asText()).isEqualTo(route.word());
                assertThat(details.path("subject").asText()).isNotBlank();
                assertThat(details.path("entitlement").asText()).isNotBlank();
                assertThat(details.path("failed_checks").asText()).isNotBlank();
              });
      assertThat(
              server.metric(
                  "ticket_gate_would_refuse_total",
                  "realm=\"" + stage.reporting().name() + "\"",
                  "rule=\"matrix\"",
                  "route=\"" + route.word() + "\""))
          .as("%s: the counter", route)
          .isEqualTo(route.denials());
      stage.makeUse();
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
      }
    }
  }

  private static List<JsonNode> reports(Stage stage) {
    List<JsonNode> reports = new ArrayList<>();
    stage
        .reporting()
        .api("/admin-events?resourcePath=ticket-gate/bindings/audit")
        .get()
        .expect(200)
        .json()
        .forEach(reports::add);
    return reports;
  }
}
