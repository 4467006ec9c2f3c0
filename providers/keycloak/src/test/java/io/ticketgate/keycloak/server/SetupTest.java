package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.Fake;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RealmProvider;

class SetupTest {

  private final List<String> read = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());

  /** What a session is asked for; reached by {@link Fake}. */
  public final class Session {
    public RealmProvider realms() {
      return Fake.of(RealmProvider.class, this);
    }

    public @Nullable RealmModel getRealm(String id) {
      read.add(id);
      if (failure != null) {
        throw failure;
      }
      return null;
    }
  }

  /** So Keycloak 26.7.3 fails, where it reads an attribute of the realm as a number. */
  @Test
  void aRealmThatCannotBeReadKeepsNoServerFromStarting() {
    failure = new NumberFormatException("For input string: \"x\"");

    assertThatCode(() -> Setup.prepare(session, "broken")).doesNotThrowAnyException();
    assertThat(read).containsExactly("broken");
  }

  @Test
  void aDatabaseThatFailsDoes() {
    failure = new IllegalStateException("no connection");

    assertThatThrownBy(() -> Setup.prepare(session, "any")).isSameAs(failure);
  }
}
