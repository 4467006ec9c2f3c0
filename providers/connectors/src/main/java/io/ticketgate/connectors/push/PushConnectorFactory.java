package io.ticketgate.connectors.push;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.List;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes {@code push} connectors. */
public final class PushConnectorFactory implements ItsmConnectorFactory {

  @Override
  public ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return new PushConnector();
  }

  @Override
  public boolean acceptsRecords() {
    return true;
  }

  @Override
  public String getId() {
    return "push";
  }

  @Override
  public String getHelpText() {
    return "The ITSM sends ticket records to the REST resource of the gate.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return commonSettings();
  }
}
