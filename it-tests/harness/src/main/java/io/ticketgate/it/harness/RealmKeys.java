package io.ticketgate.it.harness;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signing keys for realms that a test makes by the dozen: a realm that brings its keys is there in
 * 0.3 s, one for which Keycloak makes two RSA keys takes 3 s at C1.
 */
public final class RealmKeys {

  private static final String TYPE = "org.keycloak.keys.KeyProvider";
  private static final String PRIVATE_KEY = newKey();

  private RealmKeys() {}

  /** The value of {@code components} in a realm's representation. */
  public static Map<String, List<Map<String, Object>>> components() {
    return Map.of(
        TYPE,
        List.of(
            component("rsa", Map.of("privateKey", PRIVATE_KEY, "keyUse", "SIG")),
            component("rsa-enc", Map.of("privateKey", PRIVATE_KEY, "algorithm", "RSA-OAEP")),
            component("hmac-generated", Map.of("algorithm", "HS512")),
            component("aes-generated", Map.of())));
  }

  private static Map<String, Object> component(String provider, Map<String, String> config) {
    Map<String, List<String>> lists = new HashMap<>();
    lists.put("priority", List.of("100"));
    config.forEach((key, value) -> lists.put(key, List.of(value)));
    return Map.of("name", provider, "providerId", provider, "config", lists);
  }

  private static String newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      return Base64.getEncoder().encodeToString(pkcs8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
