package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that somebody asks for in self-service, as Service Management documents it. */
class TicketMakerTest {

  private static final NewTicket WANTED =
      new NewTicket(
          "5f-1",
          "5b10",
          "ci-deploy",
          new EntitlementName.RealmRole("db-admin"),
          "why",
          null,
          Instant.parse("2026-12-01T12:00:00Z"));

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();
  private JiraServer jira;

  @BeforeEach
  void serve() {
    jira = JiraServer.cloud(WIRE, apis);
    found("[]");
    made("ACC-9");
  }

  private void found(String issues) {
    jira.answer("/rest/api/3/search/jql", okJson("{\"issues\":" + issues + "}"));
  }

  private void made(String key) {
    WIRE.stubFor(
        post(urlEqualTo("/rest/servicedeskapi/request"))
            .willReturn(
                okJson("{\"issueId\":\"1\",\"issueKey\":\"" + key + "\"}").withStatus(201)));
  }

  private JiraConnector connector() {
    return jira.connector("requestServiceDesk", "3", "requestType", "25");
  }

  @Test
  void raisesTheRequestOnBehalfOfThePersonInTheFieldsThatAreReadBack() {
    assertThat(connector().createTicket(WANTED).key()).isEqualTo("ACC-9");
    WIRE.verify(
        postRequestedFor(urlEqualTo("/rest/servicedeskapi/request"))
            .withRequestBody(
                equalToJson(
                    "{\"serviceDeskId\":\"3\",\"requestTypeId\":\"25\",\"raiseOnBehalfOf\":\"5b10\","
                        + "\"requestFieldValues\":{\"summary\":\"Access: role:db-admin for ci-deploy"
                        + " [5f-1]\",\"customfield_10051\":\"role:db-admin\",\"customfield_10050\":"
                        + "\"ci-deploy\",\"description\":\"why\",\"customfield_10055\":"
                        + "\"2026-12-01T12:00:00.000+0000\"}}")));
  }

  @Test
  void makesNoSecondOne() {
    found("[{\"key\":\"ACC-8\",\"fields\":{\"summary\":\"Access [5f-1]\"}}]");
    assertThat(connector().createTicket(WANTED).key()).isEqualTo("ACC-8");
    WIRE.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void aTicketOfAnotherIdIsNoneOfThisRequest() {
    found("[{\"key\":\"ACC-8\",\"fields\":{\"summary\":\"Access [5f-11]\"}}]");
    assertThat(connector().createTicket(WANTED).key()).isEqualTo("ACC-9");
  }

  @Test
  void aRequestInAnotherProjectIsRefused() {
    made("OPS-1");
    assertThatThrownBy(() -> connector().createTicket(WANTED))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("requestServiceDesk");
  }

  @Test
  void takesNoneUnlessItIsSet() {
    assertThatThrownBy(() -> jira.connector().createTicket(WANTED))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
