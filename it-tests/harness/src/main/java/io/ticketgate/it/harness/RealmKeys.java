package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signing keys for realms that a test makes by the dozen: a realm that brings its keys is there in
 * 0.3 s, one for which Keycloak makes two RSA keys takes 3 s at C1. The certificate comes with
 * them, or else Keycloak makes and signs one for each key that it imports. They are short, for a
 * signature of 2048 bits costs as much as ten other requests at C1.
 */
public final class RealmKeys {

  private static final String TYPE = "org.keycloak.keys.KeyProvider";
  private static final String PASSWORD = "changeit";
  private static final Map<String, String> KEY = newKey();

  private RealmKeys() {}

  /** The value of {@code components} in a realm's representation. */
  public static Map<String, List<Map<String, Object>>> components() {
    return Map.of(
        TYPE,
        List.of(
            component("rsa", KEY, Map.of("keyUse", "SIG")),
            component("rsa-enc", KEY, Map.of("algorithm", "RSA-OAEP")),
            component("hmac-generated", Map.of(), Map.of("algorithm", "HS512")),
            component("aes-generated", Map.of(), Map.of())));
  }

  /** The same key for the tokens of a realm that is there. */
  static Map<String, Object> signingFirst() {
    Map<String, Object> component =
        new HashMap<>(component("rsa", KEY, Map.of("priority", "200", "keyUse", "SIG")));
    component.put("providerType", TYPE);
    return component;
  }

  private static Map<String, Object> component(
      String provider, Map<String, String> key, Map<String, String> config) {
    Map<String, List<String>> lists = new HashMap<>();
    lists.put("priority", List.of("100"));
    key.forEach((name, value) -> lists.put(name, List.of(value)));
    config.forEach((name, value) -> lists.put(name, List.of(value)));
    return Map.of("name", provider, "providerId", provider, "config", lists);
  }

  /** By the JDK's tool, for the JDK has no interface that makes certificates. */
  private static Map<String, String> newKey() {
    try {
      Path folder = Files.createTempDirectory("realm-keys");
      try {
        Path file = folder.resolve("keys.p12");
        keytool(file);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
          store.load(in, PASSWORD.toCharArray());
        }
        return Map.of(
            "privateKey", base64(store.getKey("realm", PASSWORD.toCharArray()).getEncoded()),
            "certificate", base64(store.getCertificate("realm").getEncoded()));
      } finally {
        FileTrees.delete(folder);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new HarnessException("No key for realms", e);
    }
  }

  private static void keytool(Path file) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                "realm",
                "-keyalg",
                "RSA",
                "-keysize",
                "1024",
                "-validity",
                "3650",
                "-dname",
                "CN=realm",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new HarnessException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted while keytool ran", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
