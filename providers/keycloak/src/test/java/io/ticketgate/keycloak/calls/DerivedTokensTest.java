package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.provider.Provider;
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
            Fake.of(UserModel.class, new User("u", serviceAccountOf)),
            Fake.of(ClientModel.class, new Client())));
  }

  private static UserSessionModel session(String... notes) {
    Map<String, String> all = new HashMap<>();
    for (String note : notes) {
      all.put(note, "mallory");
    }
    return Fake.of(UserSessionModel.class, new Notes(all), new Parties("u", "c"));
  }

  private static UserSessionModel session(Parties parties) {
    return Fake.of(UserSessionModel.class, new Notes(Map.of()), parties);
  }

  private static UserSessionModel begun(String by) {
    return Fake.of(
        UserSessionModel.class, new Begun(by), new Notes(Map.of()), new Parties("u", "c"));
  }

  /** How a session began; reached by {@link Fake}. */
  public record Begun(String by) {
    public String getAuthMethod() {
      return by;
    }
  }

  private void kind(SessionType kind) {
    token.id(kind.getShortcut() + "rtro:1");
  }

  @BeforeEach
  void ofAnOnlineSession() {
    kind(SessionType.ONLINE);
  }

  @Test
  void aSessionOfSomebodyElseProvesNothing() {
    token.setSessionId("s");
    online.put("s", session(new Parties("another", "c")));

    assertThat(derived()).isTrue();
  }

  @Test
  void norOneThatItsClientHasNoPartIn() {
    token.setSessionId("s");
    online.put("s", session(new Parties("u", "another")));

    assertThat(derived()).isTrue();
  }

  @Test
  void norOneOfAnotherKindThanTheTokenSays() {
    token.setSessionId("s");
    online.put("s", session());

    for (SessionType kind : SessionType.values()) {
      kind(kind);
      assertThat(derived()).as("%s", kind).isEqualTo(kind != SessionType.ONLINE);
    }
    token.id("of no kind");
    assertThat(derived()).isTrue();
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
    kind(SessionType.OFFLINE);

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
  void noneOfASessionThatAnOfferBegan() {
    token.setSessionId("s");
    online.put("s", begun("openid-connect"));
    assertThat(derived()).isFalse();

    online.put("s", begun("pre-authorized-code"));
    assertThat(derived()).isTrue();
  }

  @Test
  void aSessionThatIsGoneProvesNothing() {
    token.setSessionId("s");

    assertThat(derived()).isTrue();
  }

  @Test
  void withoutASessionOnlyAClientsOwnAccountIsProven() {
    kind(SessionType.TRANSIENT);
    assertThat(derived()).isTrue();

    serviceAccountOf = "another";
    assertThat(derived()).isTrue();

    serviceAccountOf = "c";
    assertThat(derived()).isFalse();

    kind(SessionType.ONLINE);
    assertThat(derived()).isTrue();
  }

  // What Keycloak's interfaces are asked here; Fake calls them by name.

  /** Finds sessions. */
  public final class Session {
    public <T extends Provider> T getProvider(Class<T> type) {
      return type.cast(Fake.of(TokenContextEncoderProvider.class, new Encoder()));
    }

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

  /** Reads the kind of a session from a token's id, as Keycloak's own does. */
  public static final class Encoder {
    public AccessTokenContext getTokenContextFromTokenId(String id) {
      SessionType kind =
          Arrays.stream(SessionType.values())
              .filter(each -> id.startsWith(each.getShortcut() + "rt"))
              .findFirst()
              .orElseThrow(IllegalArgumentException::new);
      return new AccessTokenContext(kind, AccessTokenContext.TokenType.REGULAR, "password", id);
    }
  }

  /** The owner of the token, or of a session. */
  public static final class User {
    private final String id;
    private final @Nullable String account;

    User(String id, @Nullable String account) {
      this.id = id;
      this.account = account;
    }

    public String getId() {
      return id;
    }

    public @Nullable String getServiceAccountClientLink() {
      return account;
    }
  }

  /** Whose session it is, and which client has part in it. */
  public static final class Parties {
    private final String user;
    private final String client;

    Parties(String user, String client) {
      this.user = user;
      this.client = client;
    }

    public String getAuthMethod() {
      return "openid-connect";
    }

    public UserModel getUser() {
      return Fake.of(UserModel.class, new User(user, null));
    }

    public @Nullable AuthenticatedClientSessionModel getAuthenticatedClientSessionByClient(
        String id) {
      return id.equals(client) ? Fake.of(AuthenticatedClientSessionModel.class) : null;
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
