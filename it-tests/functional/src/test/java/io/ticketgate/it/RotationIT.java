package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long a replaced secret stays good, on a server without Keycloak's feature
 * client-secret-rotation.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationIT {

  private static final int GRACE_SECONDS = 4;

  private Clients clients;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 3, Map.of(), grace("PT" + GRACE_SECONDS + "S"));
    fixture.createClient("now-1");
    clients.rule("patient", "ci-2", grace("PT1H"));
    clients.rule("now", "now-*", grace("PT0S"));
  }

  private static Map<String, ?> grace(String duration) {
    return Map.of("rotationGrace", duration);
  }

  @Test
  void theOldSecretStaysForTheShortestGraceOfTheRules() {
    String old = clients.secret(clients.ticketFor("ci-2"), "ci-2");
    Instant rotated = Instant.now();
    String next = clients.secret(clients.ticketFor("ci-2"), "ci-2");

    assertThat(clients.inForce("ci-2", old)).isTrue();
    assertThat(clients.inForce("ci-2", next)).isTrue();
    assertThat(Story.eventually(() -> !clients.inForce("ci-2", old))).isTrue();
    assertThat(Instant.now()).isAfter(rotated.plusSeconds(GRACE_SECONDS - 1));
    assertThat(clients.inForce("ci-2", next)).isTrue();
  }

  @Test
  void aSecretFromBeforeAnyTicketGetsNoGrace() {
    String next = clients.secret(clients.ticketFor("ci-3"), "ci-3");

    assertThat(clients.inForce("ci-3", RealmFixture.SECRET)).isFalse();
    assertThat(clients.inForce("ci-3", next)).isTrue();
  }

  @Test
  void withoutGraceTheOldSecretEndsAtOnce() {
    String old = clients.secret(clients.ticketFor("now-1"), "now-1");
    String next = clients.secret(clients.ticketFor("now-1"), "now-1");

    assertThat(clients.inForce("now-1", old)).isFalse();
    assertThat(clients.inForce("now-1", next)).isTrue();
  }

  @Test
  void theOldSecretEndsWithItsOwnTicketAndTheNewOneStays() {
    Pushed first = clients.ticketFor("ci-1");
    String old = clients.secret(first, "ci-1");
    String next = clients.secret(clients.ticketFor("ci-1"), "ci-1");
    assertThat(clients.inForce("ci-1", old)).isTrue();

    first.close();

    assertThat(clients.inForce("ci-1", old)).isFalse();
    assertThat(clients.inForce("ci-1", next)).isTrue();
  }
}
