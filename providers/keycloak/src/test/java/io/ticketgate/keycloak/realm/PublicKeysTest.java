package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.Fake;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.ClientModel;

class PublicKeysTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectNode STRONG = rsa(2048);

  private static ObjectNode rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
      return JSON.createObjectNode()
          .put("kty", "RSA")
          .put("n", number(key.getModulus()))
          .put("e", number(key.getPublicExponent()));
    } catch (java.security.GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static JsonNode set(JsonNode... keys) {
    ObjectNode set = JSON.createObjectNode();
    set.putArray("keys").addAll(List.of(keys));
    return set;
  }

  private static void assertRefused(Runnable use, String field) {
    assertThatThrownBy(use::run)
        .isInstanceOfSatisfying(
            GateException.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo(field));
  }

  private static JsonNode stored(PublicKeys keys) throws Exception {
    return JSON.readTree(keys.attributes().get("jwks.string")).path("keys");
  }

  @Test
  void aKeyIsRegisteredForSigningUnderItsId() throws Exception {
    PublicKeys keys = PublicKeys.ofKey(STRONG.deepCopy().put("kid", "mine"), "jwk");

    assertThat(keys.ids()).containsExactly("mine");
    assertThat(keys.attributes())
        .containsOnlyKeys("use.jwks.string", "jwks.string")
        .containsEntry("use.jwks.string", "true");
    assertThat(stored(keys)).hasSize(1);
    assertThat(stored(keys).get(0).path("use").asText()).isEqualTo("sig");
    assertThat(stored(keys).get(0).path("n")).isEqualTo(STRONG.path("n"));
  }

  @Test
  void aKeyWithoutAnIdGetsOneThatIsAlwaysTheSame() {
    String id = PublicKeys.ofKey(STRONG, "jwk").ids().get(0);

    assertThat(id).isNotBlank().isEqualTo(PublicKeys.ofSet(set(STRONG), "jwks").ids().get(0));
  }

  @Test
  void whatIsNoPartOfAPublicKeyIsNotStored() throws Exception {
    ObjectNode key = STRONG.deepCopy().put("kid", "k").put("alg", "RS256").put("note", "x");
    key.put("x5u", "https://elsewhere.example");

    assertThat(stored(PublicKeys.ofKey(key, "jwk")).get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("kty", "use", "n", "e", "alg", "kid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void aPrivatePartIsRefusedWithTheAdviceToDropTheKey(String member) {
    assertThatThrownBy(() -> PublicKeys.ofKey(STRONG.deepCopy().put(member, "hunter2"), "jwk"))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining(member)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({"kty, oct, jwk.kty", "kty, '', jwk.kty", "use, enc, jwk.use", "n, '', jwk.n"})
  void aKeyThatIsNoPublicSigningKeyIsRefusedAtItsField(String member, String value, String field) {
    assertRefused(() -> PublicKeys.ofKey(STRONG.deepCopy().put(member, value), "jwk"), field);
  }

  @Test
  void aKeyWhoseNumbersAreNoneIsRefused() {
    assertRefused(() -> PublicKeys.ofKey(STRONG.deepCopy().put("n", "***"), "jwk"), "jwk");
    assertRefused(() -> PublicKeys.ofKey(JSON.createArrayNode(), "jwk"), "jwk");
  }

  @Test
  void aWeakRsaKeyIsRefused() {
    assertThatThrownBy(() -> PublicKeys.ofKey(rsa(1024), "jwk"))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("2048");
  }

  @Test
  void anIdIsUpTo255CharactersLong() {
    assertThat(PublicKeys.ofKey(STRONG.deepCopy().put("kid", "k".repeat(255)), "jwk").ids())
        .hasSize(1);
    assertRefused(
        () -> PublicKeys.ofKey(STRONG.deepCopy().put("kid", "k".repeat(256)), "jwk"), "jwk.kid");
  }

  @Test
  void aSetHasOneToTenKeys() {
    JsonNode[] ten = new JsonNode[10];
    JsonNode[] eleven = new JsonNode[11];
    for (int i = 0; i < 11; i++) {
      eleven[i] = STRONG.deepCopy().put("kid", "k" + i);
      if (i < 10) {
        ten[i] = eleven[i];
      }
    }

    assertThat(PublicKeys.ofSet(set(ten), "jwks").ids()).hasSize(10).startsWith("k0", "k1");
    assertRefused(() -> PublicKeys.ofSet(set(eleven), "jwks"), "jwks");
    assertRefused(() -> PublicKeys.ofSet(set(), "jwks"), "jwks");
    assertRefused(() -> PublicKeys.ofSet(STRONG, "jwks"), "jwks");
  }

  @Test
  void twoKeysOfOneIdAreRefusedAtTheSecond() {
    JsonNode key = STRONG.deepCopy().put("kid", "same");

    assertRefused(() -> PublicKeys.ofSet(set(key, key), "jwks"), "jwks.keys.1.kid");
  }

  /** Answers the attributes that a client has. */
  public record Attributes(Map<String, String> all) {
    public @Nullable String getAttribute(String name) {
      return all.get(name);
    }
  }

  @Test
  void aCertificateThatNobodyCanReadStaysByNoKey() {
    Map<String, String> all = new HashMap<>();
    all.putAll(PublicKeys.ofKey(STRONG.deepCopy().put("kid", "mine"), "jwk").attributes());
    all.put("jwt.credential.certificate", "no certificate");
    ClientModel client = Fake.of(ClientModel.class, new Attributes(all));

    List<String> registered = PublicKeys.registered(client);
    assertThat(registered).hasSize(1).doesNotContain("mine");
    assertThat(PublicKeys.retained(client, registered))
        .containsOnlyKeys("use.jwks.string", "jwks.string");
    assertThat(PublicKeys.retained(client, List.of("another"))).isEmpty();
  }
}
