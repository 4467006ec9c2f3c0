package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentsTest {

  private static final String INTERNAL = "/rest/servicedeskapi/request/ACC-7/comment";
  private static final String PROPERTY =
      "[{\"key\":\"sd.public.comment\",\"value\":{\"internal\":true}}]";

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void customersDoNotSeeANote() {
    answer(INTERNAL, 201);

    JiraServer.cloud(WIRE, apis).connector().addNote(JiraServer.TICKET, "granted");

    WIRE.verify(
        postRequestedFor(urlEqualTo(INTERNAL))
            .withRequestBody(equalToJson("{\"body\":\"granted\",\"public\":false}")));
    WIRE.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void anIssueThatIsNoRequestGetsAPlainCommentThatIsInternalAllTheSame() {
    answer(INTERNAL, 404);
    answer("/rest/api/3/issue/ACC-7/comment", 201);

    JiraServer.cloud(WIRE, apis).connector().addNote(JiraServer.TICKET, "granted");

    WIRE.verify(
        postRequestedFor(urlEqualTo("/rest/api/3/issue/ACC-7/comment"))
            .withRequestBody(
                equalToJson(
                    "{\"body\":{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"granted\"}]}]},\"properties\":"
                        + PROPERTY
                        + "}")));
  }

  @Test
  void dataCenterTakesPlainTexts() {
    answer(INTERNAL, 404);
    answer("/rest/api/2/issue/ACC-7/comment", 201);

    JiraServer.dataCenter(WIRE, apis).connector().addNote(JiraServer.TICKET, "granted");

    WIRE.verify(
        postRequestedFor(urlEqualTo("/rest/api/2/issue/ACC-7/comment"))
            .withRequestBody(
                equalToJson("{\"body\":\"granted\",\"properties\":" + PROPERTY + "}")));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void whoMayNotWriteInternallyDoesNotWritePublicly(int status) {
    answer(INTERNAL, status);

    assertThatThrownBy(
            () -> JiraServer.cloud(WIRE, apis).connector().addNote(JiraServer.TICKET, "granted"))
        .isInstanceOf(ItsmException.NotPermitted.class);
    WIRE.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void writesToNoOtherProject() {
    assertThatThrownBy(
            () ->
                JiraServer.cloud(WIRE, apis)
                    .connector()
                    .addNote(new TicketRef("itsm", "OPS-3"), "granted"))
        .isInstanceOf(ItsmException.NotFound.class);
    WIRE.verify(0, postRequestedFor(anyUrl()));
  }

  private static void answer(String path, int status) {
    WIRE.stubFor(
        post(path)
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(Fixtures.read("cloud/comment-internal").toString())));
  }
}
