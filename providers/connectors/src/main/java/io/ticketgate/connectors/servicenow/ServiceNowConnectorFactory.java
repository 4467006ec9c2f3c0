package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.time.InstantSource;
import java.util.List;

/** Makes {@code servicenow} connectors. */
public final class ServiceNowConnectorFactory extends HttpConnectorFactory {

  @Override
  public String getId() {
    return "servicenow";
  }

  @Override
  public String getHelpText() {
    return "ServiceNow: changes, requested items and incidents, with their approvals.";
  }

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    return new ServiceNowConnector(api, ServiceNowSettings.of(settings), InstantSource.system());
  }

  @Override
  protected boolean takesRequests(Settings settings) {
    return settings.text(ServiceNowSettings.REQUEST_TABLE).isPresent();
  }

  @Override
  protected void validate(Settings settings) {
    SettingsValidation.validate(settings);
  }

  @Override
  protected List<Setting> ownSettings() {
    return List.of(
        Setting.list(
                ServiceNowSettings.TABLES,
                "Tables",
                "The tables with tickets, as PREFIX=table. Ticket numbers of the table begin with"
                    + " the prefix.")
            .byDefault(List.of("CHG=change_request", "RITM=sc_req_item", "INC=incident")),
        Setting.list(
            ServiceNowSettings.FIELDS,
            "Fields",
            "The columns to read, as table.field=column. field is one of "
                + String.join(", ", TicketField.words())
                + ". A column of sc_req_item may be variables.<name of a catalog variable>. The"
                + " connector does not read a field without a column."),
        Setting.list(
            ServiceNowSettings.OPEN_STATES,
            "Open states",
            "The states in which a ticket is open, as table=value,value. Use the raw values of"
                + " state."),
        Setting.list(
            ServiceNowSettings.CLOSED_STATES,
            "Closed states",
            "The states in which a ticket is closed, as table=value,value. Use the raw values of"
                + " state."),
        Setting.choice(
                ServiceNowSettings.PERSON_FIELD,
                "Person field",
                "The field of sys_user by which the connector names people.",
                People.FIELDS)
            .byDefault(People.FIELDS.get(0)),
        EntitlementTexts.setting(ServiceNowSettings.BARE_REALM_ROLES_BY_DEFAULT),
        Setting.text(
            ServiceNowSettings.REQUEST_TABLE,
            "Requests: table",
            "The table in which the connector makes the tickets that people ask for in self-service,"
                + " such as change_request. Empty: the system takes no requests."));
  }
}
