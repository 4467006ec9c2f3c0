package io.ticketgate.keycloak.calls;

import static org.keycloak.models.Constants.REALM_MANAGEMENT_CLIENT_ID;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
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

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Asked of the bearer in a session of its own, about the realm that is written to. */
  private interface Question {
    boolean test(KeycloakSession own, AdminAuth auth, RealmModel realm);
  }

  private BearerCaller() {}

  /** Returns whether the session may change rules and systems of the realm. */
  public static boolean mayConfigure(KeycloakSession session, RealmModel realm) {
    return Operator.isBehind(session)
        || asCommitted(
            session,
            realm,
            (own, auth, same) -> AdminCaller.has(own, auth, same, AdminRole.TICKET_GATE_ADMIN));
  }

  /** Returns whether the session may look at tickets and bindings of the realm. */
  public static boolean mayLook(KeycloakSession session, RealmModel realm) {
    return Operator.isBehind(session)
        || asCommitted(
            session,
            realm,
            (own, auth, same) ->
                AdminRole.LOOKING.stream()
                    .anyMatch(role -> AdminCaller.has(own, auth, same, role)));
  }

  /**
   * Returns whether the session may assign these roles of the gate: its caller holds each of them,
   * or its counterpart in the master realm.
   */
  public static boolean mayHandOut(
      KeycloakSession session, RealmModel realm, Collection<RoleModel> roles) {
    return Operator.isBehind(session)
        || asCommitted(
            session,
            realm,
            (own, auth, same) ->
                roles.stream()
                    .allMatch(
                        role -> {
                          RoleModel held = same.getRoleById(role.getId());
                          return held != null
                              && (holds(own, auth, held)
                                  || holdsCounterpart(own, auth, same, held));
                        }));
  }

  /**
   * The user of this realm who asks, with a token that nobody else got for them; empty for anybody
   * else.
   */
  public static Optional<UserModel> own(KeycloakSession session, RealmModel realm) {
    UserModel user = session.getContext().getUser();
    if (user == null
        || !(session.getContext().getBearerToken() instanceof AccessToken token)
        || onlyReads(session)
        || !user.getId().equals(token.getSubject())
        || !realm.equals(session.realms().getRealmByName(realmName(token.getIssuer())))) {
      return Optional.empty();
    }
    return Optional.of(user)
        .filter(
            found ->
                isThemself(session, found.getId())
                    || isOwnServiceAccount(session, realm, token, found));
  }

  private static boolean isOwnServiceAccount(
      KeycloakSession session, RealmModel realm, AccessToken token, UserModel user) {
    ClientModel client = realm.getClientByClientId(token.getIssuedFor());
    return client != null
        && DerivedTokens.isOfOwnAccount(session, token, user, client)
        && !token.getOtherClaims().containsKey(DerivedTokens.CLAIM);
  }

  /** Returns whether the bearer is this user, with a token that nobody else got for them. */
  public static boolean isThemself(KeycloakSession session, String userId) {
    if (!(session.getContext().getBearerToken() instanceof AccessToken token)
        || token.getSubject() == null
        || !token.getSubject().equals(userId)
        || token.getOtherClaims().containsKey(DerivedTokens.CLAIM)
        || token.getSessionId() == null) {
      return false;
    }
    RealmModel home = session.realms().getRealmByName(realmName(token.getIssuer()));
    UserModel user = home == null ? null : session.users().getUserById(home, userId);
    ClientModel client = home == null ? null : home.getClientByClientId(token.getIssuedFor());
    return user != null
        && client != null
        && DerivedTokens.ownSession(session, home, token, user, client)
            .filter(own -> !own.isOffline())
            .isPresent();
  }

  /**
   * Returns whether the session may take away a service account, or what it has of the gate: its
   * caller holds each of the gate's roles that the account had before this transaction.
   */
  public static boolean mayTakeAway(KeycloakSession session, RealmModel realm, String userId) {
    return Operator.isBehind(session)
        || asCommitted(
            session,
            realm,
            (own, auth, same) -> {
              UserModel account = own.users().getUserById(same, userId);
              return account == null
                  || AdminRole.of(same).stream()
                      .filter(account::hasRole)
                      .allMatch(
                          held ->
                              holds(own, auth, held) || holdsCounterpart(own, auth, same, held));
            });
  }

  private static boolean holds(KeycloakSession session, AdminAuth auth, RoleModel role) {
    return auth.getUser().hasRole(role)
        && auth.getClient().hasScope(role)
        && !DerivedTokens.isDerived(session, auth);
  }

  private static boolean holdsCounterpart(
      KeycloakSession session, AdminAuth auth, RealmModel realm, RoleModel role) {
    return role.getContainer().equals(realm.getClientByClientId(REALM_MANAGEMENT_CLIENT_ID))
        && AdminRole.of(role)
            .filter(each -> AdminCaller.has(session, auth, realm, each))
            .isPresent();
  }

  /** Asks in a session of its own: the caller may be giving the role to themselves in this one. */
  private static boolean asCommitted(KeycloakSession session, RealmModel realm, Question question) {
    UserModel user = session.getContext().getUser();
    if (user == null
        || !(session.getContext().getBearerToken() instanceof AccessToken token)
        || onlyReads(session)) {
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
              && question.test(own, new AdminAuth(home, token, caller, client), same);
        });
  }

  static String realmName(String issuer) {
    return Encode.decodePath(issuer.substring(issuer.lastIndexOf('/') + 1));
  }

  /** Somebody who searches for users did not order what a directory has them import. */
  private static boolean onlyReads(KeycloakSession session) {
    return READS.contains(session.getContext().getHttpRequest().getHttpMethod());
  }
}
