package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.http.HttpConnectorFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.Settings;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import java.time.Clock;
import java.util.List;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Makes {@code jira} connectors. */
public final class JiraConnectorFactory extends HttpConnectorFactory {

  @Override
  protected ItsmConnector connector(JsonApi api, Settings settings) {
    try {
      // The import of a realm does not validate its components.
      JiraSettingsCheck.check(settings);
    } catch (ComponentValidationException refused) {
      throw new ItsmException.Malformed(
          "The settings of the ITSM system '"
              + settings.system()
              + "' cannot be used: "
              + refused.getMessage(),
          refused);
    }
    return new JiraConnector(api, JiraSettings.of(settings), Clock.systemUTC());
  }

  @Override
  public String getId() {
    return "jira";
  }

  @Override
  public String getHelpText() {
    return "Requests of Jira Service Management with their approvals, on Jira Cloud or Data Center.";
  }

  @Override
  protected void validate(Settings settings) {
    JiraSettingsCheck.check(settings);
  }

  @Override
  protected List<ProviderConfigProperty> ownSettings() {
    ProviderConfigurationBuilder settings = ProviderConfigurationBuilder.create();
    settings
        .property()
        .name(JiraSettings.DEPLOYMENT)
        .label("Deployment")
        .helpText(
            "Jira Cloud (e-mail address and API token) or Data Center (personal access token).")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(Deployment.words())
        .defaultValue(Deployment.CLOUD.word())
        .add();
    settings
        .property()
        .name(JiraSettings.PROJECTS)
        .label("Projects")
        .helpText("Keys of the projects whose tickets count. Tickets of others are not read.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .required(true)
        .add();
    settings
        .property()
        .name(JiraSettings.PERSON_FIELD)
        .label("Person field")
        .helpText(
            "What names people: accountId or emailAddress on Cloud, name, key or emailAddress on Data"
                + " Center. People whose field is hidden are nobody. Default: accountId, name.")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(JiraSettingsCheck.PERSON_FIELDS)
        .add();
    settings
        .property()
        .name(JiraSettings.REQUEST_TYPE_FIELD)
        .label("Request type: field")
        .helpText(
            "The id of the field Request Type, for example customfield_10010, to have its name as the"
                + " ticket's type. Without it that is the issue type.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add();
    for (MappedField field : MappedField.values()) {
      settings
          .property()
          .name(field.setting())
          .label(field.label())
          .helpText(field.help())
          .type(ProviderConfigProperty.STRING_TYPE)
          .add();
    }
    return settings
        .property()
        .name(JiraSettings.BARE_REALM_ROLES)
        .label("Bare realm roles")
        .helpText(
            "Whether a word without a prefix in the entitlements is the name of a realm role.")
        .type(ProviderConfigProperty.BOOLEAN_TYPE)
        .defaultValue(false)
        .add()
        .property()
        .name(JiraSettings.CLOSED_STATES)
        .label("Closed states")
        .helpText(
            "Names or ids of statuses that count as closed besides those of category Done and issues"
                + " with a resolution.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(JiraSettings.TIME_ZONE)
        .label("Time zone")
        .helpText("In which dates without a time are meant, for example Europe/Berlin.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .defaultValue("UTC")
        .add()
        .property()
        .name(JiraSettings.SITE_URL)
        .label("Site URL")
        .helpText(
            "Where people read tickets, if not at the base URL: with a scoped API token that is"
                + " https://api.atlassian.com/ex/jira/<cloud id>.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .build();
  }
}
