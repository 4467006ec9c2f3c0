package io.ticketgate.connectors.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

/** Settings that make no sense are refused with a sentence that names the setting. */
class RestSettingsTest {

  private final RestConnectorFactory factory = new RestConnectorFactory();

  @Test
  void takesTheLeastThatASystemNeeds() {
    assertThatCode(() -> factory.validate(Systems.plain().settings())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"glpi", "zammad", "freshservice"})
  void takesTheReadyMadeMappings(String name) throws Exception {
    Systems system = Systems.readyMade(name);
    assertThatCode(() -> factory.validate(system.settings())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ticketPath",
        "fields",
        "ticketType",
        "openStates",
        "versions",
        "approvals",
        "approvalFields",
        "approvedDecisions"
      })
  void namesTheSettingThatIsMissing(String name) {
    assertThatThrownBy(() -> factory.validate(Systems.plain().without(name).settings()))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ticketPath; tickets/{key}; one /",
        "ticketPath; //evil.example/{key}; one /",
        "ticketPath; /api/../admin/{key}; no ..",
        "ticketPath; /my tickets/{key}; no blanks",
        "ticketPath; /tickets; key in braces",
        "ticketPath; /tickets/{key}/{user}; has user in braces",
        "answers; votes; key=value",
        "answers; my votes=/v/{key}; letters and digits",
        "answers; votes=/v; key in braces",
        "fields; id=$.id; state",
        "fields; colour=$.x; colour",
        "openStates; ' '; required",
        "versions; version; not a JSONPath",
        "versions; votes:$.v; names the answer votes",
        "values; risk=high; field:value=word",
        "values; requester:3=high; field:value=word",
        "approvals; $.a[; not a JSONPath",
        "approvalsCount; $[?length(@)==1]; functions are not supported",
        "approvalFields; approver=$.by; decision",
        "approvedDecisions; no; only one of approvedDecisions",
        "timeFormat; dd.MM.yyyy; timeFormat",
        "timeFormat; nonsense; timeFormat",
        "timeZone; Mars; timeZone",
        "linkPath; /show; key in braces",
        "changesPath; /changed; since in braces",
        "changesPath; /changed?s={since}; Set changes",
        "notePath; /notes; noteBody",
        "noteMethod; DELETE; noteMethod",
        "webhookTicket; ticket; webhookTicket",
      })
  void saysWhatIsWrongWithASetting(String name, String value, String saying) {
    assertThatThrownBy(() -> factory.validate(Systems.plain().with(name, value).settings()))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(saying);
  }

  @Test
  void refusesWhatContradictsItself() {
    refused(Systems.plain().with("fields", "id=$.id", "id=$.key", "state=$.s"), "twice");
    refused(
        Systems.plain().with("fields", "id=$.id", "state=$.s", "type=$.t"),
        "Set either ticketType");
    refused(
        Systems.plain().with("approvalFields", "approver=$.a", "decision=$.d", "step=$.s"), "step");
    refused(
        Systems.plain()
            .with("answers", "a=/a/{key}", "b=/b/{key}", "c=/c/{key}", "d=/d/{key}", "e=/e/{key}"),
        "at most 4");
    refused(
        Systems.plain()
            .with("changesPath", "/c?s={since}&p={page}")
            .with("changes", "$")
            .with("changedKey", "$.id")
            .with("changedAt", "$.at")
            .with("changesNext", "$.next"),
        "Use either page");
    refused(Systems.plain().with("notePath", "/n").with("noteBody", "{note}"), "JSON object");
    refused(Systems.plain().with("notePath", "/n").with("noteBody", "{\"a\":1}"), "JSON object");
  }

  private void refused(Systems system, String saying) {
    assertThatThrownBy(() -> factory.validate(system.settings()))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(saying);
  }

  @Test
  void describesEachSettingOnce() {
    List<ProviderConfigProperty> properties = factory.getConfigProperties();
    assertThat(properties).extracting(ProviderConfigProperty::getName).doesNotHaveDuplicates();
    assertThat(properties).allMatch(property -> property.getHelpText() != null);
  }
}
