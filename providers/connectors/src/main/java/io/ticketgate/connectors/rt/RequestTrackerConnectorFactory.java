package io.ticketgate.connectors.rt;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.util.List;

/** Makes {@code request-tracker} connectors. */
public final class RequestTrackerConnectorFactory extends HttpConnectorFactory {

  @Override
  public String getId() {
    return "request-tracker";
  }

  @Override
  public String getHelpText() {
    return "Request Tracker 5 over REST2, with its approval tickets.";
  }

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    return new RequestTrackerConnector(settings.system(), api, RtSettings.of(settings));
  }

  @Override
  protected List<Setting> ownSettings() {
    return RtSettings.declared();
  }

  @Override
  protected boolean takesRequests(Settings settings) {
    return settings.text(RtSettings.REQUEST_QUEUE).isPresent();
  }

  @Override
  protected void validate(Settings settings) {
    RtSettings.of(settings).validate();
  }
}
