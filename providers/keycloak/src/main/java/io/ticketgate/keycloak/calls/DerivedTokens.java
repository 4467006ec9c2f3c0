package io.ticketgate.keycloak.calls;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * Tokens that one party got on behalf of another: by token exchange, or in a session that somebody
 * took over by impersonation. They carry no protected role, and open nothing of the gate.
 */
public final class DerivedTokens {

  /** Claim of a derived token, and of every token made from it. */
  public static final String CLAIM = "tg_derived";

  private DerivedTokens() {}

  /**
   * Returns whether nothing proves that the token's owner got it: it is marked as derived, its
   * session is gone or was taken over, or it has no session and is not of a client that got it for
   * its own service account.
   *
   * @param auth the bearer, whose token Keycloak has verified
   */
  public static boolean isDerived(KeycloakSession session, AdminAuth auth) {
    AccessToken token = auth.getToken();
    if (token.getOtherClaims().containsKey(CLAIM)) {
      return true;
    }
    String id = token.getSessionId();
    if (id == null) {
      return !auth.getClient().getId().equals(auth.getUser().getServiceAccountClientLink());
    }
    UserSessionModel live = session(session, auth.getRealm(), id);
    return live == null || isImpersonated(live);
  }

  /** Returns whether a token is marked as derived, or its session was taken over. */
  public static boolean isDerived(KeycloakSession session, RealmModel realm, AccessToken token) {
    if (token.getOtherClaims().containsKey(CLAIM)) {
      return true;
    }
    String id = token.getSessionId();
    UserSessionModel live = id == null ? null : session(session, realm, id);
    return live != null && isImpersonated(live);
  }

  private static @Nullable UserSessionModel session(
      KeycloakSession session, RealmModel realm, String id) {
    UserSessionModel online = session.sessions().getUserSession(realm, id);
    return online == null ? session.sessions().getOfflineUserSession(realm, id) : online;
  }

  /** Returns whether somebody else has taken the session over. */
  public static boolean isImpersonated(UserSessionModel session) {
    // A client that exchanges nothing for a session of somebody leaves only its own name there.
    return Stream.of(
            ImpersonationSessionNote.IMPERSONATOR_ID, ImpersonationSessionNote.IMPERSONATOR_CLIENT)
        .anyMatch(note -> session.getNote(note.toString()) != null);
  }
}
