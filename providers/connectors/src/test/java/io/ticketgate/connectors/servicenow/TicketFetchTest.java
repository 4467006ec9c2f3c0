package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.spi.EntitlementName.ClientCredential;
import io.ticketgate.spi.EntitlementName.RealmRole;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketFetchTest extends ServiceNowFixture {

  @ParameterizedTest
  @EnumSource(Instance.Shape.class)
  void readsAChangeWhicheverShapeItsFieldsHave(Instance.Shape shape) {
    INSTANCE.shape = shape;
    approval(BOB, "approved");

    Ticket ticket = fetch();

    assertThat(ticket.ref()).isEqualTo(REF);
    assertThat(ticket.type()).isEqualTo("change_request");
    assertThat(ticket.open()).isTrue();
    assertThat(ticket.version()).isEqualTo("10@2026-11-21T18:59:27Z");
    assertThat(ticket.requester()).isEqualTo("alice");
    assertThat(ticket.requestedFor()).isEqualTo("alice");
    assertThat(ticket.entitlements()).containsExactly(new RealmRole("db-admin"));
    assertThat(approvers(ticket)).containsExactly("bob");
    assertThat(ticket.justification()).isEqualTo("Quarterly patching");
    assertThat(ticket.risk()).isEqualTo("3");
    assertThat(ticket.plannedStart()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
    assertThat(ticket.plannedEnd()).isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
    assertThat(ticket.url())
        .isEqualTo(SERVICE_NOW.baseUrl() + "/nav_to.do?uri=change_request.do%3Fsys_id%3D" + CHANGE);
  }

  @Test
  void showsPeopleWhatServiceNowShowsThem() {
    Ticket ticket = fetch();

    assertThat(ticket.state()).isEqualTo("Implement");
    assertThat(ticket.configurationItem()).isEqualTo("pg-prod-01");
  }

  @Test
  void emptyFieldsSayNothing() {
    change
        .with("requested_by", "")
        .with("u_requested_for", "")
        .with("u_entitlements", "")
        .with("cmdb_ci", "")
        .with("risk", "")
        .with("justification", "")
        .with("start_date", "")
        .with("end_date", "");

    Ticket ticket = fetch();

    assertThat(ticket.requester()).as("who opened it").isEqualTo("dave");
    assertThat(ticket.requestedFor()).isNull();
    assertThat(ticket.entitlements()).isEmpty();
    assertThat(ticket.configurationItem()).isNull();
    assertThat(ticket.risk()).isNull();
    assertThat(ticket.justification()).isNull();
    assertThat(ticket.plannedStart()).isNull();
    assertThat(ticket.plannedEnd()).isNull();
  }

  @Test
  void aTextNamesAServiceAccount() {
    change.with("u_requested_for", "ci-deployer").with("u_entitlements", "client:ci-deployer");

    Ticket ticket = fetch();

    assertThat(ticket.requestedFor()).isEqualTo("ci-deployer");
    assertThat(ticket.entitlements()).containsExactly(new ClientCredential("ci-deployer"));
  }

  @Test
  void bareWordsNameRolesWhereTheSettingSaysSo() {
    change.with("u_entitlements", "db-admin");

    assertThat(fetch().entitlements()).isEmpty();
    assertThat(fetch(EntitlementTexts.BARE_REALM_ROLES, "true").entitlements())
        .containsExactly(new RealmRole("db-admin"));
  }

  @ParameterizedTest
  @CsvSource({"email,alice@example.com", "sys_id," + ALICE})
  void peopleAreNamedByTheConfiguredField(String field, String name) {
    assertThat(fetch(ServiceNowSettings.PERSON_FIELD, field).requestedFor()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "number",
        "sys_class_name",
        "state",
        "active",
        "approval",
        "requested_by",
        "u_requested_for",
        "u_entitlements",
        "cmdb_ci",
        "risk",
        "justification",
        "start_date",
        "end_date",
        "sys_mod_count",
        "sys_updated_on"
      })
  void aMissingFieldIsAnErrorThatNamesIt(String field) {
    INSTANCE.hiddenFields.add("change_request." + field);

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("change_request." + field)
        .hasMessageContaining("ACL");
  }

  @Test
  void aMissingFieldIsAnErrorWhereItStandsForAnEmptyOne() {
    change.with("requested_by", "");
    INSTANCE.hiddenFields.add("change_request.opened_by");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("change_request.opened_by");
  }

  @Test
  void aPersonWhoseNameIsHiddenIsAnError() {
    INSTANCE.hiddenFields.add("sys_user.user_name");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining(".user_name");
  }

  @ParameterizedTest
  @CsvSource({"-1,true,true", "0,true,true", "3,true,false", "4,true,false", "-1,false,false"})
  void isOpenWhileActiveInAnOpenState(String state, String active, boolean open) {
    change.with("state", state).with("active", active);

    assertThat(fetch().open()).isEqualTo(open);
  }

  @Test
  void anUnknownStateIsNeitherOpenNorClosed() {
    change.with("state", "42", "Awaiting the moon");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("42")
        .hasMessageContaining("openStates");
    assertThat(fetch(ServiceNowSettings.OPEN_STATES, "change_request=-1,42").open()).isTrue();
    assertThat(fetch(ServiceNowSettings.CLOSED_STATES, "change_request=3,42").open()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"active,perhaps", "start_date,22.11.2026 09:00", "sys_mod_count,many"})
  void aValueOfAnotherFormIsAnError(String field, String value) {
    change.with(field, value);

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aWindowThatEndsBeforeItBeginsIsAnError() {
    change.with("end_date", "2026-11-22 07:00:00");

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void anEmptyListMeansThatThereIsNoSuchTicket() {
    assertThatThrownBy(() -> connector().fetch(new TicketRef("snow", "CHG0049999"), null))
        .isInstanceOf(ItsmException.NotFound.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRB0040001", "CHG", "CHG004000x", "chg0040001", "CHG0040001.1"})
  void aNumberOfNoConfiguredTableIsNotFound(String key) {
    assertThatThrownBy(() -> connector().fetch(new TicketRef("snow", key), null))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("CHG");
  }

  @Test
  void aTicketThatTheAccountMayNotReadIsNotPermitted() {
    INSTANCE.hiddenRows.add(CHANGE);

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("change_request");
  }

  @Test
  void anIgnoredQueryAnswersWithAnotherTicket() {
    ticket("change_request", "a1000000000000000000000000000002", "CHG0040002");
    INSTANCE.ignoredInQueries.add("change_request.number");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("ignored");
  }

  @Test
  void twoTicketsOfOneNumberAreAnError() {
    ticket("change_request", "a1000000000000000000000000000002", "CHG0040001");

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aTicketOfAnotherClassIsAnError() {
    change.with("sys_class_name", "u_special_change");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("class");
  }

  @Test
  void aTicketThatChangesWhileItIsReadIsReadAgain() {
    approval(BOB, "approved");
    INSTANCE.before(
        ApprovalRows.TABLE,
        () -> change.with("sys_mod_count", "11").with("u_entitlements", "role:root"));

    Ticket ticket = fetch();

    assertThat(ticket.version()).startsWith("11@");
    assertThat(ticket.entitlements()).containsExactly(new RealmRole("root"));
  }

  @Test
  void aTicketThatNeverRestsIsNotRead() {
    int[] count = {10};
    INSTANCE.before(
        ApprovalRows.TABLE, () -> change.with("sys_mod_count", Integer.toString(++count[0])));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Unavailable.class);
  }

  @Test
  void withoutACountHiddenRecordsWouldGoUnnoticed() {
    INSTANCE.counts = false;

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("X-Total-Count");
  }

  @Test
  void aTransactionThatServiceNowCancelsIsNoAnswerThoughItsStatusIs200() {
    SERVICE_NOW.stubFor(
        get(anyUrl())
            .willReturn(
                okJson(
                        "{\"result\":[],\"error\":{\"message\":\"Transaction cancelled: maximum"
                            + " execution time exceeded\"},\"status\":\"failure\"}")
                    .withHeader("X-Total-Count", "0")));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"result\":\"none\"}", "{\"result\":{}}", "[]"})
  void anAnswerOfAnotherFormIsMalformed(String body) {
    SERVICE_NOW.stubFor(get(anyUrl()).willReturn(okJson(body).withHeader("X-Total-Count", "0")));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void anInstanceWithoutTheTableIsNotATicketThatIsNotThere() {
    SERVICE_NOW.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(404)));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aPageOfHtmlIsMalformed() {
    SERVICE_NOW.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "text/html")
                    .withBody("<html>Instance Hibernating page</html>")));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void aRateLimitSaysHowLongToWait() {
    SERVICE_NOW.stubFor(
        get(anyUrl())
            .willReturn(
                okJson("{\"error\":{\"message\":\"Rate limit exceeded\"},\"status\":\"failure\"}")
                    .withStatus(429)
                    .withHeader("Retry-After", "60")
                    .withHeader("X-RateLimit-Limit", "100")
                    .withHeader("X-RateLimit-Rule", "b1000000000000000000000000000009")));

    assertThatThrownBy(this::fetch)
        .isInstanceOfSatisfying(
            ItsmException.RateLimited.class,
            limited -> assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(60)));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void anAccountThatIsRefusedIsNotPermitted(int status) {
    SERVICE_NOW.stubFor(
        get(anyUrl())
            .willReturn(
                okJson(
                        "{\"error\":{\"message\":\"User Not"
                            + " Authenticated\"},\"status\":\"failure\"}")
                    .withStatus(status)));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.NotPermitted.class);
  }
}
