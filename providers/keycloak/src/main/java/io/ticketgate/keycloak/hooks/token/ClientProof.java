package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.token.PresentedCredential;
import io.ticketgate.keycloak.realm.CredentialMarks;
import io.ticketgate.keycloak.realm.PublicKeys;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.http.HttpRequest;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.jose.jws.crypto.HMACProvider;
import org.keycloak.keys.loader.PublicKeyStorageManager;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.BasicAuthHelper;

/**
 * What a client proved itself with in a request, once Keycloak has found it good. Keycloak keeps
 * nothing of it.
 */
final class ClientProof {

  private ClientProof() {}

  /** What the request shows of it. */
  static PresentedCredential of(KeycloakSession session, HttpRequest request, ClientModel client) {
    CredentialMark whole = CredentialMarks.whole(session, client);
    String way = client.isPublicClient() ? "" : client.getClientAuthenticatorType();
    return switch (way) {
      case "client-secret" -> ofSecret(secret(request), client, whole);
      case "client-secret-jwt" -> ofSecret(signingSecret(request, client), client, whole);
      case "client-jwt" -> new PresentedCredential(key(session, request, client), whole);
      default -> new PresentedCredential(null, whole);
    };
  }

  private static PresentedCredential ofSecret(
      @Nullable String secret, ClientModel client, CredentialMark whole) {
    if (secret == null) {
      return new PresentedCredential(null, whole);
    }
    return new PresentedCredential(
        CredentialMark.ofSecret(secret), isSame(secret, client.getSecret()) ? whole : null);
  }

  static boolean isSame(String given, @Nullable String known) {
    return known != null
        && MessageDigest.isEqual(
            known.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret as {@code ClientIdAndSecretAuthenticator} reads it; null for none. */
  static @Nullable String secret(HttpRequest request) {
    String header = request.getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
    String[] basic = header == null ? null : BasicAuthHelper.RFC6749.parseHeader(header);
    return basic != null
        ? basic[1]
        : request.getDecodedFormParameters().getFirst(OAuth2Constants.CLIENT_SECRET);
  }

  private static @Nullable JWSInput assertion(HttpRequest request) {
    String text = request.getDecodedFormParameters().getFirst(OAuth2Constants.CLIENT_ASSERTION);
    try {
      return text == null ? null : new JWSInput(text);
    } catch (JWSInputException malformed) {
      return null; // Keycloak will not take it
    }
  }

  /**
   * Mark of the key that Keycloak has checked the assertion with; null where the client's keys are
   * at an address, and so known as a whole only.
   */
  private static @Nullable CredentialMark key(
      KeycloakSession session, HttpRequest request, ClientModel client) {
    List<String> registered = PublicKeys.registered(client);
    if (registered.isEmpty()) {
      return null;
    }
    JWSInput assertion = assertion(request);
    PublicKey used =
        assertion == null
            ? null
            : PublicKeyStorageManager.getClientPublicKey(session, client, assertion);
    String thumbprint = used == null ? "" : PublicKeys.thumbprint(used);
    return CredentialMark.ofKey(thumbprint);
  }

  /** Which of the client's two secrets an assertion is signed with; null for neither. */
  private static @Nullable String signingSecret(HttpRequest request, ClientModel client) {
    JWSInput assertion = assertion(request);
    if (assertion == null) {
      return null;
    }
    for (String secret :
        new String[] {
          client.getSecret(), client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET)
        }) {
      if (secret != null
          && HMACProvider.verify(assertion, secret.getBytes(StandardCharsets.UTF_8))) {
        return secret;
      }
    }
    return null;
  }
}
