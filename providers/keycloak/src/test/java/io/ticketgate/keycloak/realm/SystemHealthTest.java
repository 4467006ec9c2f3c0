package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.event.Outages;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.spi.ItsmException;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

class SystemHealthTest {

  private static final ItsmException DOWN = new ItsmException.RateLimited("Slowly.", null, null);

  private final SystemHealth health = new SystemHealth();
  private final ComponentModel system = system();
  private final RealmModel realm =
      Fake.of(
          RealmModel.class,
          new Object() {
            @SuppressWarnings("unused") // by reflection
            public String getName() {
              return "health-realm";
            }

            @SuppressWarnings("unused") // by reflection
            public String getId() {
              return "health-realm-id";
            }
          });

  private static ComponentModel system() {
    ComponentModel system = new ComponentModel();
    system.setId(UUID.randomUUID().toString());
    system.setName("snow");
    return system;
  }

  private SystemHealth.Report report() {
    return health.of(system).orElseThrow();
  }

  @Test
  void nothingIsKnownOfASystemThatWasNotAsked() {
    assertThat(health.of(system)).isEmpty();
  }

  @Test
  void aSystemThatAnswersIsUpSinceItsFirstAnswer() {
    health.answered(realm, system);
    SystemHealth.Report first = report();
    health.answered(realm, system);

    assertThat(report().up()).isTrue();
    assertThat(report().since()).isEqualTo(first.since());
    assertThat(report().problem()).isNull();
    assertThat(report().lastAnswer()).isAfterOrEqualTo(first.lastAnswer());
  }

  @Test
  void aSystemThatFailsIsDownWithTheProblemAndItsLastAnswer() {
    health.answered(realm, system);
    SystemHealth.Report up = report();

    health.failed(realm, system, DOWN);

    assertThat(report().up()).isFalse();
    assertThat(report().problem()).isEqualTo("rate_limited");
    assertThat(report().message()).isEqualTo("Slowly.");
    assertThat(report().lastAnswer()).isEqualTo(up.lastAnswer());
    SystemHealth.Report down = report();
    health.failed(realm, system, new ItsmException.Unavailable("Gone.", null, null));
    assertThat(report().since()).isEqualTo(down.since());
    assertThat(report().problem()).isEqualTo("unavailable");
  }

  @Test
  void aSystemThatKnowsNoSuchTicketHasAnswered() {
    health.failed(realm, system, DOWN);

    health.failed(realm, system, new ItsmException.NotFound("None.", null));

    assertThat(report().up()).isTrue();
  }

  @Test
  void systemsAreToldApartByTheirIdAndNotByTheirName() {
    health.failed(realm, system, DOWN);

    assertThat(health.of(system())).isEmpty();
  }

  @Test
  void whoeverLooksSeesEverySystemUntilItIsForgotten() {
    assertThat(health.states()).isEmpty();
    health.failed(realm, system, DOWN);
    assertThat(health.states())
        .containsExactly(
            new Outages.State(
                "health-realm-id",
                system.getId(),
                false,
                Objects.requireNonNull(report().since())));
    health.forget(system.getId());
    assertThat(health.states()).isEmpty();
  }
}
