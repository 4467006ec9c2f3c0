package io.ticketgate.keycloak.rest.webhook;

import io.ticketgate.spi.WebhookScheme;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that a webhook was signed with one of the secrets, as its scheme requires. What is
 * malformed is not verified; nothing is thrown.
 */
final class Signatures {

  static final String STANDARD_ID = "webhook-id";

  private static final String STANDARD_TIME = "webhook-timestamp";
  private static final String STANDARD_SIGNATURE = "webhook-signature";
  private static final String HUB = "X-Hub-Signature";
  private static final String HUB_256 = "X-Hub-Signature-256";
  private static final String GLPI = "X-GLPI-signature";
  private static final String GLPI_TIME = "X-GLPI-timestamp";

  private static final String SHA256 = "HmacSHA256";
  private static final String SHA1 = "HmacSHA1";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /**
   * GLPI 11 signs when it puts a webhook into its queue (Webhook::raise) and not when it sends it,
   * which a cron job does later, and again after a failure.
   */
  private static final Duration GLPI_QUEUE = Duration.ofDays(1);

  private Signatures() {}

  /**
   * @param secrets the live ones; each is tried
   */
  static boolean verified(
      WebhookScheme scheme, List<byte[]> secrets, Headers headers, byte[] body, Instant now) {
    return switch (scheme) {
      case STANDARD -> standard(secrets, headers, body, now);
      case HUB_256 -> hub(HUB_256, "sha256=", SHA256, secrets, headers, body);
      case HUB -> hub(HUB, "sha256=", SHA256, secrets, headers, body);
      case HUB_SHA1 -> hub(HUB, "sha1=", SHA1, secrets, headers, body);
      case GLPI -> glpi(secrets, headers, body, now);
      case BEARER -> false;
    };
  }

  private static boolean standard(List<byte[]> secrets, Headers headers, byte[] body, Instant now) {
    Optional<String> id = headers.only(STANDARD_ID);
    Optional<String> time = headers.only(STANDARD_TIME);
    Optional<String> signatures = headers.only(STANDARD_SIGNATURE);
    if (id.isEmpty() || signatures.isEmpty() || !within(time, TOLERANCE, now)) {
      return false;
    }
    byte[] head = (id.get() + "." + time.orElseThrow() + ".").getBytes(StandardCharsets.UTF_8);
    boolean verified = false;
    for (byte[] secret : secrets) {
      byte[] wanted =
          ascii("v1," + Base64.getEncoder().encodeToString(mac(SHA256, secret, head, body)));
      for (String signature : signatures.get().split(" ", -1)) {
        verified |= MessageDigest.isEqual(wanted, ascii(signature));
      }
    }
    return verified;
  }

  private static boolean hub(
      String header,
      String prefix,
      String algorithm,
      List<byte[]> secrets,
      Headers headers,
      byte[] body) {
    Optional<byte[]> signature =
        headers
            .only(header)
            .filter(value -> value.startsWith(prefix))
            .flatMap(value -> hex(value.substring(prefix.length())));
    return signature.isPresent() && any(algorithm, secrets, signature.get(), body, new byte[0]);
  }

  private static boolean glpi(List<byte[]> secrets, Headers headers, byte[] body, Instant now) {
    Optional<String> time = headers.only(GLPI_TIME);
    Optional<byte[]> signature = headers.only(GLPI).flatMap(Signatures::hex);
    return signature.isPresent()
        && within(time, GLPI_QUEUE, now)
        && any(SHA256, secrets, signature.get(), body, ascii(time.orElseThrow()));
  }

  private static boolean any(
      String algorithm, List<byte[]> secrets, byte[] signature, byte[] first, byte[] second) {
    boolean verified = false;
    for (byte[] secret : secrets) {
      verified |= MessageDigest.isEqual(mac(algorithm, secret, first, second), signature);
    }
    return verified;
  }

  /** Returns whether the time is not older than that, nor more than the tolerance ahead of ours. */
  private static boolean within(Optional<String> time, Duration oldest, Instant now) {
    if (time.isEmpty() || !SECONDS.matcher(time.get()).matches()) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(time.get()));
    return !signed.isBefore(now.minus(oldest)) && !signed.isAfter(now.plus(TOLERANCE));
  }

  private static byte[] mac(String algorithm, byte[] secret, byte[] first, byte[] second) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      mac.update(first);
      return mac.doFinal(second);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException(
          "This Java platform has no " + algorithm + ", which webhooks are verified with.",
          unusable);
    }
  }

  private static Optional<byte[]> hex(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException notHex) {
      return Optional.empty();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
