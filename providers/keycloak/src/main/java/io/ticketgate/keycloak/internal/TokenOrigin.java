package io.ticketgate.keycloak.internal;

import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** Where the tokens of a request come from: what was asked at which endpoint, with what. */
final class TokenOrigin {

  private static final String ATTRIBUTE = TokenOrigin.class.getName();

  /** The form parameter {@code ticket=system:key}. */
  private static final String TICKET = "ticket";

  private static final String BEARER = "Bearer ";

  private final @Nullable String grantType;
  private final @Nullable TicketRef ticket;
  private final boolean bearer;
  private boolean derived;

  private TokenOrigin(
      @Nullable String grantType, @Nullable TicketRef ticket, boolean bearer, boolean derived) {
    this.grantType = grantType;
    this.ticket = ticket;
    this.bearer = bearer;
    this.derived = derived;
  }

  /** Takes note of a request to the token endpoint. */
  static void atTokenEndpoint(KeycloakSession session) {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    String grantType = form.getFirst(OAuth2Constants.GRANT_TYPE);
    String header =
        session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    session.setAttribute(
        ATTRIBUTE,
        new TokenOrigin(
            grantType,
            OAuth2Constants.CLIENT_CREDENTIALS.equals(grantType)
                ? ticket(session, form.getFirst(TICKET))
                : null,
            bearer,
            OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(grantType)
                || (bearer && header != null && isMarked(header.substring(BEARER.length())))));
  }

  private static @Nullable TicketRef ticket(KeycloakSession session, @Nullable String text) {
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

  /** Of the request at hand; of one to another endpoint nothing is known. */
  static TokenOrigin of(KeycloakSession session) {
    TokenOrigin origin = session.getAttribute(ATTRIBUTE, TokenOrigin.class);
    if (origin == null) {
      origin = new TokenOrigin(null, null, false, false);
      session.setAttribute(ATTRIBUTE, origin);
    }
    return origin;
  }

  /** Whether a token, which Keycloak has verified or will, says that it is derived. */
  static boolean isMarked(String token) {
    try {
      JsonWebToken content = new JWSInput(token.trim()).readJsonContent(JsonWebToken.class);
      return content.getOtherClaims().containsKey(TokenGuard.DERIVED);
    } catch (JWSInputException noToken) {
      return false;
    }
  }

  /** What is made in this request is made of a token that somebody has got for another. */
  void derived() {
    derived = true;
  }

  /**
   * Whether somebody else acts for the user. A requesting party token that is asked for without the
   * user's access token is made of an ID token that the client has, or for the client itself.
   */
  boolean isDerived(ClientModel client, UserModel user) {
    return derived
        || (OAuth2Constants.UMA_GRANT_TYPE.equals(grantType)
            && !bearer
            && !client.getId().equals(user.getServiceAccountClientLink()));
  }

  @Nullable String grantType() {
    return grantType;
  }

  /** The ticket that the request names; null for none. */
  @Nullable TicketRef namedTicket() {
    return ticket;
  }
}
