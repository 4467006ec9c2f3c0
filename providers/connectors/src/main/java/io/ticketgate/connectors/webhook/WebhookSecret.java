package io.ticketgate.connectors.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of Standard Webhooks 1.0.0: {@code whsec_} and 24 to 64 bytes in base64.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">the
 *     specification</a>
 */
final class WebhookSecret {

  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /**
   * @throws IllegalArgumentException when the text is none
   */
  static WebhookSecret of(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not whsec_");
    }
    byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
    if (key.length < SHORTEST || key.length > LONGEST) {
      throw new IllegalArgumentException("too short or too long");
    }
    return new WebhookSecret(key);
  }

  /** One signature, as the header has it. */
  String sign(String id, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1,"
          + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("This Java platform has no HMAC-SHA-256.", unusable);
    }
  }
}
