package io.ticketgate.keycloak.hooks.token;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.keycloak.dom.saml.v2.protocol.ResponseType;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.SamlProtocol;
import org.keycloak.protocol.saml.mappers.SAMLLoginResponseMapper;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Keycloak's SAML, with the gate around the making of assertions. */
final class GateSamlProtocol extends SamlProtocol {

  @Override
  public Response authenticated(
      AuthenticationSessionModel authSession,
      UserSessionModel userSession,
      ClientSessionContext context) {
    Optional<GuardedClientSession> guard =
        GuardedClientSession.of(session, userSession, context, authSession.getClient());
    if (guard.isEmpty()) {
      return super.authenticated(authSession, userSession, context);
    }
    if (guard.get().refusal().isPresent()) {
      return refused(authSession, guard.get());
    }
    SamlAssertions.takeCareOf(context);
    Response made = super.authenticated(authSession, userSession, guard.get().context());
    // What the mappers have written may be what it is refused for.
    if (guard.get().refusal().isPresent()) {
      return refused(authSession, guard.get());
    }
    guard.get().issued();
    return made;
  }

  private Response refused(AuthenticationSessionModel authSession, GuardedClientSession guard) {
    String why = guard.refusal().map(OAuthRefusal::description).orElseThrow();
    OAuthRefusal.tell(
        session,
        guard.refusal().get(),
        authSession.getClient(),
        authSession.getAuthenticatedUser());
    return sendError(authSession, Error.CONSENT_DENIED, why);
  }

  @Override
  public ResponseType transformLoginResponse(
      List<ProtocolMapperProcessor<SAMLLoginResponseMapper>> mappers,
      ResponseType response,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    ResponseType made =
        super.transformLoginResponse(mappers, response, session, userSession, context);
    GuardedClientSession.known(context)
        .ifPresent(guard -> new SamlAssertions(guard, context).finish(made));
    return made;
  }
}
