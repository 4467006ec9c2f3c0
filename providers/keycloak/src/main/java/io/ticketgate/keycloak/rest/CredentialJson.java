package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.realm.PublicKeys;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The public keys by which a client is to prove itself: exactly one of the fields is set.
 *
 * @param jwks a JWK set, RFC 7517
 * @param jwk one key
 * @param certificate an X.509 certificate in PEM
 */
@Schema(description = "Exactly one of the fields is set; it holds public keys only")
public record CredentialJson(
    @Nullable JsonNode jwks, @Nullable JsonNode jwk, @Nullable String certificate) {

  private static final int LONGEST_CERTIFICATE = 16 * 1024;
  private static final String FIELD = "credential";

  PublicKeys keys() {
    if (Stream.of(jwks, jwk, certificate).filter(Objects::nonNull).count() != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          FIELD,
          "credential has exactly one of jwks, jwk and certificate; leave it out for a new secret.");
    }
    if (jwks != null) {
      return PublicKeys.ofSet(jwks, FIELD + ".jwks");
    }
    if (jwk != null) {
      return PublicKeys.ofKey(jwk, FIELD + ".jwk");
    }
    String field = FIELD + ".certificate";
    String pem = RequestBody.optional(certificate, field, LONGEST_CERTIFICATE);
    return PublicKeys.ofCertificate(pem == null ? "" : pem, field);
  }
}
