package io.ticketgate.keycloak.hooks.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.OAuth2Constants;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

class HttpTokenRequestTest {

  private static final String MARKED = jwt("{\"tg_derived\":true}");
  private static final String PLAIN = jwt("{\"sub\":\"alice\"}");

  private final MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
  private @Nullable String authorization;
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());

  /** What a session is asked for; reached by {@link Fake}. */
  public final class Session {
    private final Map<String, Object> attributes = new HashMap<>();

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }

    public <T> @Nullable T getAttribute(String name, Class<T> type) {
      return type.cast(attributes.get(name));
    }

    public KeycloakContext getContext() {
      return Fake.of(KeycloakContext.class, new Context());
    }
  }

  /** The same of a context. */
  public final class Context {
    public HttpRequest getHttpRequest() {
      return Fake.of(HttpRequest.class, new Request());
    }
  }

  /** The same of a request. */
  public final class Request {
    public MultivaluedMap<String, String> getDecodedFormParameters() {
      return form;
    }

    public HttpHeaders getHttpHeaders() {
      return Fake.of(HttpHeaders.class, new Headers());
    }
  }

  /** The same of its headers. */
  public final class Headers {
    public @Nullable String getHeaderString(String name) {
      assertThat(name).isEqualTo("Authorization");
      return authorization;
    }
  }

  /** A client, and a user who is its service account or nobody's. */
  public record Owned(String id) {
    public String getId() {
      return id;
    }

    public String getServiceAccountClientLink() {
      return id;
    }
  }

  private static String jwt(String content) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(
            "{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + ".c2ln";
  }

  private HttpTokenRequest asked(String grantType) {
    form.putSingle(OAuth2Constants.GRANT_TYPE, grantType);
    HttpTokenRequest.atTokenEndpoint(session);
    return HttpTokenRequest.of(session);
  }

  private boolean derived(HttpTokenRequest request, String serviceAccountOf) {
    return request.isDerived(
        Fake.of(ClientModel.class, new Owned("shop")),
        Fake.of(UserModel.class, new Owned(serviceAccountOf)));
  }

  @Test
  void whatIsExchangedIsDerived() {
    assertThat(derived(asked(OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE), "shop")).isTrue();
  }

  @Test
  void whatAnotherPersonOffersIsDerived() {
    assertThat(derived(asked("urn:ietf:params:oauth:grant-type:pre-authorized_code"), "shop"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "client_credentials", "refresh_token", "authorization_code"})
  void whatAPersonOrClientAsksForItselfIsNotDerived(String grantType) {
    assertThat(derived(asked(grantType), "other")).isFalse();
  }

  @Test
  void whatIsMadeOfADerivedTokenIsDerived() {
    HttpTokenRequest request = asked("refresh_token");
    request.derived(true);

    assertThat(derived(HttpTokenRequest.of(session), "shop")).isTrue();
  }

  @Test
  void aPartyTokenIsDerivedAsTheTokenThatAsksForIt() {
    authorization = "bearer " + MARKED;
    assertThat(derived(asked(OAuth2Constants.UMA_GRANT_TYPE), "shop")).isTrue();

    authorization = "Bearer " + PLAIN;
    assertThat(derived(asked(OAuth2Constants.UMA_GRANT_TYPE), "other")).isFalse();
  }

  @Test
  void aPartyTokenForATokenThatCannotBeReadIsDerived() {
    authorization = "Bearer x.y.z";

    assertThat(derived(asked(OAuth2Constants.UMA_GRANT_TYPE), "shop")).isTrue();
  }

  @Test
  void aPartyTokenWithoutAnAccessTokenIsTheClientsOwnOrDerived() {
    assertThat(derived(asked(OAuth2Constants.UMA_GRANT_TYPE), "shop")).isFalse();
    assertThat(derived(asked(OAuth2Constants.UMA_GRANT_TYPE), "other")).isTrue();
  }

  @Test
  void namesATicketForTheCredentialOfAClientAlone() {
    form.putSingle("ticket", "demo:CHG-1");

    assertThat(asked("client_credentials").namedTicket()).isEqualTo(TicketRef.parse("demo:CHG-1"));
    assertThat(asked("password").namedTicket()).isNull();
  }

  @Test
  void readsNoFormAtAnotherEndpoint() {
    form.putSingle(OAuth2Constants.GRANT_TYPE, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);

    HttpTokenRequest elsewhere = HttpTokenRequest.of(session);

    assertThat(elsewhere.grantType()).isNull();
    assertThat(derived(elsewhere, "other")).isFalse();
  }
}
