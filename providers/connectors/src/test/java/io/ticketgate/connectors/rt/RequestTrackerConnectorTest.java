package io.ticketgate.connectors.rt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentValidationException;

/** Notes, webhooks and settings. */
class RequestTrackerConnectorTest {

  private final RecordedApi api = RecordedApi.of("approved");
  private final RequestTrackerConnector connector =
      new RequestTrackerConnector("rt", api, Rt.SETTINGS);

  @Test
  void aNoteIsAComment() {
    answer(201, "Comments added");

    connector.addNote(new TicketRef("rt", "16"), "granted");

    assertThat(api.asked())
        .containsExactly(
            "POST /REST/2.0/ticket/16/comment"
                + " {\"Content\":\"granted\",\"ContentType\":\"text/plain\"}");
  }

  @Test
  void aRefusalThatLooksLikeSuccessIsOne() {
    answer(200, "Ticket 1: Permission Denied");
    refused();
    answer(201, "Permission Denied");
    refused();
  }

  @Test
  void aRefusalByStatusIsOne() {
    for (int status : new int[] {400, 403}) {
      answer(status, "Permission Denied");
      refused();
    }
  }

  @Test
  void aWebhookNamesItsTicket() {
    assertThat(connector.ticketKey("{\"type\":\"ticket.changed\",\"data\":{\"id\":\"16\"}}"))
        .contains("16");
    assertThat(connector.ticketKey("{\"data\":{\"id\":16}}")).contains("16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "16",
        "[]",
        "null",
        "{\"id\":\"16\"}",
        "{\"data\":{\"id\":null}}",
        "{\"data\":{\"id\":{}}}",
        "{\"data\":{\"id\":1.5}}",
        "{\"data\":{\"id\":-1}}",
        "{\"data\":{\"id\":\"0\"}}",
        "{\"data\":{\"id\":\"16/history\"}}",
        "{\"data\":{\"id\":\"1234567890123456789\"}}"
      })
  void aWebhookThatNamesNoneHasNone(String body) {
    assertThat(connector.ticketKey(body)).isEmpty();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Rt.with(List.of(), Rt.FIELDS).validate())
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("queues");
    assertThatThrownBy(() -> Rt.with(List.of("a' OR id > '0"), Rt.FIELDS).validate())
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("quotes");
    assertThatThrownBy(() -> Rt.with(List.of("___Approvals"), Rt.FIELDS).validate())
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("approval");
    assertThatThrownBy(
            () ->
                new RtSettings(
                        List.of("Access"),
                        "___Approvals",
                        Set.of("new"),
                        Set.of("new"),
                        Rt.FIELDS,
                        new EntitlementTexts(true),
                        Optional.empty())
                    .validate())
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("the state new.");
    Rt.SETTINGS.validate();
  }

  @Test
  void aFieldThatIsReadForTwoThingsIsLookedForOnce() {
    assertThat(
            new RtSettings.Fields(
                    "What", "Who", Optional.of("What"), Optional.empty(), Optional.empty())
                .names())
        .containsExactly("What", "Who");
  }

  private void refused() {
    assertThatThrownBy(() -> connector.addNote(new TicketRef("rt", "16"), "granted"))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("CommentOnTicket");
  }

  private void answer(int status, String message) {
    api.edit(
        "/ticket/" + api.ticket(),
        answer -> {
          answer.put("status", status);
          answer.set("body", JsonNodeFactory.instance.arrayNode().add(message));
        });
  }
}
