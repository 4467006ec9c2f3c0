package io.ticketgate.keycloak.hooks;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RoleProvider;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.provider.Provider;
import org.keycloak.services.clientpolicy.ClientPolicyManager;

/**
 * The places that the token gate has taken in Keycloak. Another extension may have taken one of
 * them, and then tokens would pass unseen.
 */
public final class Hooks {

  private static final Map<Class<? extends Provider>, List<String>> TAKEN =
      Map.of(
          LoginProtocol.class,
          List.of("openid-connect", "saml"),
          RoleProvider.class,
          List.of("jpa"),
          Authenticator.class,
          List.of("auth-cookie"),
          TokenIntrospectionProvider.class,
          List.of("access_token", "refresh_token", "requesting_party_token"),
          ProtocolMapper.class,
          List.of(
              "saml-role-list-mapper",
              "saml-user-attribute-mapper",
              "saml-user-property-mapper",
              "saml-hardcode-attribute-mapper",
              "saml-group-membership-mapper",
              "saml-user-session-note-mapper"));

  private Hooks() {}

  /**
   * To be called once the server's providers are loaded.
   *
   * @throws IllegalStateException when another extension has taken one of these places
   */
  public static void require(KeycloakSessionFactory factory) {
    TAKEN.forEach(
        (type, ids) -> ids.forEach(id -> require(factory.getProviderFactory(type, id), type, id)));
    require(
        factory.getProviderFactory(ClientPolicyManager.class),
        ClientPolicyManager.class,
        "default");
  }

  private static void require(@Nullable Object found, Class<?> type, String id) {
    // What is switched off lets nothing pass.
    if (found != null && !found.getClass().getName().startsWith(Hooks.class.getPackageName())) {
      throw new IllegalStateException(
          "The ticket gate cannot check tokens: provider "
              + id
              + " of "
              + type.getSimpleName()
              + " is "
              + found.getClass().getName()
              + ". Remove the extension that replaces it, or switch the gate off with"
              + " spi-ticket-gate--default--enforcement=off.");
    }
  }
}
