package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.util.List;

/** Makes {@code rest} connectors. */
public final class RestConnectorFactory extends HttpConnectorFactory {

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    return new RestConnector(api, settings);
  }

  @Override
  protected List<Setting> ownSettings() {
    return RestSettings.declared();
  }

  @Override
  protected boolean takesRequests(Settings settings) {
    return settings.text(RestSettings.REQUEST_PATH).isPresent();
  }

  @Override
  protected void validate(Settings settings) {
    try {
      new MappingReader(settings).read();
      ChangeFeed.of(settings);
      NoteWriter.of(settings);
      TicketMaker.of(settings, new MappingReader(settings).read());
      WebhookBody.ticketPlace(settings);
    } catch (IllegalArgumentException refusal) {
      throw Settings.refusal(String.valueOf(refusal.getMessage()));
    }
  }

  @Override
  public String getId() {
    return "rest";
  }

  @Override
  public String getHelpText() {
    return "Any ITSM with a JSON API: the settings say where each field of a ticket is.";
  }
}
