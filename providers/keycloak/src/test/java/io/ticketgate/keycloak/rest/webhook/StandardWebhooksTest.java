package io.ticketgate.keycloak.rest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import io.ticketgate.spi.WebhookScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard Webhooks, as the libraries for JavaScript (vectors) and Java (called here) sign. */
class StandardWebhooksTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_795_334_400L);
  private static final String SECRET = secret(32, 'a');
  private static final String OTHER = secret(32, 'b');
  private static final String BODY = "{\"key\":\"CHG-1\",\"über\":\"✓\"}";

  private static String secret(int bytes, char filledWith) {
    byte[] key = String.valueOf(filledWith).repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  /** One signed webhook whose parts can be changed. */
  private static final class Signed {
    private final Map<String, List<String>> headers = new HashMap<>();
    private byte[] body;

    Signed(String secret, String id, long timestamp, String body) {
      this.body = body.getBytes(StandardCharsets.UTF_8);
      with("webhook-id", id);
      with("webhook-timestamp", String.valueOf(timestamp));
      with("webhook-signature", signature(secret, id, timestamp, body));
    }

    static Signed usual() {
      return new Signed(SECRET, "msg_1", NOW.getEpochSecond(), BODY);
    }

    static String signature(String secret, String id, long timestamp, String body) {
      try {
        return new Webhook(secret).sign(id, timestamp, body);
      } catch (Exception failed) { // whatever the library's author thought of
        throw new AssertionError(failed);
      }
    }

    Signed with(String header, String... values) {
      headers.put(header, List.of(values));
      return this;
    }

    Signed body(byte[] other) {
      body = other;
      return this;
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of()).get(0);
    }

    boolean verifiedBy(Instant now, String... secrets) {
      List<byte[]> keys = new ArrayList<>();
      for (String secret : secrets) {
        keys.add(WebhookSecrets.key(WebhookScheme.STANDARD, secret).orElseThrow());
      }
      return Signatures.verified(
          WebhookScheme.STANDARD, keys, name -> headers.getOrDefault(name, List.of()), body, now);
    }

    boolean verified() {
      return verifiedBy(NOW, SECRET);
    }
  }

  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream in = StandardWebhooksTest.class.getResourceAsStream("/webhook-vectors.json")) {
      List<JsonNode> vectors = new ArrayList<>();
      new ObjectMapper().readTree(in).forEach(vectors::add);
      assertThat(vectors).hasSize(18);
      return vectors.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void verifiesWhatTheLibraryForJavaScriptSigned(JsonNode vector) {
    String secret = vector.path("secret").asText();
    Signed signed =
        new Signed(
                secret,
                vector.path("id").asText(),
                vector.path("timestamp").asLong(),
                vector.path("body").asText())
            .with("webhook-signature", vector.path("signature").asText());
    Instant then = Instant.ofEpochSecond(vector.path("timestamp").asLong());

    assertThat(signed.verifiedBy(then, secret)).isTrue();
    assertThat(signed.verifiedBy(then, OTHER)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void bothLibrariesSignTheSame(JsonNode vector) {
    assertThat(
            Signed.signature(
                vector.path("secret").asText(),
                vector.path("id").asText(),
                vector.path("timestamp").asLong(),
                vector.path("body").asText()))
        .isEqualTo(vector.path("signature").asText());
  }

  @Test
  void verifiesWhatTheLibraryForJavaSigned() {
    assertThat(Signed.usual().verified()).isTrue();
  }

  @Test
  void twoSecretsLiveWhileOneIsBeingChanged() {
    assertThat(Signed.usual().verifiedBy(NOW, OTHER, SECRET)).isTrue();
    assertThat(Signed.usual().verifiedBy(NOW, SECRET, OTHER)).isTrue();
    assertThat(Signed.usual().verifiedBy(NOW, OTHER)).isFalse();
    assertThat(Signed.usual().verifiedBy(NOW)).isFalse();
  }

  @Test
  void aSenderMaySignWithBothOfItsSecrets() {
    Signed signed = Signed.usual();
    String old = Signed.signature(OTHER, "msg_1", NOW.getEpochSecond(), BODY);
    String good = signed.header("webhook-signature");

    assertThat(signed.with("webhook-signature", old + " " + good).verified()).isTrue();
    assertThat(signed.with("webhook-signature", good + " " + old).verified()).isTrue();
    assertThat(signed.with("webhook-signature", "v1a,AAAA " + good + " v2,x").verified()).isTrue();
    assertThat(signed.with("webhook-signature", old + " " + old).verified()).isFalse();
  }

  @Test
  void theTimeIsGoodForFiveMinutesBothWays() {
    Signed signed = Signed.usual();

    assertThat(signed.verifiedBy(NOW.plusSeconds(300), SECRET)).isTrue();
    assertThat(signed.verifiedBy(NOW.plusSeconds(301), SECRET)).isFalse();
    assertThat(signed.verifiedBy(NOW.minusSeconds(300), SECRET)).isTrue();
    assertThat(signed.verifiedBy(NOW.minusSeconds(301), SECRET)).isFalse();
  }

  @Test
  void nothingThatIsSignedCanBeChanged() {
    assertThat(Signed.usual().with("webhook-id", "msg_2").verified()).isFalse();
    assertThat(
            Signed.usual()
                .with("webhook-timestamp", String.valueOf(NOW.getEpochSecond() + 1))
                .verified())
        .isFalse();
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i++) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      assertThat(Signed.usual().body(changed).verified()).as("byte %d", i).isFalse();
    }
    assertThat(Signed.usual().body(new byte[0]).verified()).isFalse();
    assertThat(Signed.usual().body((BODY + " ").getBytes(StandardCharsets.UTF_8)).verified())
        .isFalse();
    assertThat(Signed.usual().body(BODY.getBytes(StandardCharsets.ISO_8859_1)).verified())
        .isFalse();
  }

  @Test
  void everyHeaderIsThereOnce() {
    for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      assertThat(Signed.usual().with(header).verified()).as("no %s", header).isFalse();
      String value = Signed.usual().header(header);
      assertThat(Signed.usual().with(header, value, value).verified())
          .as("%s twice", header)
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "now",
        "-1",
        "+1795334400",
        "1795334400.0",
        " 1795334400",
        "1e9",
        "17953344000000000000000",
        "0x6b02e1c0",
        "١٧٩٥٣٣٤٤٠٠"
      })
  void anOddTimeIsNone(String time) {
    assertThat(Signed.usual().with("webhook-timestamp", time).verified()).isFalse();
  }

  @Test
  void anOddSignatureIsNone() {
    String good = Signed.usual().header("webhook-signature");
    for (String odd :
        List.of(
            "",
            " ",
            "v1",
            "v1,",
            ",",
            good.substring(3),
            good.substring(0, good.length() - 1),
            good + "=",
            good.replace("v1,", "v2,"),
            good.replace("v1,", "V1,"),
            good.replace("v1,", "v1, "),
            good.replace(",", ";"),
            good + "," + good,
            good.toLowerCase(Locale.ROOT))) {
      assertThat(Signed.usual().with("webhook-signature", odd).verified()).as(odd).isFalse();
    }
  }

  @Test
  void aSecretOfTheSchemeIsBase64OfAtLeast24Bytes() {
    assertThat(WebhookSecrets.key(WebhookScheme.STANDARD, secret(24, 'x'))).isPresent();
    assertThat(WebhookSecrets.key(WebhookScheme.STANDARD, secret(23, 'x'))).isEmpty();
    assertThat(WebhookSecrets.key(WebhookScheme.STANDARD, SECRET.substring(6))).isEmpty();
    assertThat(WebhookSecrets.key(WebhookScheme.STANDARD, "whsec_" + "*".repeat(40))).isEmpty();
    assertThat(WebhookSecrets.key(WebhookScheme.STANDARD, "")).isEmpty();
  }
}
