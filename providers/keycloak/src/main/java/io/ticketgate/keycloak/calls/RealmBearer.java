package io.ticketgate.keycloak.calls;

import jakarta.ws.rs.NotAuthorizedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * The bearer of a request outside Keycloak's admin resource, judged as that does: by signature,
 * session, revocation and possession of the key (DPoP), and by what its owner may do now.
 */
public final class RealmBearer {

  private static final String AUTHORIZATION = "Authorization";

  private RealmBearer() {}

  /**
   * The id of the account whose access token of this realm the request comes with, where it has the
   * role and its client may use it; empty otherwise.
   */
  public static Optional<String> holding(
      KeycloakSession session, RealmModel realm, AdminRole role) {
    AdminAuth auth = authenticated(session, realm);
    return auth != null && AdminCaller.has(session, auth, realm, role)
        ? Optional.of(auth.getUser().getId())
        : Optional.empty();
  }

  /** As {@link #holding}, whoever it is. */
  public static boolean has(KeycloakSession session, RealmModel realm, AdminRole role) {
    return holding(session, realm, role).isPresent();
  }

  /** The bearer of the request; null without one good access token of this realm. */
  // The getters: Keycloak 26.4 has no record here yet.
  @SuppressWarnings("removal")
  static @Nullable AdminAuth authenticated(KeycloakSession session, RealmModel realm) {
    List<String> headers =
        session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(AUTHORIZATION);
    if (headers == null || headers.size() != 1) {
      return null;
    }
    try {
      AuthResult result =
          new AppAuthManager.BearerTokenAuthenticator(session)
              .setRealm(realm)
              .setConnection(session.getContext().getConnection())
              .setHeaders(session.getContext().getHttpRequest().getHttpHeaders())
              .authenticate();
      if (result == null) {
        return null;
      }
      AccessToken token = result.getToken();
      UserModel user = result.getUser();
      ClientModel client = result.getClient();
      return new AdminAuth(realm, token, user, client);
    } catch (NotAuthorizedException notBearer) {
      return null;
    }
  }
}
