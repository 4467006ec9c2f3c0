package io.ticketgate.connectors.jira;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jira down, slow or rate limited: never a ticket with some of its approvals. */
class JiraFailuresTest {

  private static final String APPROVALS = "/rest/servicedeskapi/request/10042/approval";

  @RegisterExtension
  static final WireMockExtension WIRE =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void tellsHowLongARateLimitLasts() {
    ItsmException.RateLimited limited =
        catchThrowableOfType(
            ItsmException.RateLimited.class,
            () ->
                read(
                    aResponse()
                        .withStatus(429)
                        .withHeader("Retry-After", "1847")
                        .withHeader("X-RateLimit-Reset", "2026-11-22T12:31Z")
                        .withHeader("X-RateLimit-Limit", "350")
                        .withHeader("X-RateLimit-Remaining", "0")
                        .withHeader("RateLimit-Reason", "jira-quota-tenant-based")));

    assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(1847));
    assertThat(limited.retryable()).isTrue();
  }

  @Test
  void takesTheResetWhereThatIsAllThereIs() {
    ItsmException.RateLimited limited =
        catchThrowableOfType(
            ItsmException.RateLimited.class,
            () ->
                read(
                    aResponse()
                        .withStatus(429)
                        .withHeader("Date", "Sun, 22 Nov 2026 12:01:00 GMT")
                        .withHeader("X-RateLimit-Reset", "2026-11-22T12:31Z")
                        .withHeader("RateLimit-Reason", "jira-burst-based")));

    assertThat(limited.retryAfter()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void anAnswerThatBreaksOffIsNoTicket() {
    assertThatThrownBy(() -> read(okJson("{\"values\":[],\"isLast")))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aPageToLogInIsNoTicket() {
    assertThatThrownBy(() -> read(okForContentType("text/html", "<html>Log in</html>")))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void anotherDocumentIsNoTicket() {
    assertThatThrownBy(() -> read(okJson("{\"errorMessages\":[],\"errors\":{}}")))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aServerErrorMayPass() {
    ItsmException.Unavailable down =
        catchThrowableOfType(
            ItsmException.Unavailable.class,
            () -> read(aResponse().withStatus(503).withHeader("Retry-After", "120")));

    assertThat(down.retryAfter()).isEqualTo(Duration.ofMinutes(2));
  }

  // Neither answer is late by itself.
  @Test
  void readsTheWholeTicketInOneBoundedTime() {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer("/rest/api/3/issue/ACC-7", okJson(jira.issue.toString()).withFixedDelay(3_000));
    jira.answer(APPROVALS, okJson(jira.approvals.toString()).withFixedDelay(3_000));

    assertThatThrownBy(() -> jira.connector().fetch(JiraServer.TICKET, null))
        .isInstanceOf(ItsmException.Unavailable.class);
  }

  private void read(ResponseDefinitionBuilder approvals) {
    JiraServer jira = JiraServer.cloud(WIRE, apis).serve();
    jira.answer(APPROVALS, approvals);
    jira.connector().fetch(JiraServer.TICKET, null);
  }
}
