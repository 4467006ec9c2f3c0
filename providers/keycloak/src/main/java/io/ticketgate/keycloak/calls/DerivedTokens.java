package io.ticketgate.keycloak.calls;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * Tokens that one party got on behalf of another: by token exchange, or in a session that somebody
 * took over by impersonation. They carry no protected role, and open nothing of the gate.
 */
public final class DerivedTokens {

  /** Claim of a derived token, and of every token made from it. */
  public static final String CLAIM = "tg_derived";

  /**
   * How Keycloak (26.7, {@code PreAuthorizedCodeGrantType}) says that a session began: by the code
   * of a credential offer, which anyone who may make offers gets for any user.
   */
  private static final String BY_OFFER = "pre-authorized-code";

  private DerivedTokens() {}

  /**
   * Returns whether nothing proves that the token's owner got it: it is marked as derived, its
   * session is not one that its user has with its client or was taken over, or it has no session
   * and is not of a client that got it for its own service account.
   *
   * @param auth the bearer, whose token Keycloak has verified
   */
  public static boolean isDerived(KeycloakSession session, AdminAuth auth) {
    AccessToken token = auth.getToken();
    if (token.getOtherClaims().containsKey(CLAIM)) {
      return true;
    }
    return token.getSessionId() == null
        ? !isOfOwnAccount(session, token, auth.getUser(), auth.getClient())
        : ownSession(session, auth.getRealm(), token, auth.getUser(), auth.getClient()).isEmpty();
  }

  /**
   * The session in which the user got the token for the client; empty where the token's claims do
   * not fit together, or somebody else has taken the session over. What kind of session it is, the
   * token's id says, which no mapper writes.
   */
  public static Optional<UserSessionModel> ownSession(
      KeycloakSession session,
      RealmModel realm,
      AccessToken token,
      UserModel user,
      ClientModel client) {
    String id = token.getSessionId();
    UserSessionModel found =
        switch (kind(session, token)) {
          case ONLINE -> session.sessions().getUserSession(realm, id);
          case OFFLINE -> session.sessions().getOfflineUserSession(realm, id);
          default -> null; // another client's session, by token exchange, or none
        };
    return Optional.ofNullable(found)
        .filter(own -> own.getUser() != null && own.getUser().getId().equals(user.getId()))
        .filter(own -> own.getAuthenticatedClientSessionByClient(client.getId()) != null)
        .filter(own -> !isImpersonated(own));
  }

  /** Returns whether a client got a token without a session for its own service account. */
  public static boolean isOfOwnAccount(
      KeycloakSession session, AccessToken token, UserModel user, ClientModel client) {
    return token.getSessionId() == null
        && client.getId().equals(user.getServiceAccountClientLink())
        && kind(session, token) == SessionType.TRANSIENT;
  }

  private static SessionType kind(KeycloakSession session, AccessToken token) {
    try {
      return token.getId() == null
          ? SessionType.UNKNOWN
          : session
              .getProvider(TokenContextEncoderProvider.class)
              .getTokenContextFromTokenId(token.getId())
              .getSessionType();
    } catch (IllegalArgumentException unreadable) {
      return SessionType.UNKNOWN;
    }
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

  /** Returns whether somebody else has taken the session over, or began it for its user. */
  public static boolean isImpersonated(UserSessionModel session) {
    if (BY_OFFER.equals(session.getAuthMethod())) {
      return true;
    }
    // A client that exchanges nothing for a session of somebody leaves only its own name there.
    return Stream.of(
            ImpersonationSessionNote.IMPERSONATOR_ID, ImpersonationSessionNote.IMPERSONATOR_CLIENT)
        .anyMatch(note -> session.getNote(note.toString()) != null);
  }
}
