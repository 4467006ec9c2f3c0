package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bypass matrix: no route leads to a protected role without a ticket, and those that people use
 * lead to it with one. {@link MatrixStockIT} shows that each route leads there without the gate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixIT {

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
    return Routes.chosen();
  }

  static Stream<Route> routesOfPeople() {
    return Routes.chosen().filter(Route::twin);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("routes")
  void isRefusedWithoutATicketAndLeavesNothing(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect("enforce");

      Answer answer = stage.attempt();

      route.refusal().isIn(answer);
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isFalse();
      }
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true) // not every choice has one
  @MethodSource("routesOfPeople")
  void worksWithATicketAndEndsWithIt(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect("enforce");
      Story story = stage.story().orElseThrow();
      Pushed ticket = stage.ticketFor(route.subject());

      Answer answer = stage.attempt(ticket.ref());

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
      }
      JsonNode bindings = stage.bindings();
      assertThat(bindings).as("%s", route).hasSize(1);
      assertThat(bindings.path(0).path("status").asText()).isEqualTo("ACTIVE");
      assertThat(bindings.path(0).path("ticket").asText()).isEqualTo(ticket.ref());

      ticket.close();

      String binding = bindings.path(0).path("id").asText();
      assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
      for (Probe probe : route.probes()) {
        assertThat(probe.usable() && probe.sees(stage))
            .as("%s after the ticket was closed: %s", route, probe.name())
            .isFalse();
      }
    }
  }

  /** After a whole run on the default version; a part of the rows or another version says less. */
  @Test
  void theTableInTheDocumentationIsThisOne() {
    assumeTrue(System.getProperty("ticketgate.it.routes", "").isEmpty(), "only some rows were run");
    Path file = Path.of(System.getProperty("ticketgate.it.docs", "../../docs"), "routes.md");
    assertThat(RoutesDocument.isCurrent(file, Routes.all()))
        .as("docs/routes.md said something else: it has been rewritten, commit it")
        .isTrue();
  }
}
