package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkNotesTest extends ServiceNowFixture {

  private static final String NOTE = "Granted role db-admin.\nBinding 4711, until 12:00.";

  @Test
  void writesAWorkNote() {
    connector().addNote(REF, NOTE);

    SERVICE_NOW.verify(
        patchRequestedFor(urlPathEqualTo("/api/now/v2/table/change_request/" + CHANGE))
            .withRequestBody(
                equalToJson(
                    "{\"work_notes\":\"Granted role db-admin.\\nBinding 4711, until 12:00.\"}")));
    assertThat(change.shown.get("work_notes")).contains("Binding 4711");
  }

  @Test
  void aNoteThatServiceNowIgnoredIsNotWritten() {
    INSTANCE.readOnlyFields.add("change_request.work_notes");

    assertThatThrownBy(() -> connector().addNote(REF, NOTE))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("change_request.work_notes")
        .hasMessageNotContaining("4711");
  }

  @Test
  void aNoteThatCannotBeReadBackIsAnError() {
    INSTANCE.hiddenFields.add("change_request.work_notes");

    assertThatThrownBy(() -> connector().addNote(REF, NOTE))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("change_request.work_notes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[code]<b>x</b>[/code]", "[CODE]<b>x</b>[/Code]"})
  void noNoteIsTakenForHtml(String note) {
    connector().addNote(REF, note);

    assertThat(change.shown.get("work_notes"))
        .doesNotContainIgnoringCase("[code]")
        .doesNotContainIgnoringCase("[/code]")
        .contains("<b>x</b>");
  }

  @Test
  void aTicketThatIsNotThereTakesNoNote() {
    assertThatThrownBy(() -> connector().addNote(new TicketRef("snow", "CHG0049999"), NOTE))
        .isInstanceOf(ItsmException.NotFound.class);
  }

  @Test
  void aRefusedWriteIsNotPermitted() {
    SERVICE_NOW.stubFor(
        patch(anyUrl())
            .willReturn(
                okJson(
                        "{\"error\":{\"message\":\"Operation Failed\",\"detail\":\"ACL Exception"
                            + " Update Failed due to security constraints\"},\"status\":\"failure\"}")
                    .withStatus(403)));

    assertThatThrownBy(() -> connector().addNote(REF, NOTE))
        .isInstanceOf(ItsmException.NotPermitted.class);
  }
}
