package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.ItsmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApprovalPagesTest {

  private static final String PATH = "/rest/servicedeskapi/request/10042/approval";

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void readsEveryPage() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    page(0, one(jira, 0).put("isLastPage", false));
    page(1, one(jira, 1).put("start", 1));

    assertThat(Approved.by(jira.connector().fetch(JiraServer.TICKET, null)))
        .containsExactly("5b10b0bob000000000000001", "5b10b0car000000000000002");
  }

  // The declined one is on the page that a careless reader leaves out.
  @Test
  void aRefusalOnTheLastPageCounts() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    ObjectNode second = one(jira, 1).put("start", 1);
    Fixtures.set(second, "/values/0/finalDecision", "declined");
    Fixtures.set(second, "/values/0/approvers/0/approverDecision", "declined");
    page(0, one(jira, 0).put("isLastPage", false));
    page(1, second);

    assertThat(Approved.by(jira.connector().fetch(JiraServer.TICKET, null))).isEmpty();
  }

  @Test
  void aPageThatIsMissingIsAnError() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    page(0, one(jira, 0).put("isLastPage", false));
    page(1, (ObjectNode) Fixtures.json("{'values':[],'isLastPage':false}"));

    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aPageThatDoesNotSayWhetherItIsTheLastIsAnError() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    Fixtures.remove(jira.approvals, "/isLastPage");

    assertThatThrownBy(() -> jira.serve().connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aListWithoutEndIsAnError() {
    JiraServer jira = JiraServer.cloud(WIRE, apis);
    ArrayNode values = (ArrayNode) jira.approvals.path("values");
    for (int i = 0; i < 48; i++) {
      values.add(values.get(0).deepCopy());
    }
    jira.approvals.put("isLastPage", false);

    assertThatThrownBy(() -> jira.serve().connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("does not end");
  }

  private static ObjectNode one(JiraServer jira, int index) {
    ObjectNode page = jira.approvals.deepCopy();
    page.putArray("values").add(jira.approvals.path("values").get(index).deepCopy());
    return page.put("size", 1);
  }

  private static void page(int start, ObjectNode page) {
    WIRE.stubFor(
        get(urlPathEqualTo(PATH))
            .withQueryParam("start", equalTo(String.valueOf(start)))
            .willReturn(okJson(page.toString())));
  }
}
