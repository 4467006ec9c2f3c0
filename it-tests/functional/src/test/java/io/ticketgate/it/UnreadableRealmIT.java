package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.WideServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A realm that Keycloak cannot read any more, for a setting that is no number: whoever manages one
 * realm can bring that about. A server of its own, since nothing but SQL mends the realm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadableRealmIT {

  private static final Map<String, String> BY_CHANGES =
      Map.of("pollEvery", "PT1S", "recheckEvery", "P1D");

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = KeycloakServer.start(WideServer.eager());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HookedRealm polled() {
    HookedRealm polled = new HookedRealm(server.newRealm());
    polled.configure("bearer", BY_CHANGES);
    return polled;
  }

  @Test
  void itKeepsNoOtherRealmFromHearingThatATicketIsClosed() {
    try (HookedRealm broken = polled();
        HookedRealm sound = polled()) {
      Held held = sound.grant();
      broken
          .realm
          .api("")
          .put(Map.of("attributes", Map.of("actionTokenGeneratedByUserLifespan", "x")))
          .expect(204);
      assertThat(broken.realm.api("").get().status())
          .as("Keycloak reads it no more")
          .isEqualTo(500);

      sound.itsm.close(held.key);

      assertThat(HookedRealm.soon(held::revoked)).isTrue();
    }
  }
}
