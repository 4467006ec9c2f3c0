package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A change that somebody asks for in self-service. */
class TicketMakerTest extends ServiceNowFixture {

  private static final String TABLE = "/api/now/v2/table/change_request";

  private static NewTicket wanted(String requestedFor) {
    return new NewTicket(
        "5f-1",
        "alice",
        requestedFor,
        new EntitlementName.RealmRole("db-admin"),
        "why",
        Instant.parse("2026-12-01T08:00:00Z"),
        Instant.parse("2026-12-01T12:00:00Z"));
  }

  private ServiceNowConnector taking() {
    return connector(ServiceNowSettings.REQUEST_TABLE, "change_request");
  }

  @Test
  void makesAChangeForAPersonByTheIdOfTheirRecord() {
    CreatedTicket made = taking().createTicket(wanted("alice"));

    assertThat(made.key()).startsWith("CHG");
    assertThat(made.url()).contains("/nav_to.do?uri=change_request.do%3Fsys_id%3D");
    SERVICE_NOW.verify(
        postRequestedFor(urlPathEqualTo(TABLE))
            .withRequestBody(matchingJsonPath("$[?(@.correlation_id == '5f-1')]"))
            .withRequestBody(matchingJsonPath("$[?(@.requested_by == '" + ALICE + "')]"))
            .withRequestBody(matchingJsonPath("$[?(@.u_requested_for == '" + ALICE + "')]"))
            .withRequestBody(matchingJsonPath("$[?(@.u_entitlements == 'role:db-admin')]"))
            .withRequestBody(matchingJsonPath("$[?(@.start_date == '2026-12-01 08:00:00')]"))
            .withRequestBody(matchingJsonPath("$[?(@.end_date == '2026-12-01 12:00:00')]")));
  }

  @Test
  void aServiceAccountIsNamedByItsClient() {
    taking().createTicket(wanted("ci-deploy"));
    SERVICE_NOW.verify(
        postRequestedFor(urlPathEqualTo(TABLE))
            .withRequestBody(matchingJsonPath("$[?(@.u_requested_for == 'ci-deploy')]")));
  }

  @Test
  void makesNoSecondOne() {
    CreatedTicket first = taking().createTicket(wanted("alice"));
    CreatedTicket again = taking().createTicket(wanted("alice"));
    assertThat(again).isEqualTo(first);
    SERVICE_NOW.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void aColumnThatTheAccountMayNotWriteIsFoundOut() {
    INSTANCE.readOnlyFields.add("change_request.u_entitlements");
    assertThatThrownBy(() -> taking().createTicket(wanted("alice")))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("write access");
  }

  @Test
  void takesNoneUnlessItIsSet() {
    assertThatThrownBy(() -> connector().createTicket(wanted("alice")))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
