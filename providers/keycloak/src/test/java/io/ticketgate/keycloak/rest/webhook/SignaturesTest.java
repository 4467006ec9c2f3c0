package io.ticketgate.keycloak.rest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.WebhookScheme;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The other schemes. Expected values were made by {@code openssl dgst -sha256 -hmac} (and {@code
 * -sha1}); the first is the example of GitHub's documentation.
 */
class SignaturesTest {

  private static final String SECRET = "a secret of more than 24 bytes, with ü";
  private static final String BODY = "{\"issue\":{\"key\":\"ACC-7\"},\"text\":\"Schlüssel\"}";
  private static final long TIME = 1_795_334_400L;
  private static final Instant NOW = Instant.ofEpochSecond(TIME);

  private static final String BODY_SHA256 =
      "0aa02ce2f94b2866cc77fc3b2fcd3f328bcba354bc470e57142c6454d64e1c52";
  private static final String BODY_SHA1 = "66935216db0734b5c6290b98ebfbd2a71ad5f980";
  private static final String EMPTY_SHA256 =
      "e6aaef05d14e98bc672da7d1342c942ce3138ca62c4b4f74bb0a9bb20c4ada79";
  private static final String BODY_AND_TIME_SHA256 =
      "488ceb7c49713936fbef53f619c3c9ed1481af0848a5e2d12ce8aeb728bc532b";

  private static boolean verified(
      WebhookScheme scheme, String body, Instant now, Map<String, List<String>> headers) {
    return verified(scheme, SECRET, body, now, headers);
  }

  private static boolean verified(
      WebhookScheme scheme,
      String secret,
      String body,
      Instant now,
      Map<String, List<String>> headers) {
    return Signatures.verified(
        scheme,
        List.of(secret.getBytes(StandardCharsets.UTF_8)),
        name -> headers.getOrDefault(name, List.of()),
        body.getBytes(StandardCharsets.UTF_8),
        now);
  }

  private static Map<String, List<String>> headers(String... namesAndValues) {
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return headers;
  }

