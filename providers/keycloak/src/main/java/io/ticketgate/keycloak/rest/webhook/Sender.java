package io.ticketgate.keycloak.rest.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.WebhookScheme;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The system that a webhook claims to come from. One that is not there, or takes no webhooks, is
 * verified all the same, against a secret that nobody knows: the answer takes as long.
 */
final class Sender {

  private static final Logger LOG = Logger.getLogger(Sender.class);
  private static final int SECRET_BYTES = 32;
  private static final byte[] NOBODYS = nobodys();
  private static final Cache<String, Boolean> COMPLAINED =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(Duration.ofMinutes(10)).build();

  private final KeycloakSession session;
  private final @Nullable ComponentModel component;

  private Sender(KeycloakSession session, @Nullable ComponentModel component) {
    this.session = session;
    this.component = component;
  }

  static Sender of(KeycloakSession session, RealmModel realm, String name) {
    Optional<ComponentModel> component =
        ItsmSystem.components(realm)
            .filter(each -> name.equals(each.getName()))
            .findFirst()
            .filter(
                each ->
                    ItsmSystem.factory(session, each.getProviderId())
                        .filter(factory -> !factory.acceptsRecords())
                        .isPresent());
    return new Sender(session, component.orElse(null));
  }

  /** Returns whether there is such a system that takes webhooks. */
  boolean known() {
    return component != null;
  }

  /** How it signs. */
  WebhookScheme scheme() {
    String word = component == null ? null : component.get(ItsmConnectorFactory.WEBHOOK_SCHEME);
    return WebhookScheme.ofWord(word == null ? "" : word).orElse(WebhookScheme.STANDARD);
  }

  /** Returns whether the system has signed this. */
  boolean signed(Headers headers, byte[] body, Instant now) {
    List<byte[]> secrets = component == null ? List.of() : secrets(component);
    return Signatures.verified(
            scheme(), secrets.isEmpty() ? List.of(NOBODYS) : secrets, headers, body, now)
        && !secrets.isEmpty();
  }

  private List<byte[]> secrets(ComponentModel system) {
    WebhookSecrets.Found found = new WebhookSecrets(session, system).of(scheme());
    for (String setting : found.unusable()) {
      if (COMPLAINED.asMap().putIfAbsent(system.getId() + " " + setting, true) == null) {
        LOG.warnf(
            "Realm %s: %s of ITSM system %s is not in the vault, or is no secret of scheme %s;"
                + " webhooks signed with it are refused.",
            system.getParentId(), setting, system.getName(), scheme().word());
      }
    }
    return found.keys();
  }

  private static byte[] nobodys() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
