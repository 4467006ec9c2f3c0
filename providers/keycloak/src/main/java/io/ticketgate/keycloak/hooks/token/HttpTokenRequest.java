package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.token.OwnGrants;
import io.ticketgate.core.token.PresentedCredential;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** The origin of a request's tokens: the endpoint, the grant and the token that was presented. */
final class HttpTokenRequest {

  private static final String ATTRIBUTE = HttpTokenRequest.class.getName();

  /** The form parameter {@code ticket=system:key}. */
  private static final String TICKET = "ticket";

  private static final String BEARER = "Bearer ";

  /** With these, the token of somebody else is asked for than whose token is shown. */
  private static final List<String> OF_OTHERS =
      List.of(
          OAuth2Constants.REQUESTED_SUBJECT,
          OAuth2Constants.REQUESTED_ISSUER,
          OAuth2Constants.SUBJECT_ISSUER,
          "actor_token");

  private final KeycloakSession session;
  private final boolean tokenEndpoint;
  private boolean derived;
  private @Nullable Delegation delegation;

  private HttpTokenRequest(KeycloakSession session, boolean tokenEndpoint) {
    this.session = session;
    this.tokenEndpoint = tokenEndpoint;
  }

  /**
   * Notes a request to the token endpoint. Keycloak reads the form only after it has chosen the
   * method that answers, so nothing of it is known yet.
   */
  static void atTokenEndpoint(KeycloakSession session) {
    session.setAttribute(ATTRIBUTE, new HttpTokenRequest(session, true));
  }

  /** Of the request at hand; of one to another endpoint nothing is known. */
  static HttpTokenRequest of(KeycloakSession session) {
    HttpTokenRequest origin = session.getAttribute(ATTRIBUTE, HttpTokenRequest.class);
    if (origin == null) {
      origin = new HttpTokenRequest(session, false);
      session.setAttribute(ATTRIBUTE, origin);
    }
    return origin;
  }

  /**
   * Returns whether a token, which Keycloak has verified or will, says that it is derived. One that
   * cannot be read here may say so.
   */
  private static boolean isMarked(String token) {
    try {
      JsonWebToken content = new JWSInput(token.trim()).readJsonContent(JsonWebToken.class);
      return content.getOtherClaims().containsKey(DerivedTokens.CLAIM);
    } catch (JWSInputException unreadable) {
      return true;
    }
  }

  /**
   * Notes that this request is about a derived token, or makes its tokens from one.
   *
   * @param claim what that says of it
   */
  void derived(@Nullable Object claim) {
    derived = true;
    delegation = Delegation.of(claim).orElse(null);
  }

  /**
   * The id of the agent that acts for the user of a derived token: of the client that exchanges the
   * user's own token for it, or did before. A token that was itself got on behalf of somebody is
   * nobody's own: an agent hands nothing on.
   *
   * @return null where nobody does, or nobody can tell who
   */
  @Nullable String agentId(ClientModel client, UserSessionModel userSession) {
    UserModel user = userSession.getUser();
    if (user.getServiceAccountClientLink() != null || DerivedTokens.isImpersonated(userSession)) {
      return null;
    }
    if (delegation == null && exchangedOwn(client, userSession).isEmpty()) {
      return null;
    }
    UserModel account = session.users().getServiceAccount(client);
    if (account == null || !account.isEnabled()) {
      return null;
    }
    String agent;
    try {
      agent = Subject.agentId(account.getId(), user.getId());
    } catch (IllegalArgumentException indistinct) {
      return null;
    }
    return delegation == null || delegation.agentId().equals(agent) ? agent : null;
  }

  /**
   * The id of the client for which the user got the token by which the agent acts; null where
   * nobody can tell. How strongly the user has authenticated, the session of that client says.
   */
  @Nullable String handedFrom(ClientModel client, UserSessionModel userSession) {
    if (delegation != null) {
      return delegation.from();
    }
    return exchangedOwn(client, userSession)
        .map(AccessToken::getIssuedFor)
        .map(userSession.getRealm()::getClientByClientId)
        .map(ClientModel::getId)
        .orElse(null);
  }

  /**
   * The user's own token that a client exchanges; empty where it does no such thing. Keycloak has
   * verified it by the time it makes another one of it.
   */
  private Optional<AccessToken> exchangedOwn(ClientModel client, UserSessionModel userSession) {
    ClientModel proven = session.getContext().getClient();
    String subject = field(OAuth2Constants.SUBJECT_TOKEN);
    if (derived
        || subject == null
        || !OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(grantType())
        || proven == null
        || !proven.getId().equals(client.getId())
        || OF_OTHERS.stream().anyMatch(name -> field(name) != null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JWSInput(subject).readJsonContent(AccessToken.class))
          .filter(own -> userSession.getId().equals(own.getSessionId()))
          .filter(own -> !DerivedTokens.isDerived(session, userSession.getRealm(), own));
    } catch (JWSInputException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether somebody else acts for the user. A requesting party token that is asked for
   * without the user's access token is made of an ID token that the client has, or for the client
   * itself.
   */
  boolean isDerived(ClientModel client, UserModel user) {
    String grantType = grantType();
    if (derived || !OwnGrants.include(grantType)) {
      return true;
    }
    if (!OAuth2Constants.UMA_GRANT_TYPE.equals(grantType)) {
      return false;
    }
    String bearer = bearer();
    return bearer == null
        ? !client.getId().equals(user.getServiceAccountClientLink())
        : isMarked(bearer);
  }

  private @Nullable String bearer() {
    String header =
        session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length())
        : null;
  }

  /** What the client of this request proved itself with. */
  PresentedCredential presented(ClientModel client) {
    return ClientProof.of(session, session.getContext().getHttpRequest(), client);
  }

  /**
   * What the client proved itself with for the tokens of this request; null where it did not: at
   * another endpoint than the one for tokens, or where another client did.
   */
  @Nullable PresentedCredential presentedForTokens(ClientModel client) {
    ClientModel proven = session.getContext().getClient();
    return tokenEndpoint && proven != null && proven.getId().equals(client.getId())
        ? presented(client)
        : null;
  }

  /** Returns whether a client asks for a token of its own service account. */
  boolean isForItself() {
    return OAuth2Constants.CLIENT_CREDENTIALS.equals(grantType());
  }

  /** As the form says; null at another endpoint than the one for tokens. */
  @Nullable String grantType() {
    return field(OAuth2Constants.GRANT_TYPE);
  }

  private @Nullable String field(String name) {
    return tokenEndpoint
        ? session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(name)
        : null;
  }

  /** The ticket that the request names; null for none. */
  @Nullable TicketRef namedTicket() {
    if (!isForItself()) {
      return null;
    }
    String text = field(TICKET);
    try {
      return text == null ? null : TicketRef.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new CorsErrorResponseException(
          session.getProvider(Cors.class),
          OAuthErrorException.INVALID_REQUEST,
          "invalid_request: ticket is written system:key, for example snow:CHG0040001.",
          Response.Status.BAD_REQUEST);
    }
  }
}
