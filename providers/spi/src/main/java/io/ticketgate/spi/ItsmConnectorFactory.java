package io.ticketgate.spi;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * Makes the connectors of one kind of ITSM. Each configured system is a Keycloak component with
 * this factory's id as its provider id and the system's alias as its name; {@code
 * getConfigProperties} describes its settings, and secrets among them are declared {@code secret}
 * so that Keycloak masks them.
 */
public interface ItsmConnectorFactory extends ComponentFactory<ItsmConnector, ItsmConnector> {

  /** Name of the setting described by {@link #userAttributes()}. */
  String USER_ATTRIBUTES = "userAttributes";

  /** What holds when a system does not say. */
  List<String> DEFAULT_USER_ATTRIBUTES = List.of("username", "email");

  /**
   * Whether ticket records are put to the gate through its REST resource, and what it stored is
   * itself the source. Such a connector's {@code fetch} answers the known ticket.
   */
  default boolean acceptsRecords() {
    return false;
  }

  /**
   * Refuses a name that cannot stand in a ticket reference or is taken. An implementation that
   * checks its own settings calls this first.
   *
   * @throws ComponentValidationException with a sentence for the administrator
   */
  @Override
  default void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    String name = model.getName();
    if (name == null || !TicketRef.isSystem(name)) {
      throw new ComponentValidationException(
          "The name of an ITSM system is 1 to 64 letters, digits, '.', '_' or '-', and begins with a"
              + " letter or digit.");
    }
    boolean taken =
        realm
            .getComponentsStream(realm.getId(), ItsmConnector.class.getName())
            .anyMatch(
                other -> name.equals(other.getName()) && !other.getId().equals(model.getId()));
    if (taken) {
      throw new ComponentValidationException(
          "There is an ITSM system named '" + name + "' in this realm already.");
    }
  }

  /** The setting that every system has: which user attributes name a person in the ITSM. */
  default ProviderConfigProperty userAttributes() {
    ProviderConfigProperty property =
        new ProviderConfigProperty(
            USER_ATTRIBUTES,
            "User attributes",
            "Attributes by which people of the ITSM are found among the users of the realm:"
                + " username, email (only a verified one), or the name of a user attribute.",
            ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
            null);
    property.setDefaultValue(DEFAULT_USER_ATTRIBUTES);
    return property;
  }

  @Override
  default void init(Config.Scope config) {}

  @Override
  default void postInit(KeycloakSessionFactory factory) {}

  @Override
  default void close() {}
}
