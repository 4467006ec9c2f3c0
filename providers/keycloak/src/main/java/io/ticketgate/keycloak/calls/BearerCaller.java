package io.ticketgate.keycloak.calls;

import static org.keycloak.models.Constants.REALM_MANAGEMENT_CLIENT_ID;

import jakarta.enterprise.context.ContextNotActiveException;
import java.util.function.BiPredicate;
import org.keycloak.common.util.Encode;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;

/** The caller of a stock Keycloak endpoint, read from its bearer token. */
public final class BearerCaller {

  private BearerCaller() {}

  /**
   * Returns whether the session may change rules and systems of the realm. Without a request the
   * operator is the caller: an import at start, a migration.
   */
  public static boolean mayConfigure(KeycloakSession session, RealmModel realm) {
    return !hasRequest(session)
        || asCommitted(
            session,
            realm,
            (auth, same) -> AdminCaller.has(auth, same, AdminRole.TICKET_GATE_ADMIN));
  }

  /**
   * Returns whether the session may assign a role of the gate: its caller holds that role, or its
   * counterpart in the master realm.
   */
  public static boolean mayHandOut(KeycloakSession session, RealmModel realm, RoleModel role) {
    return !hasRequest(session)
        || asCommitted(
            session,
            realm,
            (auth, same) -> {
              RoleModel held = same.getRoleById(role.getId());
              return held != null && (holds(auth, held) || holdsCounterpart(auth, same, held));
            });
  }

  private static boolean holds(AdminAuth auth, RoleModel role) {
    return auth.getUser().hasRole(role) && auth.getClient().hasScope(role);
  }

  private static boolean holdsCounterpart(AdminAuth auth, RealmModel realm, RoleModel role) {
    return role.getContainer().equals(realm.getClientByClientId(REALM_MANAGEMENT_CLIENT_ID))
        && AdminRole.of(role).filter(each -> AdminCaller.has(auth, realm, each)).isPresent();
  }

  /** Asks in a session of its own: the caller may be giving the role to themselves in this one. */
  private static boolean asCommitted(
      KeycloakSession session, RealmModel realm, BiPredicate<AdminAuth, RealmModel> question) {
    UserModel user = session.getContext().getUser();
    if (user == null || !(session.getContext().getBearerToken() instanceof AccessToken token)) {
      return false;
    }
    return Jobs.call(
        session.getKeycloakSessionFactory(),
        own -> {
          RealmModel home = own.realms().getRealmByName(realmName(token.getIssuer()));
          RealmModel same = own.realms().getRealm(realm.getId());
          if (home == null || same == null) {
            return false;
          }
          own.getContext().setRealm(home);
          UserModel caller = own.users().getUserById(home, user.getId());
          ClientModel client = home.getClientByClientId(token.getIssuedFor());
          return caller != null
              && client != null
              && question.test(new AdminAuth(home, token, caller, client), same);
        });
  }

  private static String realmName(String issuer) {
    return Encode.decodePath(issuer.substring(issuer.lastIndexOf('/') + 1));
  }

  private static boolean hasRequest(KeycloakSession session) {
    try {
      return session.getContext().getHttpRequest() != null;
    } catch (ContextNotActiveException none) {
      return false;
    }
  }
}
