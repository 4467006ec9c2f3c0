package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Presence;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.spi.EventSubscriberFactory;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who answers for the automations of a realm: its ITSM systems and its subscribers. */
public final class Owners {

  /** A short name for the finding beside the ids of entitlements, of which none has a colon. */
  private static final String MISSING = "x:owner";

  private static final String UNKNOWN = "x:owner-unknown";

  private static final Logger LOG = Logger.getLogger(Owners.class);

  private final KeycloakSession session;
  private final RealmModel realm;

  /**
   * An automation whose owner is not there.
   *
   * @param system whether it is an ITSM system; otherwise a subscriber
   * @param state never {@link Presence#THERE}
   */
  public record Finding(String id, String name, boolean system, Presence state) {

    /** A short name for what is found; an owner who is away and then gone is two findings. */
    public String key() {
      return state == Presence.UNKNOWN ? UNKNOWN : MISSING;
    }

    /** For the log. */
    public String sentence() {
      return "the owner of "
          + (system ? "system " : "subscriber ")
          + id
          + (state == Presence.UNKNOWN
              ? " is in a directory that does not answer"
              : " is gone or disabled");
    }
  }

  public Owners(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The automations whose owner was named and is not there, by name. */
  public List<Finding> findings() {
    return Stream.concat(
            realm.getComponentsStream(realm.getId(), ItsmConnector.class.getName()),
            EventSubscribers.components(realm))
        .filter(component -> named(component) != null)
        .map(component -> finding(component, state(named(component))))
        .filter(finding -> finding.state() != Presence.THERE)
        .sorted(Comparator.comparing(Finding::name).thenComparing(Finding::id))
        .toList();
  }

  private static Finding finding(ComponentModel component, Presence state) {
    return new Finding(component.getId(), component.getName(), isSystem(component), state);
  }

  private static boolean isSystem(ComponentModel component) {
    return ItsmConnector.class.getName().equals(component.getProviderType());
  }

  private static @Nullable String named(ComponentModel component) {
    String owner =
        component.get(
            isSystem(component) ? ItsmConnectorFactory.OWNER : EventSubscriberFactory.OWNER);
    return owner == null || owner.isBlank() ? null : owner;
  }

  /**
   * What is known of a person.
   *
   * @param username null or blank for nobody
   */
  public Presence state(@Nullable String username) {
    if (username == null || username.isBlank()) {
      return Presence.GONE;
    }
    try {
      UserModel user = session.users().getUserByUsername(realm, username);
      if (user == null || user.getServiceAccountClientLink() != null) {
        return Presence.GONE;
      }
      return Presences.of(user);
    } catch (RuntimeException away) {
      LOG.debugf(away, "Nothing is known of an owner in realm %s", realm.getId());
      return Presence.UNKNOWN;
    }
  }
}
