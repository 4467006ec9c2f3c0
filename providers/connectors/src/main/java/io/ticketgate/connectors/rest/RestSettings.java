package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Setting;
import java.util.List;

/** The settings of a system: their keys, and what administrators read about them. */
final class RestSettings {

  static final String TICKET_PATH = "ticketPath";
  static final String ANSWERS = "answers";
  static final String FIELDS = "fields";
  static final String TICKET_TYPE = "ticketType";
  static final String VALUES = "values";
  static final String OPEN_STATES = "openStates";
  static final String VERSIONS = "versions";
  static final String APPROVALS = "approvals";
  static final String APPROVAL_FIELDS = "approvalFields";
  static final String COUNTED_APPROVALS = "countedApprovals";
  static final String APPROVALS_COUNT = "approvalsCount";
  static final String APPROVED = "approvedDecisions";
  static final String REJECTED = "rejectedDecisions";
  static final String WITHDRAWN = "withdrawnDecisions";
  static final String NOBODY = "nobody";
  static final String TIME_FORMAT = "timeFormat";
  static final String TIME_ZONE = "timeZone";
  static final String LINK_PATH = "linkPath";
  static final String CHANGES_PATH = "changesPath";
  static final String CHANGES = "changes";
  static final String CHANGED_KEY = "changedKey";
  static final String CHANGED_AT = "changedAt";
  static final String CHANGES_NEXT = "changesNext";
  static final String NOTE_METHOD = "noteMethod";
  static final String NOTE_PATH = "notePath";
  static final String NOTE_BODY = "noteBody";
  static final String REQUEST_METHOD = "requestMethod";
  static final String REQUEST_PATH = "requestPath";
  static final String REQUEST_BODY = "requestBody";
  static final String REQUEST_KEY = "requestKey";
  static final String REQUEST_FIND_PATH = "requestFindPath";
  static final String REQUEST_FOUND = "requestFound";
  static final String WEBHOOK_TICKET = "webhookTicket";
  static final String TEST_TICKET = "testTicket";

  static final List<String> NOTE_METHODS = List.of("POST", "PUT", "PATCH");
  static final boolean BARE_REALM_ROLES_BY_DEFAULT = false;

  private static final String WHERE =
      " Write a JSONPath (RFC 9535). For a further answer write its name and a colon before the"
          + " path.";

  private RestSettings() {}

