package io.ticketgate.keycloak.rest.webhook;

import io.ticketgate.spi.WebhookScheme;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a sender calls one webhook, the same when it sends it again.
 *
 * @param text as it was sent; fit for a log
 * @param key by which a repetition is known
 */
record DeliveryId(String text, String key) {

  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final String ATLASSIAN = "X-Atlassian-Webhook-Identifier";
  private static final String GITHUB = "X-GitHub-Delivery";
  private static final String ZAMMAD = "X-Zammad-Delivery";

  /**
   * The id of a webhook; empty when it has none, or one that cannot be told from another.
   *
   * @param signed whether the scheme's signature was verified; a bearer token may come with any
   *     sender's headers
   */
  static Optional<DeliveryId> of(
      WebhookScheme scheme, boolean signed, Headers headers, byte[] body) {
    if (signed && scheme == WebhookScheme.STANDARD) {
      return text(headers, Signatures.STANDARD_ID).map(id -> new DeliveryId(id, id));
    }
    // Where the id is not signed it counts together with the body: or else a copied body under
    // another webhook's id would keep that one out.
    return names(scheme, signed).stream()
        .flatMap(name -> text(headers, name).stream())
        .findFirst()
        .map(id -> new DeliveryId(id, id + " " + sha256(body)));
  }

  private static List<String> names(WebhookScheme scheme, boolean signed) {
    if (!signed) {
      return List.of(Signatures.STANDARD_ID, ATLASSIAN, GITHUB, ZAMMAD);
    }
    return switch (scheme) {
      case HUB -> List.of(ATLASSIAN);
      case HUB_256 -> List.of(GITHUB);
      case HUB_SHA1 -> List.of(ZAMMAD);
      case STANDARD, GLPI, BEARER -> List.of();
    };
  }

  private static Optional<String> text(Headers headers, String name) {
    return headers.only(name).filter(id -> USABLE.matcher(id).matches());
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }
}
