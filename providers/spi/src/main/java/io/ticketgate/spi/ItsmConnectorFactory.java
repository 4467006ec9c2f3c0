package io.ticketgate.spi;

import org.keycloak.component.ComponentFactory;

/**
 * Makes the connectors of one kind of ITSM. Each configured system is a Keycloak component with
 * this factory's id as its provider id and the system's alias as its name; {@code
 * getConfigProperties} describes its settings, and secrets among them are declared {@code secret}
 * so that Keycloak masks them.
 */
public interface ItsmConnectorFactory extends ComponentFactory<ItsmConnector, ItsmConnector> {

  /**
   * Whether ticket records are put to the gate through its REST resource, and what it stored is
   * itself the source. Such a connector's {@code fetch} answers the known ticket.
   */
  default boolean acceptsRecords() {
    return false;
  }
}
