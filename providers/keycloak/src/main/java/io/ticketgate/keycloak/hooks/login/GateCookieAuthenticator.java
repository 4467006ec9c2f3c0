package io.ticketgate.keycloak.hooks.login;

import io.ticketgate.keycloak.calls.LoginCaller;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticator;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * Keycloak's login by the session of a browser, which notes what kind of session that was. A login
 * that goes on from an impersonated session is the impersonator's until its end, and so is the
 * session that it ends in.
 */
final class GateCookieAuthenticator extends CookieAuthenticator {

  @Override
  public void authenticate(AuthenticationFlowContext context) {
    super.authenticate(context);
    // Not only where the cookie was enough: a flow that asks for more goes on with its user.
    if (context.getUser() == null
        || RealmTokenPolicy.of(context.getSession(), context.getRealm())
            .filter(RealmTokenPolicy::enforced)
            .isEmpty()) {
      return;
    }
    session(context)
        .ifPresent(session -> LoginCaller.goesOnFrom(session, context.getAuthenticationSession()));
  }

  // The getter: Keycloak 26.4 has no record here yet.
  @SuppressWarnings("removal")
  private static Optional<UserSessionModel> session(AuthenticationFlowContext context) {
    AuthResult known =
        AuthenticationManager.authenticateIdentityCookie(
            context.getSession(), context.getRealm(), true);
    return Optional.ofNullable(known).map(found -> found.getSession());
  }
}
