package io.ticketgate.example;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes {@code example-folder} connectors. */
public final class FolderConnectorFactory implements ItsmConnectorFactory {

  private static final String FOLDER = "folder";

  @Override
  public ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return new FolderConnector(Path.of(model.get(FOLDER)));
  }

  @Override
  public String getId() {
    return "example-folder";
  }

  @Override
  public String getHelpText() {
    return "Each ticket is a file in a folder of the server.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    ProviderConfigProperty folder =
        new ProviderConfigProperty(
            FOLDER,
            "Folder",
            "The folder with the tickets, in files named KEY.properties.",
            ProviderConfigProperty.STRING_TYPE,
            null);
    folder.setRequired(true);
    List<ProviderConfigProperty> settings = new ArrayList<>(List.of(folder));
    settings.addAll(commonSettings());
    return settings;
  }

  @Override
  public void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {
    String folder = model.get(FOLDER);
    if (folder == null || !Files.isDirectory(Path.of(folder))) {
      throw new ComponentValidationException(
          "folder must be a folder of the server. Create it first.");
    }
  }
}
