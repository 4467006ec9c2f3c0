package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(KeycloakExtension.class)
class ServerInfoIT {

  @Test
  void startsWithTheJarAndWithoutAnError(KeycloakServer server) {
    assertThat(server.home().resolve("providers/keycloak-ticket-gate.jar")).exists();
    assertThat(server.admin().to("/admin/serverinfo").get().status()).isEqualTo(200);
    assertThat(server.log()).contains("Listening on:");
    // Up to here only: what other tests provoke later is theirs.
    assertThat(server.log().lines().takeWhile(line -> !line.contains("Listening on:")))
        .noneMatch(line -> line.contains(" ERROR "));
    // Keycloak 26.7 makes its providers after it listens.
    assertThat(server.log().lines())
        .anyMatch(line -> line.contains(" INFO ") && line.contains("; tested with Keycloak 26."));
  }
}
