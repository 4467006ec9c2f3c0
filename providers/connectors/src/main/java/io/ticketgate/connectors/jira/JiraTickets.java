package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a ticket from an issue and its approvals. */
final class JiraTickets {

  private final JiraSettings settings;
  private final People people;
  private final String site;

  /**
   * @param site where people read tickets, without a slash at its end
   */
  JiraTickets(JiraSettings settings, String site) {
    this.settings = settings;
    this.people = new People(settings.personField());
    this.site = site;
  }

  Ticket of(TicketRef ref, Issue issue, List<JsonNode> approvals, @Nullable Ticket known) {
    IssueState state = IssueState.of(issue, settings.closedStates());
    List<JsmApproval> steps =
        approvals.stream().map(approval -> JsmApproval.of(approval, people)).toList();
    ApprovalRecords records = new ApprovalRecords(steps, known);
    List<Approval> approvalRecords =
        steps.stream()
            .flatMap(records::of)
            .map(approval -> withoutCreator(issue, approval))
            .distinct()
            .toList();
    try {
      return new Ticket(
          ref,
          type(issue),
          state.name(),
          state.open(),
          version(issue, steps),
          people.name(issue.present("reporter")),
          value(issue, MappedField.REQUESTED_FOR).map(value -> value.person(people)).orElse(null),
          entitlements(issue),
          approvalRecords,
          text(issue, MappedField.JUSTIFICATION),
          text(issue, MappedField.RISK),
          value(issue, MappedField.CONFIGURATION_ITEM).map(FieldValue::object).orElse(null),
          moment(issue, MappedField.PLANNED_START, false),
          moment(issue, MappedField.PLANNED_END, true),
          page(issue.key()));
    } catch (IllegalArgumentException refused) {
      throw new ItsmException.Malformed(
          "Ticket " + ref + " contradicts itself: " + refused.getMessage() + " Correct it in Jira.",
          refused);
    }
  }

  /**
   * A ticket that is known; empty unless the issue is closed.
   *
   * @param versions order of versions
   */
  Optional<Ticket> closed(Issue issue, @Nullable Ticket known, Comparator<String> versions) {
    IssueState state = IssueState.of(issue, settings.closedStates());
    if (known == null || state.open()) {
      return Optional.empty();
    }
    String version = version(issue, List.of());
    boolean older = versions.compare(version, known.version()) < 0;
    return Optional.of(known.closed(state.name(), older ? known.version() : version));
  }

  // An agent may create a request in another person's name. Where the two are one, the rule says
  // whether that person may approve.
  private Approval withoutCreator(Issue issue, Approval approval) {
    String creator = people.nameOrStandIn(issue.present("creator"));
    return creator.equals(people.nameOrStandIn(issue.present("reporter")))
        ? approval
        : approval.unlessBy(creator);
  }

  private String type(Issue issue) {
    String field = settings.requestTypeField();
    if (field == null) {
      return issue.text("issuetype", issue.required("issuetype").path("name"));
    }
    // Null when the issue is no request. No rule allows a type of this name.
    JsonNode type = issue.present(field);
    return type.isNull()
        ? "(no request type)"
        : issue.text(field, type.path("requestType").path("name"));
  }

  // With the times of the approvals: an answer may leave the issue's own time as it was.
  private static String version(Issue issue, List<JsmApproval> steps) {
    return Stream.concat(Stream.of(issue.updated()), steps.stream().flatMap(JsmApproval::times))
        .max(Comparator.naturalOrder())
        .orElseThrow()
        .toString();
  }

  private List<EntitlementName> entitlements(Issue issue) {
    return settings
        .entitlements()
        .read(value(issue, MappedField.ENTITLEMENTS).map(FieldValue::texts).orElse(List.of()));
  }

  private @Nullable String text(Issue issue, MappedField field) {
    return value(issue, field).map(FieldValue::text).orElse(null);
  }

  private @Nullable Instant moment(Issue issue, MappedField field, boolean end) {
    return value(issue, field).map(value -> value.moment(settings.timeZone(), end)).orElse(null);
  }

  private Optional<FieldValue> value(Issue issue, MappedField field) {
    return settings.field(field).map(id -> new FieldValue(id, issue.present(id)));
  }

  /** Where people read a ticket. */
  String page(String key) {
    return site + "/browse/" + key;
  }
}
