package io.ticketgate.connectors.servicenow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalRowsTest extends ServiceNowFixture {

  @ParameterizedTest
  @CsvSource({
    "approved, APPROVED",
    "rejected, REJECTED",
    "requested, PENDING",
    "not requested, PENDING",
    "not_requested, PENDING",
    "not_required, NOT_REQUIRED",
    "cancelled, NOT_REQUIRED",
    "duplicate, NOT_REQUIRED",
    "not_entitled, NOT_REQUIRED",
    "more_information, PENDING",
    "approved_by_machine, PENDING",
    "'', PENDING"
  })
  void everyStateHasItsMeaning(String state, Decision decision) {
    approval(BOB, state);

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("bob", decision));
  }

  @Test
  void tellsWhenTheDecisionWasMade() {
    approval(BOB, "approved");
    approval(CAROL, "requested");

    assertThat(fetch().approvals())
        .extracting(Approval::at)
        .containsExactly(Instant.parse("2026-11-21T18:10:00Z"), null);
  }

  @Test
  void anApprovedChangeWithoutAnApprovalHasNone() {
    change.with("approval", "approved");

    assertThat(fetch().approvals()).isEmpty();
  }

  @Test
  void approvalsOfBothLinksCountOnce() {
    approval(ALICE, "approved").with("document_id", "").with("source_table", "");
    approval(BOB, "approved").with("sysapproval", "");
    approval(CAROL, "approved");

    assertThat(approvers(fetch())).containsExactlyInAnyOrder("alice", "bob", "carol");
  }

  @Test
  void approvalsOfAnotherTicketDoNotCount() {
    approval(BOB, "approved")
        .with("sysapproval", "change_request:" + SERVER)
        .with("document_id", SERVER);

    assertThat(fetch().approvals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sysapproval", "document_id"})
  void anIgnoredLinkIsAnError(String link) {
    approval(BOB, "approved")
        .with("sysapproval", "change_request:" + SERVER)
        .with("document_id", SERVER);
    INSTANCE.ignoredInQueries.add("sysapproval_approver." + link);

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("ignored");
  }

  @Test
  void anApprovalThatTheAccountMayNotReadIsNotPermitted() {
    approval(BOB, "approved");
    INSTANCE.hiddenRows.add(approval(CAROL, "rejected").id());

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("1 of 2")
        .hasMessageContaining("sysapproval_approver");
  }

  @Test
  void approvalsThatTheAccountMayNotReadAtAllAreNotPermitted() {
    INSTANCE.hiddenRows.add(approval(BOB, "approved").id());

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void readsEveryPage() {
    for (int i = 0; i < 3 * TableApi.PAGE; i++) {
      approval(BOB, "approved");
    }
    approval(CAROL, "rejected");

    assertThat(fetch().approvals())
        .hasSize(3 * TableApi.PAGE + 1)
        .extracting(Approval::decision)
        .contains(Decision.REJECTED);
  }

  @Test
  void approvalsThatChangeBetweenPagesAreReadAgainLater() {
    for (int i = 0; i < TableApi.PAGE + 1; i++) {
      approval(BOB, "approved");
    }
    INSTANCE.before(ApprovalRows.TABLE, () -> approval(CAROL, "requested"));

    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.Unavailable.class);
  }

  @Test
  void ofAGroupTheOneWhoAnsweredApproves() {
    approval(BOB, "approved").with("group", "sys_user_group:" + SERVER, "CAB");
    approval(CAROL, "not_required")
        .with("group", "sys_user_group:" + SERVER, "CAB")
        .with("sys_updated_by", "bob");

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactlyInAnyOrder(
            tuple("bob", Decision.APPROVED), tuple("carol", Decision.NOT_REQUIRED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"not_required", "duplicate"})
  void whoApprovedNeedsNotDoSoTwice(String state) {
    approval(BOB, "approved");
    approval(BOB, state)
        .with("sys_updated_on", "2026-11-21 19:00:00")
        .with("sys_updated_by", "system");

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("bob", Decision.APPROVED));
  }

  @Test
  void aLaterWithdrawalStays() {
    approval(BOB, "approved");
    approval(BOB, "cancelled").with("sys_updated_on", "2026-11-21 19:00:00");

    assertThat(fetch().approvals())
        .extracting(Approval::decision)
        .containsExactlyInAnyOrder(Decision.APPROVED, Decision.NOT_REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"carol", "system", "admin", "bo"})
  void anApprovalThatSomebodyElseWroteIsNotItsApprovers(String writer) {
    approval(BOB, "approved").with("sys_updated_by", writer);

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("bob", Decision.PENDING));
  }

  private static final String LONG = "bartholomew.longfellow-worthington@example.com";

  private Instance.Record approvalByLongName(String name, String writer) {
    user("b1000000000000000000000000000005", name);
    return approval("b1000000000000000000000000000005", "approved").with("sys_updated_by", writer);
  }

  /** The column has 40 characters. */
  @Test
  void aLongNameThatServiceNowHasCutIsRecognised() {
    approvalByLongName(LONG, LONG.substring(0, 40).toUpperCase(Locale.ROOT));

    assertThat(approvers(fetch())).containsExactly(LONG);
  }

  @Test
  void aCutNameThatTwoPeopleHaveIsNobodys() {
    approvalByLongName(LONG, LONG.substring(0, 40));
    user("b1000000000000000000000000000006", LONG.replace("example.com", "example.org"));

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple(LONG, Decision.PENDING));
  }

  @Test
  void aNameThatJustFitsIsNotThatOfALongerOne() {
    approvalByLongName(LONG.substring(0, 40), LONG.substring(0, 40));
    user("b1000000000000000000000000000006", LONG);

    assertThat(approvers(fetch())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {39, 20, 1})
  void onlyAsMuchAsServiceNowKeepsCountsForTheName(int length) {
    approvalByLongName(LONG, LONG.substring(0, length));

    assertThat(approvers(fetch())).isEmpty();
  }

  @Test
  void aNameThatWouldChangeTheQueryIsNobodys() {
    String odd = "x^ORuser_nameSTARTSWITHbartholomew.longfell";
    approvalByLongName(odd, odd.substring(0, 40));

    assertThat(approvers(fetch())).isEmpty();
  }

  @Test
  void whoeverOpenedTheTicketForSomebodyElseDoesNotApproveIt() {
    change.with("opened_by", "sys_user:" + BOB);
    approval(BOB, "approved");
    approval(CAROL, "approved");

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactlyInAnyOrder(
            tuple("bob", Decision.NOT_REQUIRED), tuple("carol", Decision.APPROVED));
  }

  // The rule says whether the requester may approve.
  @Test
  void theApprovalOfARequesterIsOne() {
    change.with("opened_by", "sys_user:" + BOB).with("requested_by", "sys_user:" + BOB);
    approval(BOB, "approved");

    assertThat(approvers(fetch())).containsExactly("bob");
    assertThat(fetch().requester()).isEqualTo("bob");
  }

  /** As after a change was set back to New: the old records stay. */
  @ParameterizedTest
  @ValueSource(strings = {"not requested", "not_requested", "not_required"})
  void approvalsOfATicketForWhichNobodyIsAskedAreNotEnough(String flag) {
    approval(BOB, "approved");
    change.with("approval", flag);

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(
            tuple("bob", Decision.APPROVED), tuple("change_request.approval", Decision.PENDING));
  }

  @Test
  void whatMakesATicketUnreadableDoesNotHideItsClosing() {
    INSTANCE.hiddenRows.add(approval(BOB, "approved").id());
    change.with("state", "3", "Closed").with("sys_mod_count", "11");
    assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.NotPermitted.class);
    INSTANCE.hiddenRows.clear();
    change.with("state", "-1", "Implement").with("sys_mod_count", "10");
    Ticket known = fetch();

    INSTANCE.hiddenRows.add(approval(CAROL, "requested").id());
    assertThatThrownBy(() -> connector().fetch(REF, known))
        .isInstanceOf(ItsmException.NotPermitted.class);
    change.with("state", "3", "Closed").with("sys_mod_count", "11");
    assertThat(connector().fetch(REF, known))
        .isEqualTo(known.closed("Closed", "11@2026-11-21T18:59:27Z"));

    INSTANCE.hiddenRows.clear();
    change.with("end_date", "2026-11-20 12:00:00");
    assertThat(connector().fetch(REF, known).open()).isFalse();
  }

  @Test
  void aRejectionThatSomebodyElseWroteStays() {
    approval(BOB, "rejected").with("sys_updated_by", "system");

    assertThat(fetch().approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.REJECTED);
  }

  @Test
  void namesOfUsersAreComparedWithoutCase() {
    approval(BOB, "approved").with("sys_updated_by", "Bob");

    assertThat(approvers(fetch())).containsExactly("bob");
  }

  @Test
  void whoHasNoNameApprovesNothing() {
    approval(BOB, "approved").with("approver", "");

    assertThat(fetch().approvals())
        .extracting(Approval::decision)
        .containsExactly(Decision.PENDING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state",
        "approver",
        "sysapproval",
        "document_id",
        "source_table",
        "sys_updated_by",
        "sys_updated_on"
      })
  void aMissingFieldIsAnErrorThatNamesIt(String field) {
    approval(BOB, "approved");
    INSTANCE.hiddenFields.add("sysapproval_approver." + field);

    assertThatThrownBy(this::fetch)
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("sysapproval_approver." + field);
  }

  @ParameterizedTest
  @CsvSource({
    "rejected, REJECTED",
    "requested, PENDING",
    "more_information, PENDING",
    "cancelled, PENDING",
    "'', PENDING"
  })
  void theTicketsOwnFieldCanOnlyTakeAway(String flag, Decision decision) {
    approval(BOB, "approved");
    change.with("approval", flag);

    assertThat(fetch().approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(
            tuple("bob", Decision.APPROVED), tuple("change_request.approval", decision));
  }

  @ParameterizedTest
  @ValueSource(strings = {"approved", "not requested", "not_requested", "not_required"})
  void theTicketsOwnFieldAddsNothing(String flag) {
    approval(BOB, "requested");
    change.with("approval", flag);

    Ticket ticket = fetch();

    assertThat(ticket.approvals())
        .extracting(Approval::approver, Approval::decision)
        .containsExactly(tuple("bob", Decision.PENDING));
  }

  /**
   * Of all that a record can say, only one thing approves: its approver's own word, on a record of
   * this very ticket.
   */
  @Test
  void nothingUnknownInvisibleOrForeignApproves() {
    List<String> states =
        List.of("approved", "rejected", "requested", "", "Approved!", "true", "yes", "duplicate");
    List<String> writers = List.of("bob", "carol", "system", "bob@example.com");
    List<String> tickets = List.of(CHANGE, SERVER);
    for (String state : states) {
      for (String writer : writers) {
        for (String ticket : tickets) {
          for (boolean hidden : List.of(false, true)) {
            Instance.Record record =
                approval(BOB, state)
                    .with("sys_updated_by", writer)
                    .with("sysapproval", "change_request:" + ticket)
                    .with("document_id", ticket);
            if (hidden) {
              INSTANCE.hiddenRows.add(record.id());
            }
            boolean approves =
                state.equals("approved")
                    && writer.equals("bob")
                    && ticket.equals(CHANGE)
                    && !hidden;

            assertThat(approves(ticket.equals(CHANGE) && hidden))
                .as("%s by %s on %s, hidden: %s", state, writer, ticket, hidden)
                .isEqualTo(approves);
            INSTANCE.remove(record);
          }
        }
      }
    }
  }

  private boolean approves(boolean fails) {
    if (fails) {
      assertThatThrownBy(this::fetch).isInstanceOf(ItsmException.NotPermitted.class);
      return false;
    }
    return !approvers(fetch()).isEmpty();
  }
}
