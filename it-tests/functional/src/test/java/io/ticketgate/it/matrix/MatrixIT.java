package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.WideServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bypass matrix: no route leads to a protected role without a ticket, each works once its rule
 * only audits, and is reported, and those that people use work with a ticket. {@link MatrixStockIT}
 * shows that each route leads there without the gate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixIT {

  /** Proven on the default version only: what a ticket opens depends on no version of Keycloak. */
  private static final String TWIN = "twin";

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = KeycloakServer.start(WideServer.gated().forLong());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Route> routes() {
    return Routes.chosen();
  }

  static Stream<Route> routesOfPeople() {
    return Routes.chosen().filter(route -> route.twin().is(Twin.Kind.TICKET));
  }

  static Stream<Route> routesOfConfiguration() {
    return Routes.chosen().filter(route -> route.twin().is(Twin.Kind.CONFIGURATION));
  }

  static Stream<Route> routesOfEquals() {
    return Routes.chosen().filter(route -> route.twin().is(Twin.Kind.EQUAL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("routes")
  void isRefusedWithoutATicketAndLeavesNothingAndUnderAuditWorksAndIsReported(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect();

      Answer answer = stage.attempt();

      isRefused(stage, route, answer);
      if (route.denials() > 0 && !route.once()) {
        stage.onlyAudit();
        assertThat(reports(stage)).as("%s: reports of what was refused", route).isEmpty();
        worksAndIsReported(stage, route);
      }
    }
    if (route.once() && route.denials() > 0) {
      try (Stage stage = Stage.set(server, route)) {
        stage.protect();
        stage.onlyAudit();
        worksAndIsReported(stage, route);
      }
    }
  }

  private static void isRefused(Stage stage, Route route, Answer answer) {
    route.refusal().isIn(answer);
    if (route.twin().is(Twin.Kind.CONFIGURATION)) {
      assertThat(answer.body()).contains("configuration:" + route.twin().area());
    }
    for (Probe reason : route.reasons()) {
      assertThat(reason.sees(stage)).as("%s: %s", route, reason.name()).isTrue();
    }
    for (Probe probe : route.probes()) {
      assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isFalse();
    }
  }

  private void worksAndIsReported(Stage stage, Route route) {
    Answer answer = stage.attempt();

    assertThat(answer.status()).as("%s under audit: %s", route, answer).isLessThan(400);
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
      assertThat(probe.sees(stage)).as("%s under audit: %s", route, probe.name()).isTrue();
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

  @Tag(TWIN)
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true) // not every choice has one
  @MethodSource("routesOfPeople")
  void worksWithATicketAndEndsWithIt(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect();
      Story story = stage.story().orElseThrow();
      Pushed ticket = stage.ticketFor(route.subject());

      Answer answer = stage.attempt(ticket.ref());

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
      }
      String binding = boundUnder(ticket, stage, route);

      ticket.close();

      assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
      for (Probe probe : route.probes()) {
        assertThat(probe.usable() && probe.sees(stage))
            .as("%s after the ticket was closed: %s", route, probe.name())
            .isFalse();
      }
    }
  }

  /** The only binding that the attempt has made. */
  private static String boundUnder(Pushed ticket, Stage stage, Route route) {
    List<JsonNode> bindings = stage.bindings();
    assertThat(bindings).as("%s", route).hasSize(1);
    assertThat(bindings.get(0).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(bindings.get(0).path("ticket").asText()).isEqualTo(ticket.ref());
    return bindings.get(0).path("id").asText();
  }

  @Tag(TWIN)
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routesOfConfiguration")
  void worksWithATicketForThatPartAndNotAfterIt(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect();
      Story story = stage.story().orElseThrow();
      Pushed closed = stage.ticketFor(route.subject());
      stage.bind(closed, route.subject(), stage.part());
      closed.close();
      isRefused(stage, route, stage.attempt());
      Pushed ticket = stage.ticketFor(route.subject());

      Answer answer = stage.attempt(ticket.ref());

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      for (Probe probe : route.probes()) {
        assertThat(probe.usable() || probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
      }
      String binding = boundUnder(ticket, stage, route);
      ticket.close();
      assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
    }
  }

  @Tag(TWIN)
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routesOfEquals")
  void worksForWhoeverHoldsTheSameRolesOfTheGate(Route route) {
    MatrixServer.assumeAvailable(server, route);
    try (Stage stage = Stage.set(server, route)) {
      stage.protect();
      stage.realm.grantManagement(stage.realm.userId(route.subject()), "realm-admin");

      Answer answer = stage.attempt();

      assertThat(answer.status()).as("%s: %s", route, answer).isLessThan(400);
      stage.makeUse();
      for (Probe probe : route.probes()) {
        assertThat(probe.sees(stage)).as("%s: %s", route, probe.name()).isTrue();
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
