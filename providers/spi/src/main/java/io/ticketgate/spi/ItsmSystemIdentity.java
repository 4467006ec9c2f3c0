package io.ticketgate.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.RealmModel;

/**
 * What makes a component a system that tickets can be written with, and never changes: its name,
 * its connector, its place in the realm. Tickets, bindings and rules know a system by its name
 * alone.
 *
 * <p>A connector needs not call it. {@link ItsmConnectorFactory#validateConfiguration} does, and
 * the gate asks again before anything is committed, whatever a connector overrides.
 */
public final class ItsmSystemIdentity {

  private ItsmSystemIdentity() {}

  /**
   * Refuses a system that no ticket could name, or that would take the place of another.
   *
   * @param before what is stored under the component's id; null for a new one
   * @param system what is to be stored
   * @throws ComponentValidationException with a sentence for the administrator
   */
  public static void require(
      RealmModel realm, @Nullable ComponentModel before, ComponentModel system) {
    String name = system.getName();
    if (name == null || !TicketRef.isSystem(name)) {
      throw refused(
          "The name of an ITSM system must have 1 to 64 letters, digits, dots, underscores and"
              + " hyphens, and begin with a letter or digit.");
    }
    if (TicketRef.isReserved(name)) {
      throw refused(
          "The name "
              + TicketRef.BREAK_GLASS
              + " is reserved: it stands for emergency grants, which have no ticket. Choose another"
              + " name.");
    }
    if (system.getParentId() != null && !system.getParentId().equals(realm.getId())) {
      throw refused(
          "An ITSM system is a component of the realm itself: no ticket finds it under another"
              + " component. Set parentId to the id of the realm.");
    }
    if (before != null) {
      requireSame(before, system);
    }
    boolean renamed = before == null || !name.equals(before.getName());
    realm
        .getComponentsStream(realm.getId(), ItsmConnector.class.getName())
        .filter(other -> !Objects.equals(other.getId(), system.getId()))
        .map(ComponentModel::getName)
        // Names that differ in case only are one name to some databases, and to most people.
        .filter(other -> renamed ? name.equalsIgnoreCase(other) : name.equals(other))
        .findFirst()
        .ifPresent(
            other -> {
              throw refused(
                  "This realm already has an ITSM system named "
                      + other
                      + ", and names that differ in case only count as the same. Choose another"
                      + " name.");
            });
  }

  private static void requireSame(ComponentModel before, ComponentModel system) {
    if (!Objects.equals(before.getProviderType(), system.getProviderType())) {
      throw refused(
          "A component of another kind cannot become an ITSM system. Add the system as a component"
              + " of its own.");
    }
    if (!Objects.equals(before.getName(), system.getName())) {
      throw refused(
          "The name of an ITSM system cannot be changed, because tickets and rules refer to it. Add"
              + " a system with the new name, and delete this one when nothing uses it.");
    }
    if (!Objects.equals(before.getProviderId(), system.getProviderId())) {
      throw refused(
          "The connector of an ITSM system cannot be changed, because its tickets were read through"
              + " it. Add another system with the new connector, and delete this one when nothing"
              + " uses it.");
    }
  }

  private static ComponentValidationException refused(String sentence) {
    return new ComponentValidationException(sentence);
  }
}
