package io.ticketgate.core.token;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grant types of the token endpoint in which the person or client of the token takes part: it
 * logs in, proves itself, or goes on from where it did. A token that comes by any other grant type
 * may be in the hands of somebody else, such as one by token exchange, by the pre-authorised code
 * of a credential offer (OpenID4VCI), or by what a later Keycloak or another extension brings.
 */
public final class OwnGrants {

  private static final Set<String> OWN =
      Set.of(
          "authorization_code",
          "password",
          "client_credentials",
          "refresh_token",
          "urn:ietf:params:oauth:grant-type:device_code",
          "urn:openid:params:grant-type:ciba",
          "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:grant-type:uma-ticket");

  private OwnGrants() {}

  /**
   * Returns whether the owner of the token takes part.
   *
   * @param grantType as the form says; null where there is none, as at another endpoint
   */
  public static boolean include(@Nullable String grantType) {
    return grantType == null || OWN.contains(grantType);
  }
}
