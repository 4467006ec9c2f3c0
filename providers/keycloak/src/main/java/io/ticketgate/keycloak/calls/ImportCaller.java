package io.ticketgate.keycloak.calls;

import org.jspecify.annotations.Nullable;
import org.keycloak.Token;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * The caller of a partial import. Keycloak does it in a session of its own that knows nothing of
 * the caller (26.4 to 26.7, {@code RealmAdminResource.partialImport}), so that whatever is asked
 * about the caller would be answered as for a task without one.
 */
public final class ImportCaller {

  private static final String ADMIN = "/admin/realms/";
  private static final String IMPORT = "/partialImport";

  private ImportCaller() {}

  /**
   * Tells the session of a partial import whose bearer token the request came with, judged anew. A
   * session of anything else, and one that knows its caller, is left alone.
   */
  public static void introduce(KeycloakSession session) {
    KeycloakContext context = session.getContext();
    if (context.getBearerToken() != null || !AdminApi.asks(session) || !imports(context)) {
      return;
    }
    String encoded =
        AppAuthManager.extractAuthorizationHeaderToken(context.getHttpRequest().getHttpHeaders());
    RealmModel home = encoded == null ? null : home(session, encoded);
    if (home == null) {
      return;
    }
    RealmModel imported = context.getRealm();
    try {
      context.setRealm(home);
      context.setBearerToken(verified(session, home));
    } finally {
      context.setRealm(imported);
    }
  }

  private static boolean imports(KeycloakContext context) {
    String path = context.getUri().getPath();
    return context.getHttpRequest().getHttpMethod().equals("POST")
        && path.startsWith(ADMIN)
        && path.endsWith(IMPORT)
        && path.indexOf('/', ADMIN.length()) == path.length() - IMPORT.length();
  }

  /** The realm that is said to have issued the token, whose keys decide whether it has. */
  private static @Nullable RealmModel home(KeycloakSession session, String encoded) {
    try {
      String issuer = new JWSInput(encoded).readJsonContent(AccessToken.class).getIssuer();
      return issuer == null
          ? null
          : session.realms().getRealmByName(BearerCaller.realmName(issuer));
    } catch (JWSInputException unreadable) {
      return null;
    }
  }

  // The getter: Keycloak 26.4 has no record here yet.
  @SuppressWarnings("removal")
  private static @Nullable Token verified(KeycloakSession session, RealmModel home) {
    AuthResult result =
        new AppAuthManager.BearerTokenAuthenticator(session).setRealm(home).authenticate();
    return result == null ? null : result.getToken();
  }
}
