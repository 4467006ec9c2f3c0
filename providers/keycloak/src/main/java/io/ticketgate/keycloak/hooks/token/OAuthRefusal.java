package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.realm.Refusals;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * A refusal at an OAuth 2 endpoint: {@code unauthorized_client}, with the gate's code first in the
 * description.
 */
final class OAuthRefusal {

  static final String ERROR = OAuthErrorException.UNAUTHORIZED_CLIENT;

  private OAuthRefusal() {}

  static String description(GateException refusal) {
    return refusal.code().code() + ": " + refusal.getMessage();
  }

  /** The refusal as an exception that Keycloak answers with, after its error event was sent. */
  static WebApplicationException of(
      KeycloakSession session,
      GateException refusal,
      ClientModel client,
      @Nullable UserModel user) {
    tell(session, refusal, client, user);
    return answer(session, refusal);
  }

  /** The same at another endpoint than the one for tokens. */
  static WebApplicationException elsewhere(
      KeycloakSession session, GateException refusal, ClientModel client, EventType event) {
    tell(session, refusal, client, null, event);
    return answer(session, refusal);
  }

  private static WebApplicationException answer(KeycloakSession session, GateException refusal) {
    return new CorsErrorResponseException(
        session.getProvider(Cors.class), ERROR, description(refusal), Response.Status.BAD_REQUEST);
  }

  /** Makes an event of the refusal, and counts it. */
  static void tell(
      KeycloakSession session,
      GateException refusal,
      ClientModel client,
      @Nullable UserModel user) {
    tell(session, refusal, client, user, type(HttpTokenRequest.of(session).grantType()));
  }

  private static void tell(
      KeycloakSession session,
      GateException refusal,
      ClientModel client,
      @Nullable UserModel user,
      EventType type) {
    Refusals.count(session, client.getRealm(), refusal.code());
    EventBuilder event =
        new EventBuilder(client.getRealm(), session, session.getContext().getConnection())
            .event(type)
            .client(client)
            .detail(Details.REASON, description(refusal));
    if (user != null) {
      event.user(user);
    }
    event.error(refusal.code().code());
  }

  private static EventType type(@Nullable String grantType) {
    if (grantType == null) {
      return EventType.LOGIN;
    }
    return switch (grantType) {
      case OAuth2Constants.CLIENT_CREDENTIALS -> EventType.CLIENT_LOGIN;
      case OAuth2Constants.REFRESH_TOKEN -> EventType.REFRESH_TOKEN;
      case OAuth2Constants.AUTHORIZATION_CODE -> EventType.CODE_TO_TOKEN;
      case OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE -> EventType.TOKEN_EXCHANGE;
      case OAuth2Constants.UMA_GRANT_TYPE -> EventType.PERMISSION_TOKEN;
      default -> EventType.LOGIN;
    };
  }
}
