package io.ticketgate.example;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.nio.file.Path;
import java.util.List;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * How not to write one: it overrides what the SPI does for every system, and does nothing. The
 * gate's tests show that it keeps its systems all the same.
 */
public final class CarelessConnectorFactory implements ItsmConnectorFactory {

  private static final String FOLDER = "folder";

  @Override
  public ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return new FolderConnector(Path.of(model.get(FOLDER)));
  }

  @Override
  public void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {}

  @Override
  public void onUpdate(
      KeycloakSession session, RealmModel realm, ComponentModel before, ComponentModel now) {}

  @Override
  public void preRemove(KeycloakSession session, RealmModel realm, ComponentModel model) {}

  @Override
  public String getId() {
    return "example-careless";
  }

  @Override
  public String getHelpText() {
    return "As example-folder, without any care.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of(
        new ProviderConfigProperty(
            FOLDER, "Folder", "Where the tickets are.", ProviderConfigProperty.STRING_TYPE, null));
  }
}
