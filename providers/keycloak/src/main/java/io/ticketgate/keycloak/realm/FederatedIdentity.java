package io.ticketgate.keycloak.realm;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AssertionIssuers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The identity by which a workload proves itself as a client, without any secret: what an identity
 * provider of the realm calls it in the assertions that it signs (Keycloak's federated client
 * authentication; RFC 7523, section 3).
 *
 * @param identityProvider alias of the identity provider, such as that of a CI
 * @param subject {@code sub} of its assertions, compared as it is
 */
public record FederatedIdentity(String identityProvider, String subject) implements CredentialForm {

  static final String PROVIDER = "jwt.credential.issuer";
  static final String SUBJECT = "jwt.credential.sub";

  private static final int LONGEST = 2000;

  /**
   * @param field path of the two in the request
   * @throws GateException.Invalid when one is missing or cannot be what such a thing is called
   */
  public static FederatedIdentity of(
      @Nullable String identityProvider, @Nullable String subject, String field) {
    return new FederatedIdentity(
        required(identityProvider, field + ".identityProvider"),
        required(subject, field + ".subject"));
  }

  private static String required(@Nullable String text, String field) {
    if (text == null
        || text.isBlank()
        || text.length() > LONGEST
        || !text.equals(text.strip())
        || text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(
          field,
          field + " is a text of up to " + LONGEST + " characters, without space around it.");
    }
    return text;
  }

  Map<String, String> attributes() {
    return Map.of(PROVIDER, identityProvider, SUBJECT, subject);
  }

  /**
   * @throws GateException.Invalid where nobody can prove themselves so, or another client does:
   *     then Keycloak would take the assertion for neither
   */
  void requireUsable(KeycloakSession session, RealmModel realm, ClientModel client) {
    new AssertionIssuers(session, realm)
        .whyUnusable(identityProvider)
        .ifPresent(
            why -> {
              throw invalid("credential.federated", why);
            });
    try (var same = session.clients().searchClientsByAttributes(realm, attributes(), null, null)) {
      same.filter(other -> !other.getId().equals(client.getId()))
          .findFirst()
          .ifPresent(
              other -> {
                throw invalid(
                    "credential.federated.subject",
                    "Client "
                        + other.getClientId()
                        + " proves itself by this identity. Each client has an identity of its"
                        + " own.");
              });
    }
  }

  private static GateException.Invalid invalid(String field, String message) {
    return new GateException.Invalid(ErrorCode.INVALID_REQUEST, field, message);
  }
}
