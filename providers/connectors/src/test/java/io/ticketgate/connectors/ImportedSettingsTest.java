package io.ticketgate.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.provider.ProviderConfigProperty;

/** What holds for the settings of every connector that reads an ITSM. */
class ImportedSettingsTest {

  private static ItsmConnectorFactory factory(String connector) {
    return ServiceLoader.load(ItsmConnectorFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.getId().equals(connector))
        .findFirst()
        .orElseThrow();
  }

  /** Keycloak does not validate the components of an imported realm. */
  @ParameterizedTest
  @CsvSource({
    "jira, projects, A' OR '1, projects",
    "request-tracker, queues, A' OR '1, queues",
    "rest, ticketPath, /tickets, fields",
    "servicenow, tables, CHG=a^ORb, tables",
    "servicenow, baseUrl, ftp://itsm.example.com, baseUrl"
  })
  void aConnectorDoesNotUseSettingsThatValidationWouldRefuse(
      String connector, String setting, String value, String named) {
    ComponentModel component = Sessions.component(setting, value);
    if (component.get("baseUrl") == null) {
      component.put("baseUrl", "https://itsm.example.com");
    }
    ItsmConnectorFactory factory = factory(connector);

    assertThatThrownBy(() -> factory.create(Sessions.plain(), component))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageStartingWith("The settings of the ITSM system 'itsm' cannot be used: ")
        .hasMessageContaining(named);
    factory.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jira", "request-tracker", "rest", "servicenow"})
  void everyConnectorHasTheSameSettingForBareRealmRoles(String connector) {
    assertThat(factory(connector).getConfigProperties())
        .filteredOn(property -> property.getName().equals(EntitlementTexts.BARE_REALM_ROLES))
        .singleElement()
        .satisfies(
            property -> {
              assertThat(property.getType()).isEqualTo(ProviderConfigProperty.BOOLEAN_TYPE);
              assertThat(property.getDefaultValue()).isEqualTo(connector.equals("request-tracker"));
            });
  }

  @Test
  void everyHelpTextIsASentence() {
    for (ItsmConnectorFactory factory : ServiceLoader.load(ItsmConnectorFactory.class)) {
      assertThat(factory.getHelpText()).endsWith(".");
      assertThat(factory.getConfigProperties())
          .as(factory.getId())
          .allSatisfy(property -> assertThat(property.getHelpText()).matches("(?s)[A-Zi].*\\."));
    }
  }
}
