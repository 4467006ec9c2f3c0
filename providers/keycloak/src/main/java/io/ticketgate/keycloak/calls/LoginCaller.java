package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.LoginBasis;
import io.ticketgate.core.access.Person;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whoever is behind a login, or behind the linking of an account, where a request has no bearer.
 *
 * <p>Keycloak (26.4 and 26.7) goes on from a browser's session to a new one in some of these: the
 * session that a page with a question ends in is found by the id of the authentication session,
 * which need not be the id of the session that the cookie stands for. So what the cookie stood for
 * is noted when it is looked at.
 */
public final class LoginCaller {

  /** Note of an authentication session: the browser's session was its user's own. */
  private static final String OWN_SESSION = "tg_own_session";

  /** Notes of Keycloak's {@code IdentityBrokerService} and {@code IdpLinkAction}. */
  private static final String LINKED = "idp_link_status";

  private static final String LINKED_IN_LOGIN = "kc_action_linking_identity_provider";

  private LoginCaller() {}

  /**
   * Notes which session of the browser a login goes on from. The marks of an impersonated one are
   * handed on to the session that the login ends in.
   */
  public static void goesOnFrom(UserSessionModel session, AuthenticationSessionModel login) {
    if (!DerivedTokens.isImpersonated(session)) {
      login.setAuthNote(OWN_SESSION, session.getUser().getId());
      return;
    }
    for (ImpersonationSessionNote note : ImpersonationSessionNote.values()) {
      String value = session.getNote(note.toString());
      if (value != null) {
        login.setUserSessionNote(note.toString(), value);
      }
    }
  }

  /** What the login of this request, if it is one, rests on where it changes that user. */
  public static LoginBasis basis(KeycloakSession session, RealmModel realm, String userId) {
    AuthenticationSessionModel login = session.getContext().getAuthenticationSession();
    if (login == null || !realm.equals(login.getRealm())) {
      return LoginBasis.NONE;
    }
    UserSessionModel behind =
        session.sessions().getUserSession(realm, login.getParentSession().getId());
    boolean users = behind != null && isOf(behind, userId);
    boolean own = userId.equals(login.getAuthNote(OWN_SESSION));
    boolean bySession =
        isAuthenticated(login, userId)
            && (isNoted(login, AuthenticationManager.SSO_AUTH) || isLinkedByClient(login));
    return new LoginBasis(
        isImpersonated(login) || (users && DerivedTokens.isImpersonated(behind)),
        bySession,
        own || users);
  }

  /**
   * The person who has impersonated the user of this request's login; empty for nobody, and where
   * an access token says who asks.
   */
  public static Optional<Person> impersonator(KeycloakSession session) {
    AuthenticationSessionModel login = session.getContext().getAuthenticationSession();
    if (login == null || session.getContext().getBearerToken() != null) {
      return Optional.empty();
    }
    Map<String, String> marks = login.getUserSessionNotes();
    String id = marks.get(ImpersonationSessionNote.IMPERSONATOR_ID.toString());
    String name = marks.get(ImpersonationSessionNote.IMPERSONATOR_USERNAME.toString());
    return id == null ? Optional.empty() : Optional.of(new Person(id, name == null ? id : name));
  }

  /**
   * Returns whether a client has had an account linked for the user of a session. Keycloak (26.4
   * and 26.7) looks whether that session is still there only after it has linked the account.
   */
  private static boolean isLinkedByClient(AuthenticationSessionModel login) {
    return login.getAuthNote(LINKED) != null && !isNoted(login, LINKED_IN_LOGIN);
  }

  private static boolean isNoted(AuthenticationSessionModel login, String note) {
    return Boolean.parseBoolean(login.getAuthNote(note));
  }

  private static boolean isImpersonated(AuthenticationSessionModel login) {
    Map<String, String> marks = login.getUserSessionNotes();
    return marks.containsKey(ImpersonationSessionNote.IMPERSONATOR_ID.toString())
        || marks.containsKey(ImpersonationSessionNote.IMPERSONATOR_CLIENT.toString());
  }

  private static boolean isOf(UserSessionModel session, String userId) {
    UserModel user = session.getUser();
    return user != null && user.getId().equals(userId);
  }

  private static boolean isAuthenticated(AuthenticationSessionModel login, String userId) {
    UserModel user = login.getAuthenticatedUser();
    return user != null && user.getId().equals(userId);
  }
}
