package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.realm.ClientCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.event.spi.PreUpdateEvent;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;

/**
 * Which of the rows about to be written decide by what a client authenticates. What is written as
 * it was is not written: tools state a whole client again and again.
 */
final class CredentialRows {

  private static final Set<String> PROPERTIES =
      Set.of(
          "secret", "clientAuthenticatorType", "publicClient", "bearerOnly", "registrationToken");

  private CredentialRows() {}

  static List<AttemptedChange> updated(ClientEntity client, PreUpdateEvent event) {
    boolean changed = PROPERTIES.stream().anyMatch(property -> differs(event, property));
    // To be one no longer gives nothing.
    boolean enabled = client.isServiceAccountsEnabled() && differs(event, "serviceAccountsEnabled");
    return changed || enabled ? List.of(written(client)) : List.of();
  }

  private static boolean differs(PreUpdateEvent event, String property) {
    return !Objects.equals(
        PreWriteListener.before(event, property),
        PreWriteListener.value(event.getState(), event, property));
  }

  static List<AttemptedChange> inserted(ClientAttributeEntity attribute) {
    return changed(attribute, null);
  }

  static List<AttemptedChange> updated(ClientAttributeEntity attribute, PreUpdateEvent event) {
    Object before = PreWriteListener.before(event, "value");
    return changed(attribute, before == null ? null : before.toString());
  }

  private static List<AttemptedChange> changed(
      ClientAttributeEntity attribute, @Nullable String before) {
    List<AttemptedChange> changes = new ArrayList<>();
    ClientEntity client = attribute.getClient();
    changes.add(
        new AttemptedChange.ClientMarked(client::getRealmId, client.getId(), attribute.getName()));
    if (ClientCredentials.isCredential(attribute.getName())
        && !ClientCredentials.isSame(before, attribute.getValue())) {
      changes.add(written(client));
    }
    return changes;
  }

  /**
   * Keycloak itself drops the old secret whenever a client is written without a rotation policy.
   */
  static List<AttemptedChange> deleted(ClientAttributeEntity attribute) {
    String name = attribute.getName();
    return ClientCredentials.isCredential(name)
            && !ClientCredentials.isOldSecret(name)
            && !ClientCredentials.isSame(attribute.getValue(), null)
        ? List.of(written(attribute.getClient()))
        : List.of();
  }

  private static AttemptedChange written(ClientEntity client) {
    return new AttemptedChange.CredentialWritten(client::getRealmId, client.getId());
  }
}
