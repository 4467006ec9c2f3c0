package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Finished;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The operator gets in where a rule protects the administrators themselves, by the way that
 * docs/operations.md gives; and that is told.
 */
class RecoveryIT {

  private static final String RESCUER = "rescuer";
  private static final String WAY_IN = "--spi-ticket-gate--default--enforcement=audit";

  @Test
  void theOperatorMakesAnAdministratorByTheWayThatTheRefusalNames() {
    try (KeycloakServer server =
        KeycloakServer.start(
            WideServer.gated().withEnv("RESCUER_PASSWORD", RealmFixture.PASSWORD))) {
      RealmFixture master = server.realm("master");
      master.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
      master
          .gate("/rules")
          .post(
              Map.of(
                  "name",
                  "administrators",
                  "protects",
                  Map.of("realmRoles", List.of("admin")),
                  // The administrator of the tests holds the role since before the rule.
                  "onTokenWithoutBinding",
                  "strip",
                  "tickets",
                  Map.of("minApprovals", 1)))
          .expect(201);
      server.stop();

      Finished refused = bootstrap(server);
      Finished recovered = bootstrap(server, WAY_IN);
      server.restart();

      assertThat(refused.exit()).isNotZero();
      assertThat(refused.output()).contains("ticket_required").contains(WAY_IN);
      assertThat(recovered.exit()).as(recovered.output()).isZero();
      assertThat(recovered.output()).contains("Audit: realm");
      assertThat(master.effectiveRoles(RESCUER)).contains("admin");
      JsonNode told =
          master
              .api("/admin-events?resourcePath=ticket-gate/bindings/audit")
              .get()
              .expect(200)
              .json();
      assertThat(told).isNotEmpty();
      assertThat(told.path(0).path("details").path("audit").asText()).isEqualTo("would_refuse");
    }
  }

  private static Finished bootstrap(KeycloakServer server, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "bootstrap-admin",
                "user",
                "--optimized",
                "--username=" + RESCUER,
                "--password:env=RESCUER_PASSWORD"));
    args.addAll(List.of(more));
    return server.kc(args.toArray(String[]::new));
  }
}
