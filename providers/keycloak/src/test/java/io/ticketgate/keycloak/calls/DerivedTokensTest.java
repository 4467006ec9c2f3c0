package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;

class DerivedTokensTest {

  private final Map<String, UserSessionModel> online = new HashMap<>();
  private final Map<String, UserSessionModel> offline = new HashMap<>();
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());
  private final AccessToken token = new AccessToken();
  private @Nullable String serviceAccountOf;

  private boolean derived() {
    return DerivedTokens.isDerived(
        session,
        new AdminAuth(
            Fake.of(RealmModel.class),
            token,
            Fake.of(UserModel.class, new User()),
            Fake.of(ClientModel.class, new Client())));
  }

  private static UserSessionModel session(String... notes) {
    Map<String, String> all = new HashMap<>();
    for (String note : notes) {
      all.put(note, "mallory");
    }
    return Fake.of(UserSessionModel.class, new Notes(all));
  }

  @Test
  void aTokenOfALiveSessionIsTheOwners() {
    token.setSessionId("s");
    online.put("s", session());

    assertThat(derived()).isFalse();
  }

  @Test
  void soIsOneOfAnOfflineSession() {
    token.setSessionId("s");
    offline.put("s", session());

    assertThat(derived()).isFalse();
  }

  @Test
  void aMarkedOneIsNotWhateverItsSession() {
    token.setSessionId("s");
    online.put("s", session());
    token.getOtherClaims().put(DerivedTokens.CLAIM, true);

    assertThat(derived()).isTrue();
  }

  @Test
  void noneOfASessionThatSomebodyTookOver() {
    token.setSessionId("s");
    online.put("s", session("IMPERSONATOR_ID"));
    assertThat(derived()).isTrue();

    online.put("s", session("IMPERSONATOR_CLIENT"));
    assertThat(derived()).isTrue();
  }

  @Test
  void aSessionThatIsGoneProvesNothing() {
    token.setSessionId("s");

    assertThat(derived()).isTrue();
  }

  @Test
  void withoutASessionOnlyAClientsOwnAccountIsProven() {
    assertThat(derived()).isTrue();

    serviceAccountOf = "another";
    assertThat(derived()).isTrue();

    serviceAccountOf = "c";
    assertThat(derived()).isFalse();
  }

  // What Keycloak's interfaces are asked here; Fake calls them by name.

  /** Finds sessions. */
  public final class Session {
    public UserSessionProvider sessions() {
      return Fake.of(UserSessionProvider.class, this);
    }

    public @Nullable UserSessionModel getUserSession(RealmModel realm, String id) {
      return online.get(id);
    }

    public @Nullable UserSessionModel getOfflineUserSession(RealmModel realm, String id) {
      return offline.get(id);
    }
  }

  /** The owner of the token. */
  public final class User {
    public @Nullable String getServiceAccountClientLink() {
      return serviceAccountOf;
    }
  }

  /** The client that got it. */
  public static final class Client {
    public String getId() {
      return "c";
    }
  }

  /** A session's notes. */
  public static final class Notes {
    private final Map<String, String> notes;

    Notes(Map<String, String> notes) {
      this.notes = notes;
    }

    public @Nullable String getNote(String name) {
      return notes.get(name);
    }
  }
}
