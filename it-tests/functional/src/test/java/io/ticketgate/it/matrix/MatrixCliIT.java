package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Finished;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RealmKeys;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows that a stopped server is needed for: what {@code kc.sh} writes into its database. Both
 * columns at once, with and without the gate. The bootstrap names no reason on its own, so it
 * counts that it works without the gate.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class MatrixCliIT {

  private static final String RULE = "io.ticketgate.keycloak.config.GateRule";
  private static final String REALM = "imported";
  private static final String RESCUER = "rescuer";

  @TempDir private Path folder;
  private KeycloakServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void importAndBootstrapWorkWithoutTheGate() throws IOException {
    StockControl control = StockControl.of("commands", WideServer.stock());
    assumeFalse(control.isProven(), "these drivers have proven it");
    // Started once: a realm that is imported first would leave the server without an administrator.
    server = KeycloakServer.start(withPassword(WideServer.stock()));
    server.stop();

    Finished imported = importRealm(Map.of());
    Finished bootstrapped = bootstrap();
    server.restart();

    assertThat(imported.exit()).as(imported.output()).isZero();
    assertThat(server.realm(REALM).effectiveRoles(Stage.ALICE)).contains(Stage.ROLE);
    assertThat(bootstrapped.exit()).as(bootstrapped.output()).isZero();
    assertThat(server.realm("master").effectiveRoles(RESCUER)).contains("admin");
    control.proven();
  }

  @Test
  void importAndBootstrapAreRefusedByTheGate() throws IOException {
    server = KeycloakServer.start(withPassword(WideServer.gated()));
    RealmFixture pattern = server.newRealm();
    JsonNode rule = rule(pattern, "db-*");
    rule(server.realm("master"), "admin");
    server.stop();

    Finished imported = importRealm(Map.of(RULE, List.of(rule)));
    Finished bootstrapped = bootstrap();
    server.restart();

    assertThat(imported.exit()).as(imported.output()).isNotZero();
    assertThat(imported.output()).contains("ticket_required");
    assertThat(server.realm(REALM).api("").get().status()).isEqualTo(404);
    assertThat(bootstrapped.exit()).as(bootstrapped.output()).isNotZero();
    assertThat(server.realm("master").api("/users?exact=true&username=" + RESCUER).get().json())
        .isEmpty();
  }

  private static KeycloakOptions withPassword(KeycloakOptions options) {
    return options.withEnv("RESCUER_PASSWORD", RealmFixture.PASSWORD);
  }

  /** Adds a rule to a realm; answers it as an export would show it. */
  private static JsonNode rule(RealmFixture realm, String roles) {
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "matrix",
                "protects",
                Map.of("realmRoles", List.of(roles)),
                // The administrator holds the role since before the rule, and has to go on.
                "onTokenWithoutBinding",
                "strip",
                "tickets",
                Map.of("minApprovals", 1)))
        .expect(201);
    // A rule about the administrator's own role voids the token that stated it.
    String again = realm.server().admin().tokenFor("master", "admin-cli", "admin", "admin");
    JsonNode found =
        realm.api("/components?type=" + RULE).bearer(again).get().expect(200).json().get(0);
    return ((ObjectNode) found).without(List.of("id", "parentId", "providerType"));
  }

  private Finished importRealm(Map<String, ?> rules) throws IOException {
    Map<String, Object> components = new LinkedHashMap<>(RealmKeys.components());
    components.putAll(rules);
    Path file = folder.resolve("realm.json");
    Files.write(
        file,
        Http.JSON.writeValueAsBytes(
            Map.of(
                "realm",
                REALM,
                "enabled",
                true,
                "components",
                components,
                "roles",
                Map.of("realm", List.of(Map.of("name", Stage.ROLE))),
                "users",
                List.of(
                    PartialImportRoutes.user(
                        Stage.ALICE, Map.of("realmRoles", List.of(Stage.ROLE)))))));
    return server.kc("import", "--optimized", "--file=" + file);
  }

  private Finished bootstrap() {
    return server.kc(
        "bootstrap-admin",
        "user",
        "--optimized",
        "--username=" + RESCUER,
        "--password:env=RESCUER_PASSWORD");
  }
}
