package io.ticketgate.keycloak.calls;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status.Family;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.saml.SamlProtocol;

/**
 * Keycloak's own back-channel logout of one application, for a session that is gone already. What
 * the message is made of is taken from the session before it goes.
 */
public final class BackChannelLogout {

  private static final String BASE = "ticket-gate:base";

  private BackChannelLogout() {}

  /**
   * One application that is to hear that a session has ended.
   *
   * @param sessionId id of the user session
   * @param offline whether it was an offline session
   * @param clientId Keycloak's id of the application
   * @param protocol of its part of the session
   * @param notes of its part of the session
   * @param base the server's address as the session knows it; null for the configured one
   */
  public record Logout(
      String sessionId,
      boolean offline,
      String clientId,
      String protocol,
      @Nullable String redirectUri,
      Map<String, String> notes,
      @Nullable URI base) {

    public Logout {
      notes = new HashMap<>(notes);
    }

    /** Returns whether both tell the same application of the same session. */
    public boolean same(Logout other) {
      return sessionId.equals(other.sessionId)
          && offline == other.offline
          && clientId.equals(other.clientId);
    }
  }

  /**
   * The logout of an application; null for one that wants none: it has no address for that, or its
   * logout goes through the browser.
   */
  public static @Nullable Logout of(AuthenticatedClientSessionModel part) {
    ClientModel client = part.getClient();
    if (client == null
        || part.getProtocol() == null
        || !client.isEnabled()
        || client.isFrontchannelLogout()
        || !hasAddress(client, part.getProtocol())) {
      return null;
    }
    UserSessionModel session = part.getUserSession();
    return new Logout(
        session.getId(),
        session.isOffline(),
        client.getId(),
        part.getProtocol(),
        part.getRedirectUri(),
        part.getNotes(),
        base(session, part));
  }

  /** The issuer of its tokens begins with that. */
  private static @Nullable URI base(
      UserSessionModel session, AuthenticatedClientSessionModel part) {
    String issuer = part.getNote(OIDCLoginProtocol.ISSUER);
    int end = issuer == null ? -1 : issuer.lastIndexOf("/realms/");
    String base = issuer == null || end < 0 ? session.getNote(BASE) : issuer.substring(0, end + 1);
    return base == null ? null : URI.create(base);
  }

  /** Keeps the server's address in a session, for the time when there is no request. */
  public static void keepAddress(KeycloakSession session, UserSessionModel userSession) {
    userSession.setNote(BASE, session.getContext().getUri().getBaseUri().toString());
  }

  private static boolean hasAddress(ClientModel client, String protocol) {
    String own =
        OIDCLoginProtocol.LOGIN_PROTOCOL.equals(protocol)
            ? OIDCAdvancedConfigWrapper.fromClientModel(client).getBackchannelLogoutUrl()
            : null;
    return isSet(own)
        || isSet(client.getManagementUrl())
        || isSet(client.getAttribute(SamlProtocol.SAML_SINGLE_LOGOUT_SERVICE_URL_SOAP_ATTRIBUTE))
        || isSet(client.getAttribute(SamlProtocol.SAML_SINGLE_LOGOUT_SERVICE_URL_POST_ATTRIBUTE));
  }

  private static boolean isSet(@Nullable String address) {
    return address != null && !address.isBlank();
  }

  /**
   * Tells the application, and waits for its answer.
   *
   * @return whether it has been told, or is gone
   * @throws RuntimeException whatever Keycloak throws where the message cannot be made
   */
  public static boolean send(
      KeycloakSession session, RealmModel realm, UserModel user, Logout logout) {
    ClientModel client = realm.getClientById(logout.clientId());
    if (client == null || !client.isEnabled()) {
      return true;
    }
    // A session of this transaction alone, under the id of the one that has ended.
    UserSessionModel ended =
        session
            .sessions()
            .createUserSession(
                logout.sessionId(),
                realm,
                user,
                user.getUsername(),
                "",
                "",
                false,
                null,
                null,
                SessionPersistenceState.TRANSIENT);
    AuthenticatedClientSessionModel part =
        session.sessions().createClientSession(realm, client, ended);
    part.setProtocol(logout.protocol());
    part.setRedirectUri(logout.redirectUri());
    logout.notes().forEach(part::setNote);
    URI base = logout.base();
    KeycloakSession addressed = base == null ? session : WithoutRequest.of(session, base);
    LoginProtocol protocol = session.getProvider(LoginProtocol.class, logout.protocol());
    protocol.setSession(addressed).setRealm(realm).setUriInfo(addressed.getContext().getUri());
    try (Response answer = protocol.backchannelLogout(ended, part)) {
      return answer == null || Family.familyOf(answer.getStatus()) == Family.SUCCESSFUL;
    }
  }
}
