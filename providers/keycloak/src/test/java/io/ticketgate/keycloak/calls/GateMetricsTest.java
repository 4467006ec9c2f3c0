package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.Fake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;

class GateMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void publish() {
    Metrics.addRegistry(registry);
  }

  @AfterEach
  void end() {
    Metrics.removeRegistry(registry);
  }

  @Test
  void whatIsRefusedIsCountedByRealmAndCode() {
    RealmModel realm =
        Fake.of(
            RealmModel.class,
            new Object() {
              @SuppressWarnings("unused") // by reflection
              public String getName() {
                return "metrics-realm";
              }
            });

    GateMetrics.refused(realm, ErrorCode.TICKET_REQUIRED);
    GateMetrics.refused(realm, ErrorCode.TICKET_REQUIRED);
    GateMetrics.refused(realm, ErrorCode.TICKET_CLOSED);

    assertThat(
            registry
                .get("ticket_gate.refused")
                .tags("realm", "metrics-realm", "code", "ticket_required")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void notesAreCountedByTheirOutcome() {
    GateMetrics.notes("metrics-realm", "snow", GateMetrics.NoteOutcome.GIVEN_UP, 3);

    assertThat(
            registry
                .get("ticket_gate.notes")
                .tags("realm", "metrics-realm", "system", "snow", "outcome", "given_up")
                .counter()
                .count())
        .isEqualTo(3);
  }

  @Test
  void webhooksAreCountedByTheirResult() {
    GateMetrics.deliveries("metrics-realm", "", GateMetrics.DeliveryResult.TOO_LARGE, 1);

    assertThat(
            registry
                .get("ticket_gate.deliveries")
                .tags("realm", "metrics-realm", "system", "", "result", "too_large")
                .counter()
                .count())
        .isEqualTo(1);
  }
}
