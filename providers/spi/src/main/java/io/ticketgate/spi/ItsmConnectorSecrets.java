package io.ticketgate.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.idm.ComponentRepresentation;

/**
 * The secrets with which the gate logs in to a system. Whoever changes a system sees only a mask of
 * them, and must not learn them by having them sent to a host of their own.
 */
final class ItsmConnectorSecrets {

  /** The gate compares with these and sends them nowhere. */
  private static final Set<String> NEVER_SENT =
      Set.of(ItsmConnectorFactory.WEBHOOK_SECRET, ItsmConnectorFactory.WEBHOOK_SECRET_PREVIOUS);

  private ItsmConnectorSecrets() {}

  /**
   * @param before the system as it is stored; null for a new one
   * @throws ComponentValidationException when a secret is a mask, or is kept although the system
   *     leads to another host
   */
  static void require(
      @Nullable ComponentModel before,
      ComponentModel now,
      List<ProviderConfigProperty> properties) {
    boolean elsewhere = before != null && !origins(before).containsAll(origins(now));
    for (ProviderConfigProperty property : properties) {
      String name = property.getName();
      String value = property.isSecret() ? now.get(name) : null;
      if (value == null || value.isEmpty()) {
        continue;
      }
      if (value.equals(ComponentRepresentation.SECRET_VALUE)) {
        throw new ComponentValidationException(
            name + " is the mask of a secret and not the secret itself; write the secret.");
      }
      if (before != null
          && elsewhere
          && !NEVER_SENT.contains(name)
          && value.equals(before.get(name))) {
        throw new ComponentValidationException(
            name
                + " was given for another host, and the system leads to a new one now; write the"
                + " secret of the new host too.");
      }
    }
  }

  private static Set<String> origins(ComponentModel system) {
    Set<String> origins = new HashSet<>();
    system.getConfig().values().stream()
        .flatMap(List::stream)
        .forEach(value -> addOrigin(value, origins));
    return origins;
  }

  private static void addOrigin(@Nullable String value, Set<String> origins) {
    if (value == null || !value.contains("://")) {
      return;
    }
    try {
      URI uri = new URI(value.strip());
      if (uri.getHost() != null) {
        origins.add(
            (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort())
                .toLowerCase(Locale.ROOT));
      }
    } catch (URISyntaxException notOne) {
      // A text with a colon and slashes leads nowhere.
    }
  }
}
