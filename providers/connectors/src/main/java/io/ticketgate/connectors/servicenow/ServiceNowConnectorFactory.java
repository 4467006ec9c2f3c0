package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.Settings;
import io.ticketgate.spi.ItsmConnector;
import java.time.Clock;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

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
    return new ServiceNowConnector(api, ServiceNowSettings.of(settings), Clock.systemUTC());
  }

  @Override
  protected void validate(Settings settings) {
    SettingsCheck.validate(settings);
  }

  @Override
  protected List<ProviderConfigProperty> ownSettings() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(ServiceNowSettings.TABLES)
        .label("Tables")
        .helpText(
            "PREFIX=table for each table that tickets live in; the prefix is what its numbers begin"
                + " with.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .defaultValue(List.of("CHG=change_request", "RITM=sc_req_item", "INC=incident"))
        .add()
        .property()
        .name(ServiceNowSettings.FIELDS)
        .label("Fields")
        .helpText(
            "table.field=column, where field is one of "
                + String.join(", ", TicketField.words())
                + ". Of sc_req_item the column may be variables.<name of a catalog variable>. Without"
                + " a column the field is not read.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(ServiceNowSettings.OPEN_STATES)
        .label("Open states")
        .helpText("table=value,value: the raw values of state in which work may go on.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(ServiceNowSettings.CLOSED_STATES)
        .label("Closed states")
        .helpText("table=value,value: the raw values of state in which work is over.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(ServiceNowSettings.PERSON_FIELD)
        .label("Person field")
        .helpText("The field of sys_user that names people in this system's tickets.")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(People.FIELDS)
        .defaultValue(People.FIELDS.get(0))
        .add()
        .property()
        .name(ServiceNowSettings.BARE_ROLES)
        .label("Bare roles")
        .helpText("Whether a word without role: or client: before it is the name of a realm role.")
        .type(ProviderConfigProperty.BOOLEAN_TYPE)
        .defaultValue(false)
        .add()
        .build();
  }
}
