package io.ticketgate.keycloak.calls;

import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Detail.Registered.Registrar;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUnregisterContext;
import org.keycloak.services.clientregistration.ClientRegistrationTokenUtils;
import org.keycloak.util.TokenUtil;

/**
 * What dynamic client registration does in a session, and by whose authority. Keycloak (26.7,
 * {@code ClientRegistrationAuth}) puts nobody into the context of such a request; its client
 * policies are told.
 */
public final class ClientRegistration {

  private static final String ATTRIBUTE = ClientRegistration.class.getName();

  private final Detail.@Nullable Registered registered;
  private final @Nullable UserModel user;
  private final @Nullable String removesItself;

  private ClientRegistration(
      Detail.@Nullable Registered registered,
      @Nullable UserModel user,
      @Nullable String removesItself) {
    this.registered = registered;
    this.user = user;
    this.removesItself = removesItself;
  }

  /** Notes who registers a client, or which client removes itself by its registration token. */
  public static void note(KeycloakSession session, ClientCRUDContext context) {
    if (context instanceof DynamicClientRegisterContext) {
      session.setAttribute(
          ATTRIBUTE,
          new ClientRegistration(
              registered(context.getToken()), context.getAuthenticatedUser(), null));
    } else if (context instanceof DynamicClientUnregisterContext
        && byRegistrationToken(context.getToken())) {
      session.setAttribute(
          ATTRIBUTE, new ClientRegistration(null, null, context.getTargetClient().getId()));
    }
  }

  /** Returns whether it is the token that a client got when it was registered. */
  public static boolean byRegistrationToken(@Nullable JsonWebToken token) {
    return token != null
        && ClientRegistrationTokenUtils.TYPE_REGISTRATION_ACCESS_TOKEN.equals(token.getType());
  }

  private static Detail.Registered registered(@Nullable JsonWebToken token) {
    if (token == null) {
      return new Detail.Registered(Registrar.ANONYMOUS, "");
    }
    String id = token.getId();
    return TokenUtil.TOKEN_TYPE_BEARER.equals(token.getType())
        ? new Detail.Registered(Registrar.BEARER, "")
        : new Detail.Registered(Registrar.INITIAL_ACCESS_TOKEN, id == null ? "" : id);
  }

  private static @Nullable ClientRegistration in(KeycloakSession session) {
    return session.getAttribute(ATTRIBUTE, ClientRegistration.class);
  }

  /** Who registers a client in this session; null where nobody does. */
  public static Detail.@Nullable Registered registered(KeycloakSession session) {
    ClientRegistration here = in(session);
    return here == null ? null : here.registered;
  }

  /** The user by whose access token a client is registered; null for anybody else. */
  static @Nullable UserModel user(KeycloakSession session) {
    ClientRegistration here = in(session);
    return here == null ? null : here.user;
  }

  /** Returns whether the client of this id removes itself by its registration token. */
  public static boolean removesItself(KeycloakSession session, String clientUuid) {
    ClientRegistration here = in(session);
    return here != null && clientUuid.equals(here.removesItself);
  }
}
