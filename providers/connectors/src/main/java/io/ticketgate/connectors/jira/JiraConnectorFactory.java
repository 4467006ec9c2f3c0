package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.time.InstantSource;
import java.util.List;

/** Makes {@code jira} connectors. */
public final class JiraConnectorFactory extends HttpConnectorFactory {

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    return new JiraConnector(api, JiraSettings.of(settings), InstantSource.system());
  }

  @Override
  public String getId() {
    return "jira";
  }

  @Override
  public String getHelpText() {
    return "Requests of Jira Service Management with their approvals, on Jira Cloud or Data"
        + " Center.";
  }

  @Override
  protected boolean takesRequests(Settings settings) {
    return JiraSettings.Requests.of(settings) != null;
  }

  @Override
  protected void validate(Settings settings) {
    SettingsValidation.validate(settings);
  }

  @Override
  protected List<Setting> ownSettings() {
    return JiraSettings.declared();
  }
}
