package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

class JiraConnectorFactoryTest {

  @Test
  void isRegistered() {
    assertThat(ServiceLoader.load(ItsmConnectorFactory.class))
        .filteredOn(factory -> factory.getId().equals("jira"))
        .singleElement()
        .satisfies(
            factory ->
                assertThat(factory.getConfigProperties())
                    .extracting(ProviderConfigProperty::getName)
                    .doesNotHaveDuplicates()
                    .contains("baseUrl", "webhookSecret", "projects", "requestedForField"));
  }

  @Test
  void acceptsUsefulSettings() {
    assertThatCode(
            () ->
                check(
                    "deployment", "datacenter",
                    "projects", "ACC",
                    "projects", "OPS2",
                    "personField", "key",
                    "requestedForField", "reporter",
                    "entitlementsField", "customfield_10051",
                    "timeZone", "Europe/Berlin",
                    "siteUrl", "https://jira.example.com"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "deployment, server, datacenter",
    "projects, acc, ACC",
    "projects, 'A\" OR project = \"B', ACC",
    "personField, displayName, accountId",
    "personField, name, accountId",
    "requestedForField, Requested for, customfield_10050",
    "timeZone, Middle-earth, Europe/Berlin",
    "siteUrl, example.atlassian.net, https"
  })
  void refusesWhatMakesNoSense(String setting, String value, String whatToDo) {
    String[] settings =
        setting.equals("projects")
            ? new String[] {setting, value}
            : new String[] {"projects", "ACC", setting, value};

    assertThatThrownBy(() -> check(settings))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining(whatToDo);
  }

  @Test
  void refusesToReadEveryProject() {
    assertThatThrownBy(() -> check())
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("projects");
  }

  private static void check(String... settings) {
    new JiraConnectorFactory()
        .validate(new Settings(Sessions.plain(), Sessions.component(settings)));
  }
}
