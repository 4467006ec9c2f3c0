package io.ticketgate.keycloak;

import java.util.Set;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The secret and the registered keys of clients, and the tokens that were issued to them. */
public final class ClientCredentials {

  /** Beginnings of the names of the client attributes by which a client may authenticate. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "client.secret.",
          "jwt.credential.",
          "jwks.",
          "use.jwks.",
          "x509.",
          "saml.signing.",
          "saml_signature_",
          "token.endpoint.auth.signing.alg",
          "oidc.attest",
          "attest");

  private static final int SECRET_LENGTH = 48;
  private static final long MILLIS = 1000L;

  private final KeycloakSession session;
  private final RealmModel realm;

  ClientCredentials(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Whether a client attribute of that name decides by what the client authenticates. */
  public static boolean isCredential(String attribute) {
    return ATTRIBUTES.stream().anyMatch(attribute::startsWith);
  }

  /** Makes every secret and key that the client has useless: nobody knows the new secret. */
  void voidAll(ClientModel client) {
    client.getAttributes().keySet().stream()
        .filter(ClientCredentials::isCredential)
        .toList()
        .forEach(client::removeAttribute);
    client.setRegistrationToken(null);
    client.setSecret(SecretGenerator.getInstance().randomString(SECRET_LENGTH));
  }

  /** Makes the secret useless that another has replaced and that is still good for a while. */
  void voidOldSecret(ClientModel client) {
    client.removeAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET);
    client.removeAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET_CREATION_TIME);
    client.removeAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET_EXPIRATION_TIME);
  }

  /** Makes every token unusable that was issued to the client, and those of its service account. */
  void endTokens(ClientModel client) {
    int now = Math.toIntExact(Time.currentTimeMillis() / MILLIS) + 1;
    client.setNotBefore(now);
    UserModel account = session.users().getServiceAccount(client);
    if (account != null) {
      session.users().setNotBeforeForUser(realm, account, now);
      session.sessions().removeUserSessions(realm, account);
    }
  }
}
