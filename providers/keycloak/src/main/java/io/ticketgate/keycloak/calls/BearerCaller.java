package io.ticketgate.keycloak.calls;

import static org.keycloak.models.Constants.REALM_MANAGEMENT_CLIENT_ID;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  private BearerCaller() {}

  /** Returns whether the session may change rules and systems of the realm. */
  public static boolean mayConfigure(KeycloakSession session, RealmModel realm) {
    return Operator.isBehind(session)
        || before(
            session, auth -> AdminCaller.has(session, auth, realm, AdminRole.TICKET_GATE_ADMIN));
  }

  /** Returns whether the session may look at tickets and bindings of the realm. */
  public static boolean mayLook(KeycloakSession session, RealmModel realm) {
    return Operator.isBehind(session)
        || before(
            session,
            auth ->
                AdminRole.LOOKING.stream()
                    .anyMatch(role -> AdminCaller.has(session, auth, realm, role)));
  }

  /**
   * Returns whether the session may assign these roles of the gate: its caller holds each of them,
   * or its counterpart in the master realm.
   */
  public static boolean mayHandOut(
      KeycloakSession session, RealmModel realm, Collection<RoleModel> roles) {
    return Operator.isBehind(session)
        || before(
            session,
            auth ->
                roles.stream()
                    .allMatch(
                        role ->
                            AdminCaller.holds(session, auth, role)
                                || holdsCounterpart(session, auth, realm, role)));
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
        || !realm.equals(home(session, token))) {
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
    RealmModel home = home(session, token);
    if (home == null) {
      return false;
    }
    UserModel user = session.users().getUserById(home, userId);
    ClientModel client = home.getClientByClientId(token.getIssuedFor());
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
        || before(
            session,
            auth ->
                AdminRole.of(realm).stream()
                    .filter(role -> had(session, realm, userId, role))
                    .allMatch(
                        held ->
                            AdminCaller.holds(session, auth, held)
                                || holdsCounterpart(session, auth, realm, held)));
  }

  /**
   * Returns whether a role or group contained one of the gate's roles before this transaction, or
   * is one.
   *
   * @param id of the role or group
   */
  public static boolean containedOfGate(KeycloakSession session, RealmModel realm, String id) {
    return contained(session, realm, id).findAny().isPresent();
  }

  /**
   * Returns whether the session may take a role or group away from what contains it: its caller
   * holds each of the gate's roles that it contained before this transaction.
   *
   * @param id of the role or group
   */
  public static boolean mayTakeApart(KeycloakSession session, RealmModel realm, String id) {
    return mayHandOut(session, realm, contained(session, realm, id).toList());
  }

  private static Stream<RoleModel> contained(KeycloakSession session, RealmModel realm, String id) {
    WrittenHere written = WrittenHere.in(session);
    return AdminRole.of(realm).stream().filter(role -> written.contained(realm, id, role));
  }

  /** An account of which nobody noted what it had may have had everything. */
  private static boolean had(
      KeycloakSession session, RealmModel realm, String userId, RoleModel role) {
    WrittenHere written = WrittenHere.in(session);
    UserModel account =
        written.knowsRemoved(userId) ? null : session.users().getUserById(realm, userId);
    return (account == null && !written.knowsRemoved(userId))
        || written.had(realm, userId, account, role);
  }

  private static boolean holdsCounterpart(
      KeycloakSession session, AdminAuth auth, RealmModel realm, RoleModel role) {
    return role.getContainer().equals(realm.getClientByClientId(REALM_MANAGEMENT_CLIENT_ID))
        && AdminRole.of(role)
            .filter(each -> AdminCaller.has(session, auth, realm, each))
            .isPresent();
  }

  /**
   * Asks about the bearer as of before this transaction, in which the caller may be giving the role
   * to themselves.
   */
  private static boolean before(KeycloakSession session, Predicate<AdminAuth> question) {
    UserModel caller = session.getContext().getUser();
    if (caller == null
        || !(session.getContext().getBearerToken() instanceof AccessToken token)
        || onlyReads(session)) {
      return false;
    }
    RealmModel home = home(session, token);
    ClientModel client =
        home == null ? null : WrittenHere.in(session).client(home, token.getIssuedFor());
    if (home == null || client == null) {
      return false;
    }
    // Look-ups of users need their realm in the context.
    RealmModel judged = session.getContext().getRealm();
    session.getContext().setRealm(home);
    try {
      return question.test(new AdminAuth(home, token, caller, client));
    } finally {
      session.getContext().setRealm(judged);
    }
  }

  /** The realm of a token, which may be getting another name in this transaction. */
  private static @Nullable RealmModel home(KeycloakSession session, AccessToken token) {
    return WrittenHere.in(session).realm(session, realmName(token.getIssuer()));
  }

  static String realmName(String issuer) {
    return Encode.decodePath(issuer.substring(issuer.lastIndexOf('/') + 1));
  }

  /** Returns whether the request makes users as its body describes them. */
  public static boolean describesUsers(KeycloakSession session) {
    String path = session.getContext().getUri().getPath();
    return path.endsWith("/partialImport") || (path.endsWith("/users") && !onlyReads(session));
  }

  /**
   * Returns whether the request only reads. Somebody who searches for users did not order what a
   * directory has them import.
   */
  public static boolean onlyReads(KeycloakSession session) {
    return READS.contains(session.getContext().getHttpRequest().getHttpMethod());
  }
}
