package io.ticketgate.keycloak.hooks.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.oidc.mappers.SHA256PairwiseSubMapper;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

class TokenIdentityTest {

  private static final ProtocolMapperModel PAIRWISE = pairwise();

  private SessionPersistenceState kept = SessionPersistenceState.PERSISTENT;
  private @Nullable String accountOf;
  private Stream<ProtocolMapperModel> mappers = Stream.empty();

  private final TokenIdentity identity =
      new TokenIdentity(
          Fake.of(KeycloakSession.class, new Session()),
          Fake.of(UserSessionModel.class, new Login()),
          Fake.of(ClientSessionContext.class, new Context()));

  private static ProtocolMapperModel pairwise() {
    ProtocolMapperModel mapper = new ProtocolMapperModel();
    mapper.setId("m");
    mapper.setName("pseudonyms");
    mapper.setProtocolMapper(new SHA256PairwiseSubMapper().getId());
    mapper.setConfig(
        Map.of("sectorIdentifierUri", "https://sector.test", "pairwiseSubAlgorithmSalt", "salt"));
    return mapper;
  }

  private static AccessToken made() {
    AccessToken token = new AccessToken();
    token.id("onrtro:1").type("Bearer").issuer("https://kc.test/realms/r").iat(1000L);
    token.issuedFor("app");
    token.setSessionId("own");
    return token;
  }

  /** As somebody who gets the token reads it. */
  private static AccessToken read(AccessToken token) {
    try {
      return JsonSerialization.readValue(
          JsonSerialization.writeValueAsBytes(token), AccessToken.class);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @Test
  void whatMappersWroteOfTheOwnerIsPutBack() {
    AccessToken token = made();
    TokenIdentity.Stated stated = TokenIdentity.Stated.of(token);
    token.setSubject("victim");
    token.issuedFor("itsm");
    token.id("trrtcc:2").issuer("https://evil.test").type("ID").iat(9_999_999_999L);
    for (String claim : new String[] {"sub", "sid", "azp", "jti", "iss", "typ", "client_id"}) {
      token.getOtherClaims().put(claim, "forged");
    }
    token.getOtherClaims().put("iat", 9_999_999_999L);
    token.getOtherClaims().put("nbf", 9_999_999_999L);
    token.getOtherClaims().put("session_state", "forged");
    token.getOtherClaims().put("department", "sales");

    identity.restore(token, stated);

    AccessToken read = read(token);
    assertThat(read.getSubject()).isEqualTo("u");
    assertThat(read.getIssuedFor()).isEqualTo("app");
    assertThat(read.getSessionId()).isEqualTo("own");
    assertThat(read.getId()).isEqualTo("onrtro:1");
    assertThat(read.getIssuer()).isEqualTo("https://kc.test/realms/r");
    assertThat(read.getType()).isEqualTo("Bearer");
    assertThat(read.getIat()).isEqualTo(1000L);
    assertThat(read.getNbf()).isNull();
    assertThat(read.getOtherClaims()).isEqualTo(Map.of("department", "sales"));
  }

  @Test
  void aLightTokenStaysWithoutASubject() {
    AccessToken token = made();

    identity.restore(token, TokenIdentity.Stated.of(token));

    assertThat(token.getSubject()).isNull();
  }

  @Test
  void aPseudonymIsKeptAndNoOther() {
    mappers = Stream.of(PAIRWISE);
    AccessToken token = made();
    token.setSubject("victim");
    identity.restore(token, TokenIdentity.Stated.of(token));
    String pseudonym = new SHA256PairwiseSubMapper().generateSub(PAIRWISE, "sector.test", "u");
    assertThat(token.getSubject()).isEqualTo(pseudonym);

    mappers = Stream.of(PAIRWISE);
    identity.restore(token, TokenIdentity.Stated.of(token));
    assertThat(token.getSubject()).isEqualTo(pseudonym);
  }

  @Test
  void aUserInfoMayHaveItsPseudonymAmongTheOtherClaims() {
    mappers = Stream.of(PAIRWISE);
    AccessToken info = new AccessToken();
    info.setSubject("u");
    info.getOtherClaims().put("sub", "victim");

    identity.restoreUserInfo(info);

    assertThat(info.getSubject())
        .isEqualTo(new SHA256PairwiseSubMapper().generateSub(PAIRWISE, "sector.test", "u"));
    assertThat(info.getOtherClaims()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "ci"})
  void theClientAndTheOneOfTheAccountAreItsClients(String client) {
    accountOf = "ci-id";
    AccessToken token = made();
    token.getOtherClaims().put("client_id", client);

    identity.restore(token, TokenIdentity.Stated.of(token));

    assertThat(token.getOtherClaims()).containsEntry("client_id", client);
  }

  /** Keycloak takes the name for the subject, where no user has the subject as id. */
  @Test
  void withoutASessionNobodyIsFoundByAnothersName() {
    kept = SessionPersistenceState.TRANSIENT;
    mappers = Stream.of(PAIRWISE);
    AccessToken token = made();
    token.setSubject("victim");
    token.setPreferredUsername("gadmin");
    token.getOtherClaims().put("preferred_username", "gadmin");

    identity.restore(token, TokenIdentity.Stated.of(token));

    assertThat(read(token).getPreferredUsername()).isEqualTo("mallory");
  }

  @Test
  void aNameOtherwiseIsWhatTheMappersSay() {
    AccessToken token = made();
    token.setSubject("u");
    token.setPreferredUsername("mallory@example.test");

    identity.restore(token, TokenIdentity.Stated.of(token));

    assertThat(token.getPreferredUsername()).isEqualTo("mallory@example.test");
  }

  // What Keycloak's interfaces are asked here; Fake calls them by name.

  /** Finds mappers. */
  public static final class Session {
    public KeycloakSessionFactory getKeycloakSessionFactory() {
      return Fake.of(KeycloakSessionFactory.class, this);
    }

    public ProviderFactory<?> getProviderFactory(Class<? extends Provider> type, String id) {
      return new SHA256PairwiseSubMapper();
    }
  }

  /** The session that the token is made in. */
  public final class Login {
    public UserModel getUser() {
      return Fake.of(UserModel.class, new User());
    }

    public RealmModel getRealm() {
      return Fake.of(RealmModel.class, this);
    }

    public @Nullable ClientModel getClientById(String id) {
      return id.equals("ci-id") ? Fake.of(ClientModel.class, new Client("ci")) : null;
    }

    public SessionPersistenceState getPersistenceState() {
      return kept;
    }
  }

  /** Whose token it is. */
  public final class User {
    public String getId() {
      return "u";
    }

    public String getUsername() {
      return "mallory";
    }

    public @Nullable String getServiceAccountClientLink() {
      return accountOf;
    }
  }

  /** A client by its name. */
  public static final class Client {
    private final String name;

    Client(String name) {
      this.name = name;
    }

    public String getClientId() {
      return name;
    }

    public String getProtocol() {
      return "openid-connect"; // for which Keycloak adds mappers that are no pseudonyms
    }

    public @Nullable String getAttribute(String name) {
      return null;
    }
  }

  /** With the mappers of the client. */
  public final class Context {
    public Stream<ProtocolMapperModel> getProtocolMappersStream() {
      return mappers;
    }

    public AuthenticatedClientSessionModel getClientSession() {
      return Fake.of(AuthenticatedClientSessionModel.class, this);
    }

    public ClientModel getClient() {
      return Fake.of(ClientModel.class, new Client("app"));
    }
  }
}
