package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.keycloak.realm.FederatedIdentity;
import io.ticketgate.keycloak.realm.PublicKeys;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to prove itself by: exactly one of the fields is set.
 *
 * @param jwks a JWK set, RFC 7517
 * @param jwk one key
 * @param certificate an X.509 certificate in PEM
 * @param federated whose assertions a workload shows, which has no secret of its own
 */
@Schema(description = "Exactly one of the fields is set; it holds no secret")
public record CredentialJson(
    @Nullable JsonNode jwks,
    @Nullable JsonNode jwk,
    @Nullable String certificate,
    @Nullable Federated federated) {

  private static final int LONGEST_CERTIFICATE = 16 * 1024;
  private static final String FIELD = "credential";

  /**
   * An identity that an identity provider of the realm vouches for.
   *
   * @param identityProvider its alias
   * @param subject {@code sub} of the assertions that it signs
   */
  @Schema(requiredProperties = {"identityProvider", "subject"})
  public record Federated(@Nullable String identityProvider, @Nullable String subject) {

    static Federated of(FederatedIdentity identity) {
      return new Federated(identity.identityProvider(), identity.subject());
    }
  }

  CredentialForm form() {
    if (Stream.of(jwks, jwk, certificate, federated).filter(Objects::nonNull).count() != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          FIELD,
          "credential has exactly one of jwks, jwk, certificate and federated; leave it out for a new secret.");
    }
    if (jwks != null) {
      return PublicKeys.ofSet(jwks, FIELD + ".jwks");
    }
    if (jwk != null) {
      return PublicKeys.ofKey(jwk, FIELD + ".jwk");
    }
    if (federated != null) {
      return FederatedIdentity.of(
          federated.identityProvider, federated.subject, FIELD + ".federated");
    }
    String field = FIELD + ".certificate";
    String pem = RequestBody.optional(certificate, field, LONGEST_CERTIFICATE);
    return PublicKeys.ofCertificate(pem == null ? "" : pem, field);
  }
}
