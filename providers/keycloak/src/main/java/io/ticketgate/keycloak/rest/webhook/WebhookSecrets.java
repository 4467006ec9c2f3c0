package io.ticketgate.keycloak.rest.webhook;

import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.WebhookScheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/** The live secrets of a system: the present one and the previous one, as far as they are set. */
final class WebhookSecrets {

  private static final int SHORTEST = 24;
  private static final String STANDARD_PREFIX = "whsec_";

  private final KeycloakSession session;
  private final ComponentModel system;

  WebhookSecrets(KeycloakSession session, ComponentModel system) {
    this.session = session;
    this.system = system;
  }

  /**
   * What was found.
   *
   * @param keys what signatures are made with
   * @param unusable settings that are there but are no secret of the scheme
   */
  record Found(List<byte[]> keys, List<String> unusable) {}

  Found of(WebhookScheme scheme) {
    List<byte[]> keys = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    for (String setting :
        List.of(
            ItsmConnectorFactory.WEBHOOK_SECRET, ItsmConnectorFactory.WEBHOOK_SECRET_PREVIOUS)) {
      String configured = system.get(setting);
      if (configured != null && !configured.isEmpty()) {
        resolved(configured)
            .flatMap(secret -> key(scheme, secret))
            .ifPresentOrElse(keys::add, () -> unusable.add(setting));
      }
    }
    return new Found(keys, unusable);
  }

  /** The key in a secret; empty when it is not of the scheme's form, or too short to be one. */
  static Optional<byte[]> key(WebhookScheme scheme, String secret) {
    try {
      byte[] key = secret.getBytes(StandardCharsets.UTF_8);
      if (scheme == WebhookScheme.STANDARD) {
        if (!secret.startsWith(STANDARD_PREFIX)) {
          return Optional.empty();
        }
        key = Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length()));
      }
      return key.length < SHORTEST ? Optional.empty() : Optional.of(key);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private Optional<String> resolved(String configured) {
    try (VaultStringSecret secret = session.vault().getStringSecret(configured)) {
      return secret.get();
    }
  }
}
