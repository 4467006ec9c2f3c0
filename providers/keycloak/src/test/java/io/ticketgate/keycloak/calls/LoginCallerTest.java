package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.LoginBasis;
import io.ticketgate.core.access.Person;
import io.ticketgate.keycloak.Fake;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/** Who is behind a login that goes on from a session of the browser. */
@SuppressWarnings("unused") // the methods are reached by Fake
class LoginCallerTest {

  private static final String ALICE = "alice-id";

  private final RealmModel realm = Fake.of(RealmModel.class);
  private final UserModel alice =
      Fake.of(
          UserModel.class,
          new Object() {
            public String getId() {
              return ALICE;
            }
          });
  private final Map<String, UserSessionModel> sessions = new HashMap<>();
  private final Map<String, String> authNotes = new HashMap<>();
  private final Map<String, String> sessionNotes = new HashMap<>();
  private boolean inLogin = true;

  private final AuthenticationSessionModel login =
      Fake.of(AuthenticationSessionModel.class, new Login());
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());

  private UserSessionModel session(Map<String, String> notes) {
    return Fake.of(
        UserSessionModel.class,
        new Object() {
          public UserModel getUser() {
            return alice;
          }

          public String getAuthMethod() {
            return "openid-connect";
          }

          public @Nullable String getNote(String name) {
            return notes.get(name);
          }
        });
  }

  private boolean somebodyElse(String userId) {
    return LoginCaller.basis(session, realm, userId).mayBeSomebodyElse();
  }

  @Test
  void whoeverProvedAPasswordIsThemself() {
    assertThat(somebodyElse(ALICE)).isFalse();
  }

  @Test
  void soIsWhoeverGoesOnFromASessionOfTheirOwn() {
    authNotes.put("SSO_AUTH", "true");
    LoginCaller.goesOnFrom(session(Map.of()), login);

    assertThat(somebodyElse(ALICE)).isFalse();
    assertThat(sessionNotes).isEmpty();
  }

  @Test
  void aSessionFromBeforeTheRuleIsFoundByTheIdOfTheLogin() {
    authNotes.put("SSO_AUTH", "true");
    sessions.put("root", session(Map.of()));
    assertThat(somebodyElse(ALICE)).isFalse();

    sessions.clear();
    assertThat(somebodyElse(ALICE)).as("it is gone").isTrue();
  }

  @Test
  void aSessionThatSomebodyTookOverIsTheirs() {
    sessions.put("root", session(Map.of("IMPERSONATOR_ID", "mallory-id")));

    assertThat(somebodyElse(ALICE)).isTrue();
    assertThat(somebodyElse("bob-id")).as("the session is not Bob's").isFalse();
  }

  @Test
  void itsMarksGoOnWithTheLoginWhateverTheLoginsId() {
    LoginCaller.goesOnFrom(
        session(Map.of("IMPERSONATOR_ID", "mallory-id", "IMPERSONATOR_USERNAME", "mallory")),
        login);

    assertThat(somebodyElse(ALICE)).isTrue();
    assertThat(sessionNotes)
        .as("Keycloak copies them to the session that the login ends in")
        .containsEntry("IMPERSONATOR_ID", "mallory-id");
    assertThat(LoginCaller.impersonator(session)).contains(new Person("mallory-id", "mallory"));
  }

  @Test
  void whatAClientHasLinkedRestsOnASession() {
    authNotes.put("idp_link_status", "SUCCESS");
    assertThat(somebodyElse(ALICE)).as("it is gone").isTrue();
    sessions.put("root", session(Map.of()));
    assertThat(somebodyElse(ALICE)).isFalse();
    sessions.clear();
    authNotes.put("kc_action_linking_identity_provider", "true");
    assertThat(somebodyElse(ALICE)).as("in a login, after what she proved").isFalse();
  }

  @Test
  void withoutALoginNobodyIsBehind() {
    sessions.put("root", session(Map.of("IMPERSONATOR_ID", "mallory-id")));
    inLogin = false;

    assertThat(LoginCaller.basis(session, realm, ALICE)).isEqualTo(LoginBasis.NONE);
    assertThat(LoginCaller.impersonator(session)).isEmpty();
  }

  /** The login. */
  public final class Login {
    public RealmModel getRealm() {
      return realm;
    }

    public RootAuthenticationSessionModel getParentSession() {
      return Fake.of(
          RootAuthenticationSessionModel.class,
          new Object() {
            public String getId() {
              return "root";
            }
          });
    }

    public UserModel getAuthenticatedUser() {
      return alice;
    }

    public @Nullable String getAuthNote(String name) {
      return authNotes.get(name);
    }

    public void setAuthNote(String name, String value) {
      authNotes.put(name, value);
    }

    public void setUserSessionNote(String name, String value) {
      sessionNotes.put(name, value);
    }

    public Map<String, String> getUserSessionNotes() {
      return sessionNotes;
    }
  }

  /** Finds sessions. */
  public final class Session {
    public KeycloakContext getContext() {
      return Fake.of(KeycloakContext.class, this);
    }

    public @Nullable Object getBearerToken() {
      return null;
    }

    public @Nullable AuthenticationSessionModel getAuthenticationSession() {
      return inLogin ? login : null;
    }

    public UserSessionProvider sessions() {
      return Fake.of(UserSessionProvider.class, this);
    }

    public @Nullable UserSessionModel getUserSession(RealmModel of, String id) {
      return sessions.get(id);
    }
  }
}
