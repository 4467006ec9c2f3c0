package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.TestServer;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

class JobsTest {

  private final TestServer server = new TestServer();

  @Test
  void commitsWhatTheWorkDidAndAnswersWhatItSays() {
    String id =
        Jobs.call(
            server.sessions(),
            own -> own.realms().createRealm("j" + java.util.UUID.randomUUID()).getId());

    boolean there = Jobs.call(server.sessions(), own -> own.realms().getRealm(id) != null);
    assertThat(there).isTrue();
  }

  @Test
  void commitsNothingOfWorkThatThrows() {
    String id = java.util.UUID.randomUUID().toString();

    assertThatThrownBy(
            () ->
                Jobs.run(
                    server.sessions(),
                    own -> {
                      own.realms().createRealm(id, id);
                      throw new IllegalStateException("after it");
                    }))
        .hasMessage("after it");

    boolean there = Jobs.call(server.sessions(), own -> own.realms().getRealm(id) != null);
    assertThat(there).isFalse();
  }

  @Test
  void theThreadKeepsTheSessionItHad() {
    KeycloakSession bound = server.open();
    KeycloakSessionUtil.setKeycloakSession(bound);
    try {
      Jobs.run(
          server.sessions(),
          own -> assertThat(KeycloakSessionUtil.getKeycloakSession()).isSameAs(own));
      assertThat(KeycloakSessionUtil.getKeycloakSession()).isSameAs(bound);
      assertThatThrownBy(
          () ->
              Jobs.run(
                  server.sessions(),
                  own -> {
                    throw new IllegalStateException();
                  }));
      assertThat(KeycloakSessionUtil.getKeycloakSession()).isSameAs(bound);
    } finally {
      KeycloakSessionUtil.setKeycloakSession(null);
      bound.close();
    }
  }
}
