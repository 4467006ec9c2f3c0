package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.token.Assurance;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * A person who sees to their own grants, with an access token as Keycloak's Account API takes it:
 * meant for the client {@code account}, with its roles. Stricter than that, a token that somebody
 * else got for them opens nothing, nor does one of a service account, nor a lightweight one, which
 * names no audience.
 */
public final class AccountCaller {

  private static final String[] METHODS = {"GET", "POST", "OPTIONS"};

  private final KeycloakSession session;
  private final AdminAuth auth;
  private final ClientModel account;

  private AccountCaller(KeycloakSession session, AdminAuth auth, ClientModel account) {
    this.session = session;
    this.auth = auth;
    this.account = account;
  }

  /** The client whose tokens see to accounts; null where the realm has none, or none enabled. */
  public static @Nullable ClientModel account(RealmModel realm) {
    ClientModel account = realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
    return account == null || !account.isEnabled() ? null : account;
  }

  /** Who asks; null without an access token of this realm that is meant for {@code account}. */
  public static @Nullable AccountCaller of(
      KeycloakSession session, RealmModel realm, ClientModel account) {
    AdminAuth auth = RealmBearer.authenticated(session, realm);
    if (auth == null || !auth.getToken().hasAudience(account.getClientId())) {
      return null;
    }
    return new AccountCaller(session, auth, account);
  }

  /** Returns whether the person may look at what they hold. */
  public boolean mayLook() {
    return holdsAny(AccountRoles.VIEW_PROFILE, AccountRoles.MANAGE_ACCOUNT);
  }

  /** Returns whether the person may do something about it. */
  public boolean mayAct() {
    return holdsAny(AccountRoles.MANAGE_ACCOUNT);
  }

  /** In the token, as the Account API asks, and by what the person holds now. */
  private boolean holdsAny(String... roles) {
    AccessToken.Access access = auth.getToken().getResourceAccess(account.getClientId());
    return access != null
        && auth.getUser().getServiceAccountClientLink() == null
        && !DerivedTokens.isDerived(session, auth)
        && Arrays.stream(roles).anyMatch(role -> access.isUserInRole(role) && holdsNow(role));
  }

  private boolean holdsNow(String name) {
    RoleModel role = account.getRole(name);
    return role != null && auth.getUser().hasRole(role);
  }

  /** How strongly the person has authenticated. */
  public Assurance assurance() {
    return Assurances.of(session, session.getContext().getRealm(), auth.getToken());
  }

  /** The person. */
  public Person person() {
    return Subjects.person(auth.getUser());
  }

  /** Lets a page of the client that got the token read the answer, as Keycloak's Account API. */
  public void answerAcrossOrigins() {
    String origin =
        session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(Cors.ORIGIN_HEADER);
    var allowed = auth.getToken().getAllowedOrigins();
    // The methods that take a token or a list have other names in Keycloak 26.4 and in 26.7.
    if (origin != null
        && allowed != null
        && (allowed.contains(origin)
            || allowed.contains(Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD))) {
      Cors.builder().allowAllOrigins().allowedMethods(METHODS).auth().add();
    }
  }
}
