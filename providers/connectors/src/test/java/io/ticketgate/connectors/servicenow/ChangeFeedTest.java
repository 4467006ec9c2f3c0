package io.ticketgate.connectors.servicenow;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeFeedTest extends ServiceNowFixture {

  private static final Instant SINCE = Instant.parse("2026-11-21T18:00:00.500Z");

  private List<Changed> all() {
    List<Changed> all = new ArrayList<>();
    String next = null;
    int pages = 0;
    do {
      Changes page = connector().changedSince(SINCE, next).orElseThrow();
      all.addAll(page.tickets());
      next = page.next();
      assertThat(++pages).as("pages").isLessThan(50);
    } while (next != null);
    return all;
  }

  private void changes(int count, String at) {
    for (int i = 0; i < count; i++) {
      ticket("change_request", String.format("aa%030x", i), "CHG1%06d".formatted(i))
          .with("sys_updated_on", at.formatted(i / 60, i % 60));
    }
  }

  @Test
  void listsWhatChangedInEveryTable() {
    ticket("sc_req_item", "a2000000000000000000000000000001", "RITM0010001")
        .with("sys_updated_on", "2026-11-21 18:00:01");
    ticket("incident", "a3000000000000000000000000000001", "INC0010001")
        .with("sys_updated_on", "2026-11-21 17:59:59");

    assertThat(all())
        .containsExactly(
            new Changed("CHG0040001", Instant.parse("2026-11-21T18:59:27Z")),
            new Changed("RITM0010001", Instant.parse("2026-11-21T18:00:01Z")));
  }

  @Test
  void asksInUtcByWholeSeconds() {
    connector().changedSince(SINCE, null);

    SERVICE_NOW.verify(
        getRequestedFor(urlPathEqualTo("/api/now/v2/table/change_request"))
            .withQueryParam(
                "sysparm_query",
                equalTo(
                    "sys_updated_on>=2026-11-21 18:00:00^ORDERBYsys_updated_on^ORDERBYsys_id")));
  }

  @Test
  void anAnsweredApprovalChangesItsTicketThoughThatDoesNotMove() {
    change.with("sys_updated_on", "2026-11-01 00:00:00");
    approval(BOB, "approved");

    assertThat(all())
        .containsExactly(new Changed("CHG0040001", Instant.parse("2026-11-21T18:10:00Z")));
  }

  @Test
  void anApprovalByDocumentAloneChangesItsTicketToo() {
    change.with("sys_updated_on", "2026-11-01 00:00:00");
    approval(BOB, "approved").with("sysapproval", "");

    assertThat(all())
        .containsExactly(new Changed("CHG0040001", Instant.parse("2026-11-21T18:10:00Z")));
  }

  @Test
  void approvalsOfOtherThingsAreLeftOut() {
    change.with("sys_updated_on", "2026-11-01 00:00:00");
    INSTANCE.add("problem", SERVER).with("number", "PRB0040001");
    approval(BOB, "approved").with("sysapproval", "problem:" + SERVER);
    approval(BOB, "approved").with("sysapproval", "").with("source_table", "kb_knowledge");

    assertThat(all()).isEmpty();
  }

  @Test
  void approvalsOfRecordsThatTheAccountMayNotReadAreLeftOut() {
    INSTANCE.add("sn_hr_core_case", SERVER).with("number", "HRC0040001");
    INSTANCE.hiddenFields.add("sn_hr_core_case.number");
    approval(BOB, "approved")
        .with("sysapproval", "sn_hr_core_case:" + SERVER)
        .with("document_id", SERVER)
        .with("source_table", "sn_hr_core_case");

    assertThat(all()).extracting(Changed::key).containsExactly("CHG0040001");
  }

  @Test
  void readsEveryPage() {
    changes(3 * TableApi.PAGE + 5, "2026-11-21 20:%02d:%02d");

    assertThat(all().stream().map(Changed::key).distinct()).hasSize(3 * TableApi.PAGE + 6);
  }

  @Test
  void morePagesThanOneCanChangeWithinASecond() {
    changes(3 * TableApi.PAGE + 5, "2026-11-21 20:00:00");

    assertThat(all().stream().map(Changed::key).distinct()).hasSize(3 * TableApi.PAGE + 6);
  }

  @Test
  void whatChangesMeanwhileHidesNothing() {
    changes(3 * TableApi.PAGE, "2026-11-21 20:%02d:%02d");
    INSTANCE.before("change_request", () -> change.with("sys_updated_on", "2026-11-21 21:00:00"));

    assertThat(all().stream().map(Changed::key).distinct()).hasSize(3 * TableApi.PAGE + 1);
  }

  @Test
  void aPageOfTicketsThatTheAccountMayNotReadIsPassed() {
    changes(TableApi.PAGE + 5, "2026-11-21 18:%02d:%02d");
    for (int i = 0; i < TableApi.PAGE; i++) {
      INSTANCE.hiddenRows.add(String.format("aa%030x", i));
    }

    assertThat(all()).hasSize(6);
  }

  @Test
  void anIgnoredQueryIsAnErrorAndNotEveryTicketThereIs() {
    change.with("sys_updated_on", "2025-01-01 00:00:00");
    INSTANCE.ignoredInQueries.add("change_request.sys_updated_on");

    assertThatThrownBy(this::all)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("ignored");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0|then|0",
        "0|2026-11-21T18:00:00Z",
        "-1|2026-11-21T18:00:00Z|0",
        "0|2026-11-21T18:00:00Z|x"
      })
  void aPageOfSomethingElseIsAnError(String page) {
    assertThatThrownBy(() -> connector().changedSince(SINCE, page))
        .isInstanceOf(ItsmException.Malformed.class);
  }
}
