package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.keycloak.realm.FederatedIdentity;
import io.ticketgate.keycloak.realm.PublicKeys;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys by which a client wants to prove itself: public, strong, and for signing. */
class CredentialJsonTest {

  private static final Map<String, Object> KEY = Keys.rsa(2048);

  private static Map<String, Object> with(String member, Object value) {
    Map<String, Object> key = new LinkedHashMap<>(KEY);
    key.put(member, value);
    return key;
  }

  private static CredentialForm form(Map<String, Object> credential) {
    return RequestBody.read(
            Malformed.body(credential), CredentialJson.class, ErrorCode.INVALID_REQUEST)
        .form();
  }

  private static PublicKeys read(Map<String, Object> credential) {
    return (PublicKeys) form(credential);
  }

  private static Map<String, Object> federated(String provider, String subject) {
    return Map.of("federated", Map.of("identityProvider", provider, "subject", subject));
  }

  static Stream<Arguments> wrongCredentials() {
    return Stream.of(
        arguments(Map.of(), "credential"),
        arguments(Map.of("jwk", KEY, "certificate", "x"), "credential"),
        arguments(Map.of("jwk", KEY, "jwks", Map.of("keys", List.of(KEY))), "credential"),
        arguments(Map.of("jwk", with("d", "AQAB")), "credential.jwk"),
        arguments(Map.of("jwk", with("p", "AQAB")), "credential.jwk"),
        arguments(Map.of("jwk", Map.of("kty", "oct", "k", "AQAB")), "credential.jwk"),
        arguments(Map.of("jwk", Map.of("kty", "oct")), "credential.jwk.kty"),
        arguments(Map.of("jwk", Map.of()), "credential.jwk.kty"),
        arguments(Map.of("jwk", Map.of("kty", "RSA")), "credential.jwk"),
        arguments(Map.of("jwk", Map.of("kty", "RSA", "n", 5)), "credential.jwk.n"),
        arguments(Map.of("jwk", Keys.rsa(1024)), "credential.jwk"),
        arguments(Map.of("jwk", with("use", "enc")), "credential.jwk.use"),
        arguments(Map.of("jwk", with("kid", "x".repeat(256))), "credential.jwk.kid"),
        arguments(Map.of("jwk", "RSA"), "credential.jwk"),
        arguments(Map.of("jwks", Map.of("keys", List.of())), "credential.jwks"),
        arguments(Map.of("jwks", List.of(KEY)), "credential.jwks"),
        arguments(Map.of("jwks", Map.of("keys", List.of(KEY, KEY))), "credential.jwks.keys.1.kid"),
        arguments(
            Map.of("jwks", Map.of("keys", List.of(KEY, with("d", "AQAB")))),
            "credential.jwks.keys.1"),
        arguments(Map.of("jwks", Map.of("keys", Collections.nCopies(11, KEY))), "credential.jwks"),
        arguments(Map.of("certificate", "x".repeat(20_000)), "credential.certificate"),
        arguments(
            Map.of("jwk", KEY, "federated", Map.of("identityProvider", "ci", "subject", "x")),
            "credential"),
        arguments(
            Map.of("federated", Map.of("subject", "x")), "credential.federated.identityProvider"),
        arguments(federated("", "x"), "credential.federated.identityProvider"),
        arguments(
            Map.of("federated", Map.of("identityProvider", "ci")), "credential.federated.subject"),
        arguments(federated("ci", "x\n"), "credential.federated.subject"),
        arguments(federated("ci", "x\u0001y"), "credential.federated.subject"),
        arguments(federated("ci", "x".repeat(2001)), "credential.federated.subject"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongCredentials")
  void namesWhatIsWrongAndRepeatsNoSecret(Map<String, Object> credential, String field) {
    assertThat(
            Malformed.refused(ErrorCode.INVALID_REQUEST, field, () -> read(credential))
                .getMessage())
        .doesNotContain("AQAB");
  }

  @Test
  void keepsOfAKeyWhatIsPublicAndSaysThatItSigns() {
    PublicKeys keys = read(Map.of("jwk", with("kid", "mine")));

    assertThat(keys.ids()).containsExactly("mine");
    assertThat(keys.attributes().get("use.jwks.string")).isEqualTo("true");
    assertThat(keys.attributes().get("jwks.string"))
        .contains("\"kid\":\"mine\"", "\"use\":\"sig\"", String.valueOf(KEY.get("n")));
  }

  @Test
  void namesAKeyWithoutAnIdAfterItsContent() {
    List<String> once = read(Map.of("jwk", KEY)).ids();

    assertThat(once).hasSize(1).isEqualTo(read(Map.of("jwk", KEY)).ids());
    assertThat(read(Map.of("jwk", Keys.rsa(2048))).ids()).isNotEqualTo(once);
  }

  @Test
  void readsWhoseAssertionsAWorkloadShows() {
    assertThat(form(federated("ci", "repo:org/app:ref:refs/heads/main")))
        .isEqualTo(new FederatedIdentity("ci", "repo:org/app:ref:refs/heads/main"));
  }

  @Test
  void readsASetOfKeys() {
    assertThat(
            read(Map.of("jwks", Map.of("keys", List.of(with("kid", "a"), with("kid", "b"))))).ids())
        .containsExactly("a", "b");
  }
}
