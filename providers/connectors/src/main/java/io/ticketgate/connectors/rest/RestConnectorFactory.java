package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.util.List;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes {@code rest} connectors. */
public final class RestConnectorFactory extends HttpConnectorFactory {

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    return new RestConnector(api, settings);
  }

  @Override
  protected List<ProviderConfigProperty> ownSettings() {
    return RestSettings.all();
  }

  @Override
  protected void validate(Settings settings) {
    try {
      new MappingReader(settings).read();
      ChangeFeed.of(settings);
      Notes.of(settings);
      Place.inside(
          RestSettings.WEBHOOK_TICKET, settings.text(RestSettings.WEBHOOK_TICKET, "$.ticket"));
    } catch (IllegalArgumentException senseless) {
      throw new ComponentValidationException(senseless.getMessage());
    }
  }

  @Override
  public String getId() {
    return "rest";
  }

  @Override
  public String getHelpText() {
    return "Any ITSM with a JSON API, by a mapping of its fields.";
  }
}
