package io.ticketgate.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a system authenticates its webhooks. */
public enum WebhookScheme {
  /**
   * Standard Webhooks 1.0.0: {@code webhook-id}, {@code webhook-timestamp} and {@code
   * webhook-signature}. The signature covers the time too.
   */
  STANDARD("standard-webhooks"),
  /** {@code X-Hub-Signature-256: sha256=<hex>}, over the body. */
  HUB_256("x-hub-signature-256"),
  /** {@code X-Hub-Signature: sha256=<hex>}, over the body, as Jira sends it. */
  HUB("x-hub-signature"),
  /** {@code X-Hub-Signature: sha1=<hex>}, over the body, as Zammad sends it. */
  HUB_SHA1("x-hub-signature-sha1"),
  /** {@code X-GLPI-signature: <hex>} over body and {@code X-GLPI-timestamp}. */
  GLPI("x-glpi-signature"),
  /** Only a bearer token of a user of the realm with the role {@code ticket-gate-itsm}. */
  BEARER("bearer");

  private final String word;

  WebhookScheme(String word) {
    this.word = word;
  }

  /** The word used in configuration. */
  public String word() {
    return word;
  }

  /** The scheme with that word; empty when there is none. */
  public static Optional<WebhookScheme> ofWord(String word) {
    return Arrays.stream(values()).filter(scheme -> scheme.word.equals(word)).findFirst();
  }

  /** Every word, in the order of this enum. */
  public static List<String> words() {
    return Arrays.stream(values()).map(WebhookScheme::word).toList();
  }
}
