package io.ticketgate.connectors.servicenow;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

class ServiceNowConnectorFactoryTest extends ServiceNowFixture {

  private static void validate(String... settings) {
    new ServiceNowConnectorFactory()
        .validate(new Settings(Sessions.plain(), Sessions.component(settings)));
  }

  @Test
  void isFoundByKeycloak() {
    assertThat(ServiceLoader.load(ItsmConnectorFactory.class))
        .extracting(ItsmConnectorFactory::getId)
        .contains("servicenow");
  }

  @Test
  void declaresEachSettingOnce() {
    assertThat(new ServiceNowConnectorFactory().getConfigProperties())
        .extracting(ProviderConfigProperty::getName)
        .doesNotHaveDuplicates()
        .contains("baseUrl", "tables", "fields", "openStates", "closedStates", "personField");
  }

  @Test
  void needsNoSettingOfItsOwn() {
    assertThatCode(() -> validate()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "fields; sc_req_item.entitlements=variables.access",
        "fields; change_request.requestedFor=u_request.requested_for",
        "fields; change_request.risk=",
        "openStates; change_request=-1, 0",
        "personField; email"
      })
  void takes(String setting, String value) {
    assertThatCode(() -> validate(setting, value)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tables; change_request",
        "tables; CHG=change request",
        "tables; CHG^=change_request",
        "tables; CHG=change_request^ORactive",
        "tables; TASK=u_without_states",
        "fields; change_request.requestedFor",
        "fields; requestedFor=u_requested_for",
        "fields; change_request.somebody=u_requested_for",
        "fields; change_request.requestedFor=u_requested_for,x",
        "fields; change_request.requestedFor=variables.who",
        "fields; sc_req_item.requestedFor=variables.a.b",
        "openStates; -1,0",
        "openStates; change_request=3",
        "closedStates; change_request=^3",
        "personField; name"
      })
  void refuses(String setting, String value) {
    assertThatThrownBy(() -> validate(setting, value))
        .isInstanceOf(ComponentValidationException.class);
  }

  @Test
  void refusesTwoColumnsForOneField() {
    assertThatThrownBy(
            () ->
                validate(
                    "fields", "change_request.risk=risk", "fields", "change_request.risk=u_risk"))
        .isInstanceOf(ComponentValidationException.class);
  }

  @Test
  void refusesAStateThatIsOpenAndClosed() {
    assertThatThrownBy(
            () ->
                validate("openStates", "change_request=-1,0", "closedStates", "change_request=0,3"))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("[0]");
  }

  @Test
  void aWebhookNamesItsTicket() {
    assertThat(connector().ticketKey("{\"ticket\":\"CHG0040001\"}")).contains("CHG0040001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CHG0040001",
        "[]",
        "{}",
        "{\"ticket\":null}",
        "{\"ticket\":40001}",
        "{\"ticket\":[\"CHG0040001\"]}",
        "{\"ticket\":\"PRB0040001\"}",
        "{\"ticket\":\"CHG0040001^ORactive=true\"}",
        "{\"ticket\":\"CHG0040001\""
      })
  void aWebhookOfAnotherFormNamesNone(String body) {
    assertThat(connector().ticketKey(body)).isEmpty();
  }
}
