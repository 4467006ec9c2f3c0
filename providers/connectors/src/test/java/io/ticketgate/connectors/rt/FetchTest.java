package io.ticketgate.connectors.rt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.EntitlementName.ClientCredential;
import io.ticketgate.spi.EntitlementName.ClientRole;
import io.ticketgate.spi.EntitlementName.RealmRole;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a real Request Tracker answered, and what is read from it. */
class FetchTest {

  @Test
  void readsWhatTheTicketSays() {
    RecordedApi api = RecordedApi.of("approved");

    Ticket ticket = Rt.fetch(api);

    assertThat(ticket.ref()).isEqualTo(new TicketRef("rt", api.ticket()));
    assertThat(ticket.type()).isEqualTo("Access");
    assertThat(ticket.state()).isEqualTo("approved");
    assertThat(ticket.open()).isTrue();
    assertThat(ticket.requester()).isEqualTo("alice");
    assertThat(ticket.requestedFor()).isEqualTo("alice");
    assertThat(ticket.entitlements()).containsExactly(new RealmRole("db-admin"));
    assertThat(ticket.justification()).isEqualTo("rotate TDE keys");
    assertThat(ticket.risk()).isEqualTo("high");
    assertThat(ticket.configurationItem()).isEqualTo("pg-prod-01");
    assertThat(ticket.plannedStart()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
    assertThat(ticket.url())
        .isEqualTo("https://rt.example.test/Ticket/Display.html?id=" + api.ticket());
    assertThat(api.asked()).hasSize(3);
  }

  @Test
  void aDateThatNobodySetIsNone() {
    assertThat(Rt.fetch(RecordedApi.of("approved")).plannedEnd()).isNull();
  }

  @Test
  void theApproverIsWhoDecidedAndNotTheOwner() {
    assertThat(decisions("approved-by-another")).containsExactly("bob approved", "frank approved");
  }

  @Test
  void anApprovalIsDatedByItsDecision() {
    assertThat(Rt.fetch(RecordedApi.of("approved")).approvals())
        .allSatisfy(
            each ->
                assertThat(each.at()).isBetween("2026-11-22T08:17:00Z", "2026-11-22T08:19:00Z"));
  }

  @Test
  void anUnansweredApprovalIsPendingWithItsOwner() {
    assertThat(decisions("requested")).containsExactly("bob pending", "carol pending");
    assertThat(decisions("approved-once")).containsExactly("bob approved", "carol pending");
  }

  @Test
  void aRejectionIsOne() {
    Ticket ticket = Rt.fetch(RecordedApi.of("rejected"));
    assertThat(ticket.open()).isFalse();
    assertThat(ticket.approvals())
        .extracting(Approval::decision)
        .contains(Decision.REJECTED)
        .doesNotContain(Decision.APPROVED);
  }

  @Test
  void theTicketsOwnStatusApprovesNothing() {
    Ticket ticket = Rt.fetch(RecordedApi.of("status-set-by-hand"));
    assertThat(ticket.state()).isEqualTo("approved");
    assertThat(ticket.approvals())
        .extracting(Approval::decision)
        .containsOnly(Decision.PENDING)
        .hasSize(2);
  }

  @Test
  void aChangeAfterAnApprovalMakesItPendingAgain() {
    assertThat(decisions("role-changed-after-approval"))
        .containsExactly("bob pending", "carol pending");
    assertThat(decisions("window-changed-after-approval"))
        .containsExactly("bob pending", "carol pending");
    assertThat(decisions("requestor-added-after-approval"))
        .containsExactly("bob not_required", "carol pending");
    assertThat(decisions("role-changed-between-approvals"))
        .containsExactly("bob pending", "carol approved");
  }

  @Test
  void noneOfTheRequestorsApproves() {
    assertThat(decisions("approved-by-second-requestor"))
        .containsExactly("bob not_required", "carol approved");
  }

  @Test
  void anApprovalThatWasCutOffStillRefusesAndNeverApproves() {
    assertThat(decisions("rejected-approval-unlinked"))
        .containsExactly("bob pending", "carol rejected");
    assertThat(decisions("approved-approval-unlinked"))
        .containsExactly("bob approved", "carol not_required");
  }

  /** The gate may read the ticket before the closing and after the re-opening only. */
  @Test
  void approvalsFromBeforeAClosingDoNotCountWhenTheTicketIsOpenAgain() {
    assertThat(decisions(statusSet("granted"))).containsOnly("bob approved", "carol approved");
    assertThat(decisions(statusSet("stalled", "approved")))
        .containsOnly("bob pending", "carol pending");
    assertThat(decisions(statusSet("resolved", "approved")))
        .containsOnly("bob pending", "carol pending");
    // For the record, what closed tickets say stays.
    assertThat(decisions(statusSet("resolved"))).containsOnly("bob approved", "carol approved");
  }

  /** The approved ticket, after these changes of its status. */
  private static RecordedApi statusSet(String... states) {
    RecordedApi api = RecordedApi.of("approved");
    api.edit(
        "/transactions",
        answer -> {
          ArrayNode items = body(answer).withArray("items");
          String before = "approved";
          long id = items.get(0).path("id").asLong();
          for (String state : states) {
            ObjectNode change = items.get(0).deepCopy();
            items.insert(0, change.put("OldValue", before).put("NewValue", state).put("id", ++id));
            before = state;
          }
          newest = id;
        });
    api.edit(
        "/ticket/" + api.ticket(),
        answer -> {
          body(answer).put("Status", states[states.length - 1]);
          ((ObjectNode) answer.path("headers")).put("etag", "\"" + newest + "\"");
        });
    return api;
  }

  private static long newest;

  @Test
  void whoeverCreatedTheTicketForSomebodyElseDoesNotApproveIt() {
    RecordedApi api = RecordedApi.of("approved");
    api.edit(
        "/transactions",
        answer ->
            body(answer)
                .withArray("items")
                .forEach(
                    item -> {
                      if (item.path("Type").asText().equals("Create")
                          && item.path("ObjectId").toString().contains(api.ticket())) {
                        ((ObjectNode) item.path("Creator")).put("id", "bob");
                      }
                    }));

    assertThat(decisions(api)).containsExactly("bob not_required", "carol approved");
  }

  @Test
  void whatMakesATicketUnreadableDoesNotHideItsClosing() {
    Ticket known = Rt.fetch(RecordedApi.of("approved"));
    RecordedApi unseen = RecordedApi.of("approvals-unseen");
    unseen.edit("/ticket/" + unseen.ticket(), answer -> body(answer).put("Status", "resolved"));
    TicketRef ref = new TicketRef("rt", unseen.ticket());
    RequestTrackerConnector rt = new RequestTrackerConnector("rt", unseen, Rt.SETTINGS);

    Ticket closed = rt.fetch(ref, known);

    assertThat(closed).isEqualTo(known.closed("resolved", closed.version()));
    assertThat(rt.compareVersions(closed.version(), known.version())).isNotNegative();
    assertThatThrownBy(() -> rt.fetch(ref, null)).isInstanceOf(ItsmException.NotPermitted.class);
  }

  @Test
  void approvalsOfAnotherTicketThatAreLinkedLaterDoNotCount() {
    assertThat(decisions("approvals-borrowed"))
        .containsExactly("bob not_required", "carol not_required");
  }

  @Test
  void aDeletedApprovalIsVoid() {
    assertThat(decisions("approval-deleted")).containsExactly("bob approved");
  }

  @Test
  void anApprovalOutsideTheQueueOfApprovalsDoesNotCount() {
    assertThat(decisions("approval-elsewhere")).containsExactly("dave not_required");
  }

  @Test
  void approvalsThatTheAccountDoesNotSeeAreNotNone() {
    assertThatThrownBy(() -> Rt.fetch(RecordedApi.of("approvals-unseen")))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("SeeQueue and ShowTicket");
  }

  @Test
  void aTicketThatWasMergedAwayIsNotTheOneItBecame() {
    assertThatThrownBy(() -> Rt.fetch(RecordedApi.of("merged-away")))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("merged");
  }

  @Test
  void aTicketThatAnotherWasMergedIntoHasApprovalsOfBoth() {
    assertThatThrownBy(() -> Rt.fetch(RecordedApi.of("merged-into")))
        .isInstanceOf(ItsmException.NotFound.class)
        .hasMessageContaining("new ticket");
  }

  @Test
  void closedDeletedMovedAndUnknownStatesAreNotOpen() {
    for (String name : List.of("closed", "deleted", "moved-to-another-queue", "stalled")) {
      assertThat(Rt.fetch(RecordedApi.of(name)).open()).as(name).isFalse();
    }
    RecordedApi unknown = RecordedApi.of("approved");
    unknown.edit("/ticket/" + unknown.ticket(), answer -> body(answer).put("Status", "waiting"));
    assertThat(Rt.fetch(unknown).open()).isFalse();
  }

  @Test
  void theVersionGrowsWithTheTicketAndWithItsApprovals() {
    assertThat(List.of("requested", "approved-once", "approved", "closed"))
        .extracting(name -> Long.parseLong(Rt.fetch(RecordedApi.of(name)).version()))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aTicketThatChangedMeanwhileIsReadAgainAndNotAnswered() {
    RecordedApi api = RecordedApi.of("approved");
    api.edit(
        "/ticket/" + api.ticket(),
        answer -> ((ObjectNode) answer.path("headers")).put("etag", "\"1\""));

    assertThatThrownBy(() -> Rt.fetch(api)).isInstanceOf(ItsmException.Unavailable.class);
    assertThat(api.asked()).hasSize(9);
  }

  @Test
  void anApprovalThatChangedMeanwhileIsReadAgainAndNotAnswered() {
    RecordedApi api = RecordedApi.of("approved");
    api.edit(
        "/tickets",
        answer -> ((ObjectNode) body(answer).withArray("items").get(0)).put("Status", "open"));

    assertThatThrownBy(() -> Rt.fetch(api)).isInstanceOf(ItsmException.Unavailable.class);
  }

  @Test
  void withoutAnETagNothingTellsWhetherItChanged() {
    RecordedApi api = RecordedApi.of("approved");
    api.edit(
        "/ticket/" + api.ticket(), answer -> ((ObjectNode) answer.path("headers")).remove("etag"));

    assertThatThrownBy(() -> Rt.fetch(api))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("ETag");
  }

  @Test
  void aHistoryWithoutItsBeginningIsNotOne() {
    RecordedApi api = RecordedApi.of("approved").withoutFurtherChanges();
    api.edit(
        "/transactions",
        answer -> {
          ArrayNode items = body(answer).withArray("items");
          items.remove(items.size() - 1);
        });

    assertThatThrownBy(() -> Rt.fetch(api))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("whole history");
  }

  @Test
  void anApprovalIsNoTicketOfItsOwn() {
    assertThatThrownBy(
            () ->
                Rt.fetch(
                    RecordedApi.of("an-approval-itself"),
                    Rt.with(
                        List.of("Access"),
                        new RtSettings.Fields(
                            "Requested-Role",
                            "Requested-For",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("approval");
  }

  @Test
  void aTicketThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> Rt.fetch(RecordedApi.of("absent")))
        .isInstanceOf(ItsmException.NotFound.class);
  }

  @Test
  void whatIsNoNumberIsNotAskedFor() {
    RecordedApi api = RecordedApi.of("approved");
    for (String key : List.of("ABC", "1.history", "007")) {
      assertThatThrownBy(
              () ->
                  new RequestTrackerConnector("rt", api, Rt.SETTINGS)
                      .fetch(new TicketRef("rt", key), null))
          .isInstanceOf(ItsmException.NotFound.class);
    }
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aFieldThatIsNotVisibleIsAnErrorAndNotEmpty() {
    RtSettings.Fields fields =
        new RtSettings.Fields(
            "Requested-Role", "Beneficiary", Optional.empty(), Optional.empty(), Optional.empty());

    assertThatThrownBy(
            () -> Rt.fetch(RecordedApi.of("approved"), Rt.with(List.of("Access"), fields)))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("'Beneficiary'")
        .hasMessageContaining("SeeCustomField");
  }

  @Test
  void severalEntitlementsAreReadFromSeveralValues() {
    assertThat(Rt.fetch(RecordedApi.of("several-entitlements")).entitlements())
        .containsExactlyInAnyOrder(
            new RealmRole("db-admin"),
            new ClientRole("orders", "refund"),
            new ClientCredential("ci-deployer"));
  }

  @Test
  void aMissingPartOfAnAnswerIsAnErrorAndNotEmpty() {
    for (String field :
        List.of("Status", "Requestor", "Type", "Starts", "CustomFields", "_hyperlinks")) {
      RecordedApi api = RecordedApi.of("approved");
      api.edit("/ticket/" + api.ticket(), answer -> body(answer).remove(field));
      assertThatThrownBy(() -> Rt.fetch(api))
          .as(field)
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining(field);
    }
  }

  private static List<String> decisions(String recording) {
    return decisions(RecordedApi.of(recording));
  }

  private static List<String> decisions(RecordedApi api) {
    return Rt.fetch(api).approvals().stream()
        .map(approval -> approval.approver() + " " + approval.decision().word())
        .sorted()
        .toList();
  }

  private static ObjectNode body(ObjectNode answer) {
    return (ObjectNode) answer.path("body");
  }
}