  static List<Setting> declared() {
    return List.of(
        Setting.text(
                TICKET_PATH,
                "Ticket path",
                "Path of one ticket below the base URL, with {key} for the ticket's key.")
            .required(),
        Setting.list(
            ANSWERS,
            "Further answers",
            "What else to read for each ticket, as name=path with {key}. For example"
                + " approvals=/api/changes/{key}/approvals."),
        Setting.list(
                FIELDS,
                "Fields",
                "Where each field of the ticket is, as field=JSONPath. Required: id, state."
                    + " Optional: "
                    + String.join(", ", Fields.OPTIONAL)
                    + "."
                    + WHERE)
            .required(),
        Setting.text(
            TICKET_TYPE,
            "Ticket type",
            "The type of every ticket, when fields has no path of type."),
        Setting.list(
            VALUES,
            "Values",
            "Words for values of type, state and risk, as field:value=word. If a field has words,"
                + " a type or risk without one makes the ticket unusable."),
        Setting.list(
                OPEN_STATES,
                "Open states",
                "The values of state in which a ticket is open. It is closed in all others, and"
                    + " when the field deleted is anything but 0 or false.")
            .required(),
        Setting.list(
                VERSIONS,
                "Versions",
                "Where the number or time is that grows with every change of the ticket. The"
                    + " greatest of several counts."
                    + WHERE)
            .required(),
        Setting.text(APPROVALS, "Approvals", "Where the list of approval records is." + WHERE)
            .required(),
        Setting.list(
                APPROVAL_FIELDS,
                "Approval fields",
                "Where each field of an approval record is, as field=JSONPath. Required: approver,"
                    + " decision. Optional: at, step. With step, only the last record of each step"
                    + " counts.")
            .required(),
        Setting.text(
            COUNTED_APPROVALS,
            "Counted approvals",
            "Which of these records may approve, as a filter of the same list. For example"
                + " approvals:$.approvals[?@.delegate==null]. A record that it leaves out is open"
                + " when it says approved."
                + WHERE),
        Setting.text(
            APPROVALS_COUNT,
            "Number of approvals",
            "Where the ITSM says how many approval records there are. A ticket with fewer visible"
                + " records cannot be used."
                + WHERE),
        Setting.list(
                APPROVED,
                "Approved decisions",
                "The values of decision that approve. No other value does.")
            .required(),
        Setting.list(REJECTED, "Rejected decisions", "The values of decision that reject."),
        Setting.list(
            WITHDRAWN,
            "Withdrawn decisions",
            "The values of decision for an approval that is no longer needed."),
        Setting.list(NOBODY, "Nobody", "Values of people that mean nobody, for example 0."),
        EntitlementTexts.setting(BARE_REALM_ROLES_BY_DEFAULT),
        Setting.text(
                TIME_FORMAT,
                "Time format",
                "How the ITSM writes times: iso, epoch-seconds, epoch-millis, or a pattern such as"
                    + " yyyy-MM-dd HH:mm:ss.")
            .byDefault(Times.ISO),
        Setting.text(
                TIME_ZONE,
                "Time zone",
                "The zone of times that name none, for example Europe/Berlin.")
            .byDefault("UTC"),
        Setting.text(
            LINK_PATH,
            "Link path",
            "Path below the base URL where people read a ticket, with {key} for its key."),
        Setting.text(
            CHANGES_PATH,
            "Changes path",
            "Path below the base URL of the tickets that changed since {since}. With {page}, the"
                + " connector counts pages from 1."),
        Setting.text(CHANGES, "Changes", "JSONPath of the list of changed tickets."),
        Setting.text(
            CHANGED_KEY, "Changed key", "JSONPath of the ticket's key in a changed ticket."),
        Setting.text(
            CHANGED_AT, "Changed at", "JSONPath of the time of the change in a changed ticket."),
        Setting.text(
            CHANGES_NEXT,
            "Next changes",
            "JSONPath of the link to the next page, when changesPath has no {page}."),
        Setting.choice(
                NOTE_METHOD, "Note method", "The HTTP method that writes a note.", NOTE_METHODS)
            .byDefault(NOTE_METHODS.get(0)),
        Setting.text(
            NOTE_PATH,
            "Note path",
            "Path below the base URL that takes notes; {key} stands for the ticket's key. Empty:"
                + " the gate writes no notes."),
        Setting.text(
            NOTE_BODY,
            "Note body",
            "A JSON object with {note} in one of its texts, or {noteHtml} if the ITSM takes HTML."
                + " {key} stands for the ticket's key."),
        Setting.choice(
                REQUEST_METHOD,
                "Requests: method",
                "The HTTP method that makes a ticket which somebody asks for in self-service.",
                NOTE_METHODS)
            .byDefault(NOTE_METHODS.get(0)),
        Setting.text(
            REQUEST_PATH,
            "Requests: path",
            "Path below the base URL that makes tickets; {id} stands for the id of the request."
                + " Empty: the system takes no requests."),
        Setting.text(
            REQUEST_BODY,
            "Requests: body",
            "A JSON object with {id}, {entitlement} and {requestedFor} in its texts. It may have"
                + " {requester}, {justification}, {plannedStart}, {plannedEnd} and {summary}. A"
                + " member whose text is a time that nobody asked for is left out."),
        Setting.text(
            REQUEST_KEY,
            "Requests: key",
            "JSONPath of the key of the new ticket in the answer, such as $.key."),
        Setting.text(
            REQUEST_FIND_PATH,
            "Requests: find path",
            "Path below the base URL that finds a ticket by {id}. The connector looks there before"
                + " it makes one, since an answer may have been lost."),
        Setting.text(
            REQUEST_FOUND,
            "Requests: found",
            "JSONPath of the keys of the tickets found, such as $.tickets[*].key."),
        Setting.text(
                WEBHOOK_TICKET,
                "Ticket of a webhook",
                "JSONPath of the ticket's key in the body of a webhook.")
            .byDefault(WebhookBody.DEFAULT_TICKET),
        Setting.text(TEST_TICKET, "Test ticket", "Key of a ticket that the test button reads."));
  }
}
