package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

class OperatorTest {

  private static final String PROFILE = "kc.profile";

  private final KeycloakSessionFactory factory = Fake.of(KeycloakSessionFactory.class);
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());
  private @Nullable HttpRequest request;

  @AfterEach
  void asBefore() {
    System.clearProperty(PROFILE);
  }

  @Test
  void whatAServerDoesBeforeItServesIsTheOperatorsDoing() {
    assertThat(Operator.isBehind(session)).isTrue();
  }

  @Test
  void aTaskOfAServerThatServesIsNot() {
    Operator.handsOver(factory);

    assertThat(Operator.isBehind(session)).isFalse();
  }

  @Test
  void aRequestNeverIs() {
    request = Fake.of(HttpRequest.class);

    assertThat(Operator.isBehind(session)).isFalse();
  }

  @Test
  void aCommandOfKcShIsAllAlong() {
    System.setProperty(PROFILE, "nonserver");
    Operator.handsOver(factory);

    assertThat(Operator.isBehind(session)).isTrue();
  }

  @Test
  void anotherServerInTheProcessDecidesForItself() {
    Operator.handsOver(Fake.of(KeycloakSessionFactory.class));

    assertThat(Operator.isBehind(session)).isTrue();
  }

  /** What Keycloak's interfaces are asked here; Fake calls them by name. */
  public final class Session {
    public KeycloakSessionFactory getKeycloakSessionFactory() {
      return factory;
    }

    public KeycloakContext getContext() {
      return Fake.of(KeycloakContext.class, this);
    }

    public @Nullable HttpRequest getHttpRequest() {
      return request;
    }
  }
}
