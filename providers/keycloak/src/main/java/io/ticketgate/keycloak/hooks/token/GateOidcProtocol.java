package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.refusal.GateException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseMode;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's OpenID Connect, with the gate before the tokens that the authorization endpoint itself
 * issues: the implicit and the hybrid flow.
 */
final class GateOidcProtocol extends OIDCLoginProtocol {

  GateOidcProtocol(OIDCProviderConfig config) {
    super(config);
  }

  @Override
  public Response authenticated(
      AuthenticationSessionModel authSession,
      UserSessionModel userSession,
      ClientSessionContext context) {
    String responseType = authSession.getClientNote(RESPONSE_TYPE_PARAM);
    if (responseType == null || !OIDCResponseType.parse(responseType).isImplicitOrHybridFlow()) {
      return super.authenticated(authSession, userSession, context);
    }
    Optional<GuardedClientSession> guard =
        GuardedClientSession.of(session, userSession, context, authSession.getClient());
    if (guard.isEmpty()) {
      return super.authenticated(authSession, userSession, context);
    }
    Optional<GateException.Refused> refusal = guard.get().refusal();
    if (refusal.isPresent()) {
      OAuthRefusal.tell(session, refusal.get(), authSession.getClient(), userSession.getUser());
      Response answer = refused(authSession, refusal.get());
      new AuthenticationSessionManager(session)
          .removeTabIdInAuthenticationSession(realm, authSession);
      return answer;
    }
    return super.authenticated(authSession, userSession, guard.get().context());
  }

  /**
   * A mapper has written a name for which the token is refused; Keycloak alone would not report
   * this error.
   */
  @Override
  public Response buildRedirectUri(
      OIDCRedirectUriBuilder redirect,
      AuthenticationSessionModel authSession,
      UserSessionModel userSession,
      ClientSessionContext context,
      Exception cause,
      Error error) {
    Optional<GateException.Refused> refusal =
        context == null
            ? Optional.empty()
            : GuardedClientSession.known(context).flatMap(GuardedClientSession::refusal);
    return refusal.isPresent()
        ? refused(authSession, refusal.get())
        : super.buildRedirectUri(redirect, authSession, userSession, context, cause, error);
  }

  /** As {@link #sendError}, which has no word for {@code unauthorized_client}. */
  private Response refused(AuthenticationSessionModel authSession, GateException.Refused refusal) {
    OIDCResponseMode mode =
        OIDCResponseMode.parse(
            authSession.getClientNote(RESPONSE_MODE_PARAM),
            OIDCResponseType.parse(authSession.getClientNote(RESPONSE_TYPE_PARAM)));
    OIDCRedirectUriBuilder redirect =
        OIDCRedirectUriBuilder.fromUri(authSession.getRedirectUri(), mode, session, null)
            .addParam(OAuth2Constants.ERROR, OAuthRefusal.ERROR)
            .addParam(OAuth2Constants.ERROR_DESCRIPTION, OAuthRefusal.description(refusal));
    String state = authSession.getClientNote(STATE_PARAM);
    if (state != null) {
      redirect.addParam(OAuth2Constants.STATE, state);
    }
    if (!OIDCAdvancedConfigWrapper.fromClientModel(authSession.getClient())
        .isExcludeIssuerFromAuthResponse()) {
      redirect.addParam(
          OAuth2Constants.ISSUER,
          Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
    }
    return redirect.build();
  }
}