  @Test
  void verifiesTheExampleOfGitHub() {
    assertThat(
            verified(
                WebhookScheme.HUB_256,
                "It's a Secret to Everybody",
                "Hello, World!",
                NOW,
                headers(
                    "X-Hub-Signature-256",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")))
        .isTrue();
  }

  @Test
  void eachSchemeHasItsOwnHeaderAndItsOwnDigest() {
    Map<WebhookScheme, Map<String, List<String>>> good =
        Map.of(
            WebhookScheme.HUB_256, headers("X-Hub-Signature-256", "sha256=" + BODY_SHA256),
            WebhookScheme.HUB, headers("X-Hub-Signature", "sha256=" + BODY_SHA256),
            WebhookScheme.HUB_SHA1, headers("X-Hub-Signature", "sha1=" + BODY_SHA1),
            WebhookScheme.GLPI,
                headers(
                    "X-GLPI-signature",
                    BODY_AND_TIME_SHA256,
                    "X-GLPI-timestamp",
                    String.valueOf(TIME)));

    for (WebhookScheme sent : good.keySet()) {
      for (WebhookScheme configured : WebhookScheme.values()) {
        assertThat(verified(configured, BODY, NOW, good.get(sent)))
            .as("%s where %s is configured", sent, configured)
            .isEqualTo(sent == configured);
      }
    }
  }

  @Test
  void anEmptyBodyHasASignatureToo() {
    assertThat(
            verified(
                WebhookScheme.HUB, "", NOW, headers("X-Hub-Signature", "sha256=" + EMPTY_SHA256)))
        .isTrue();
    assertThat(
            verified(
                WebhookScheme.HUB, "", NOW, headers("X-Hub-Signature", "sha256=" + BODY_SHA256)))
        .isFalse();
  }

  @Test
  void anotherBodyOrAnotherSecretIsNotVerified() {
    Map<String, List<String>> signed = headers("X-Hub-Signature", "sha256=" + BODY_SHA256);

    assertThat(verified(WebhookScheme.HUB, BODY + "\n", NOW, signed)).isFalse();
    assertThat(verified(WebhookScheme.HUB, BODY.replace('7', '8'), NOW, signed)).isFalse();
    assertThat(verified(WebhookScheme.HUB, SECRET + " ", BODY, NOW, signed)).isFalse();
  }

  @Test
  void anOddSignatureIsNone() {
    for (String odd :
        List.of(
            "",
            "sha256=",
            "sha256",
            BODY_SHA256,
            "sha1=" + BODY_SHA256,
            "SHA256=" + BODY_SHA256,
            "sha256= " + BODY_SHA256,
            "sha256=" + BODY_SHA256.substring(2),
            "sha256=" + BODY_SHA256.substring(1),
            "sha256=" + BODY_SHA256 + "00",
            "sha256=" + BODY_SHA256 + ",sha256=" + BODY_SHA256,
            "sha256=" + BODY_SHA256.replace('a', 'g'),
            "sha256=" + "0".repeat(64))) {
      assertThat(verified(WebhookScheme.HUB, BODY, NOW, headers("X-Hub-Signature", odd)))
          .as(odd)
          .isFalse();
    }
    String good = "sha256=" + BODY_SHA256;
    assertThat(
            verified(WebhookScheme.HUB, BODY, NOW, Map.of("X-Hub-Signature", List.of(good, good))))
        .isFalse();
    assertThat(
            verified(
                WebhookScheme.HUB,
                BODY,
                NOW,
                headers("X-Hub-Signature", "sha256=" + BODY_SHA256.toUpperCase(Locale.ROOT))))
        .isTrue();
  }

  @Test
  void glpiSignsWhenItQueuesAndSendsUpToADayLater() {
    Map<String, List<String>> signed =
        headers("X-GLPI-signature", BODY_AND_TIME_SHA256, "X-GLPI-timestamp", String.valueOf(TIME));

    assertThat(verified(WebhookScheme.GLPI, BODY, NOW.plusSeconds(86_400), signed)).isTrue();
    assertThat(verified(WebhookScheme.GLPI, BODY, NOW.plusSeconds(86_401), signed)).isFalse();
    assertThat(verified(WebhookScheme.GLPI, BODY, NOW.minusSeconds(300), signed)).isTrue();
    assertThat(verified(WebhookScheme.GLPI, BODY, NOW.minusSeconds(301), signed)).isFalse();
  }

  @Test
  void theTimeOfGlpiIsSigned() {
    assertThat(
            verified(
                WebhookScheme.GLPI,
                BODY,
                NOW,
                headers(
                    "X-GLPI-signature",
                    BODY_AND_TIME_SHA256,
                    "X-GLPI-timestamp",
                    String.valueOf(TIME + 1))))
        .isFalse();
    assertThat(
            verified(
                WebhookScheme.GLPI, BODY, NOW, headers("X-GLPI-signature", BODY_AND_TIME_SHA256)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(WebhookScheme.class)
  void withoutHeadersOrSecretsNothingIsVerified(WebhookScheme scheme) {
    assertThat(verified(scheme, BODY, NOW, Map.of())).isFalse();
    assertThat(Signatures.verified(scheme, List.of(), name -> List.of("x"), new byte[0], NOW))
        .isFalse();
  }

  @Test
  void aSecretIsTakenAsItsBytesInUtf8() {
    assertThat(WebhookSecrets.key(WebhookScheme.HUB, SECRET))
        .hasValueSatisfying(
            key ->
                assertThat(Arrays.equals(key, SECRET.getBytes(StandardCharsets.UTF_8))).isTrue());
    assertThat(WebhookSecrets.key(WebhookScheme.HUB, "x".repeat(23))).isEmpty();
  }
}
