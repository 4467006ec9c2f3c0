package io.ticketgate.connectors.push;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Makes {@code push} connectors. */
public final class PushConnectorFactory implements ItsmConnectorFactory {

  private static final String REQUEST_TYPE = "requestType";
  private static final int LONGEST_TYPE = 100;

  @Override
  public ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return new PushConnector(createsTickets(model));
  }

  @Override
  public boolean acceptsRecords() {
    return true;
  }

  @Override
  public boolean createsTickets(ComponentModel model) {
    return requestType(model) != null;
  }

  /** The type of tickets of self-service; null for none. */
  static @Nullable String requestType(ComponentModel model) {
    String type = model.get(REQUEST_TYPE);
    return type == null || type.isBlank() ? null : type.strip();
  }

  @Override
  public void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {
    String type = requestType(model);
    if (type != null && type.length() > LONGEST_TYPE) {
      throw new ComponentValidationException(
          "requestType has at most " + LONGEST_TYPE + " characters.");
    }
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
    List<ProviderConfigProperty> settings =
        new ArrayList<>(
            ProviderConfigurationBuilder.create()
                .property()
                .name(REQUEST_TYPE)
                .label("Requests: type of ticket")
                .helpText(
                    "The type of the tickets that people ask for in self-service, such as"
                        + " access_request. The gate keeps them, and the event"
                        + " io.ticketgate.request.made tells the ITSM. Empty: the system takes no"
                        + " requests.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .build());
    settings.addAll(commonSettings());
    return settings;
  }
}
