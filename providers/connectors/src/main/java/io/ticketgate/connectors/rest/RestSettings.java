package io.ticketgate.connectors.rest;

import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;

/** The names of the settings, and what administrators read about them. */
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
  static final String APPROVALS_COUNT = "approvalsCount";
  static final String APPROVED = "approvedDecisions";
  static final String REJECTED = "rejectedDecisions";
  static final String WITHDRAWN = "withdrawnDecisions";
  static final String NOBODY = "nobody";
  static final String BARE_REALM_ROLES = "bareRealmRoles";
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
  static final String WEBHOOK_TICKET = "webhookTicket";
  static final String TEST_TICKET = "testTicket";

  private static final String WHERE =
      " A JSONPath (RFC 9535), after the name of an answer and a colon where it is not the ticket's"
          + " own.";

  private RestSettings() {}

  static List<ProviderConfigProperty> all() {
    return List.of(
            text(
                    TICKET_PATH,
                    "Ticket path",
                    "Path below the base URL of one ticket, with {key} in it.")
                .required(),
            list(
                ANSWERS,
                "Further answers",
                "What is read besides for each ticket: name=path with {key} in it, for example"
                    + " approvals=/api/changes/{key}/approvals."),
            list(
                    FIELDS,
                    "Fields",
                    "Where each field of the ticket stands: field=JSONPath. id and state are"
                        + " required; further "
                        + String.join(", ", Fields.OPTIONAL)
                        + "."
                        + WHERE)
                .required(),
            text(
                TICKET_TYPE,
                "Ticket type",
                "The type of every ticket, where fields names no path of it."),
            list(
                VALUES,
                "Values",
                "Words for the values of type, state and risk: field:value=word. A type or risk"
                    + " that has words and none for its value is an error."),
            list(
                    OPEN_STATES,
                    "Open states",
                    "The values of state in which a ticket is open. In any other it is closed, and"
                        + " where the field deleted is mapped and is not 0 or false.")
                .required(),
            list(
                    VERSIONS,
                    "Versions",
                    "Where the number or time stands that grows with every change of the ticket; of"
                        + " several, the greatest counts."
                        + WHERE)
                .required(),
            text(APPROVALS, "Approvals", "Where the list of approval records stands." + WHERE)
                .required(),
            list(
                    APPROVAL_FIELDS,
                    "Approval fields",
                    "Where in an approval record each field stands: field=JSONPath. approver and"
                        + " decision are required; further at, step. Where step is given, only the"
                        + " last record of each step counts.")
                .required(),
            text(
                APPROVALS_COUNT,
                "Number of approvals",
                "Where the ITSM says how many approval records there are; if fewer are seen, the"
                    + " ticket is not used."
                    + WHERE),
            list(
                    APPROVED,
                    "Approved decisions",
                    "The values of an approval's decision that approve. No other does.")
                .required(),
            list(
                REJECTED,
                "Rejected decisions",
                "The values of an approval's decision that reject."),
            list(
                WITHDRAWN,
                "Withdrawn decisions",
                "The values of an approval's decision that mean it is not asked for any more."),
            list(NOBODY, "Nobody", "Values of people that mean nobody, for example 0."),
            flag(
                BARE_REALM_ROLES,
                "Bare words are realm roles",
                "Whether a word without role: or client: is the name of a realm role."),
            text(
                    TIME_FORMAT,
                    "Time format",
                    "iso, epoch-seconds, epoch-millis, or a pattern such as yyyy-MM-dd HH:mm:ss.")
                .byDefault(Times.ISO),
            text(
                    TIME_ZONE,
                    "Time zone",
                    "The zone of times that name none, for example Europe/Berlin.")
                .byDefault("UTC"),
            text(
                LINK_PATH,
                "Link path",
                "Path below the base URL where people read the ticket, with {key} in it."),
            text(
                CHANGES_PATH,
                "Changes path",
                "Path below the base URL of the tickets changed since {since}; with {page} in it"
                    + " for pages counted from 1."),
            text(CHANGES, "Changes", "JSONPath of the list of changed tickets."),
            text(CHANGED_KEY, "Changed key", "JSONPath of the ticket's key in a changed ticket."),
            text(
                CHANGED_AT,
                "Changed at",
                "JSONPath of the time of the change in a changed ticket."),
            text(
                CHANGES_NEXT,
                "Next changes",
                "JSONPath of the link to the next page, where pages are not counted."),
            text(NOTE_METHOD, "Note method", "POST, PUT or PATCH.").byDefault("POST"),
            text(
                NOTE_PATH,
                "Note path",
                "Path below the base URL where notes are written, with {key} in it where needed."
                    + " Without it none are written."),
            text(
                NOTE_BODY,
                "Note body",
                "JSON with {note} in it, or {noteHtml} where the ITSM takes HTML, and {key} where"
                    + " needed."),
            text(
                    WEBHOOK_TICKET,
                    "Ticket of a webhook",
                    "JSONPath of the ticket's key in a webhook's body.")
                .byDefault("$.ticket"),
            text(
                TEST_TICKET,
                "Test ticket",
                "Key of a ticket that the test of the connection reads."))
        .stream()
        .map(Setting::property)
        .toList();
  }

  private static Setting text(String name, String label, String help) {
    return new Setting(name, label, help, ProviderConfigProperty.STRING_TYPE, false, null);
  }

  private static Setting list(String name, String label, String help) {
    return new Setting(
        name, label, help, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, false, null);
  }

  private static Setting flag(String name, String label, String help) {
    return new Setting(name, label, help, ProviderConfigProperty.BOOLEAN_TYPE, false, "false");
  }
}
