package io.ticketgate.connectors.jira;

/** A fact of a ticket, in a Jira field whose id the settings name. */
enum MappedField {
  REQUESTED_FOR(
      "requestedForField",
      "Requested for: field",
      "Who gets the entitlement: a user picker, or a text with the client id of a service account."
          + " May be reporter. Without it no ticket allows a grant."),
  ENTITLEMENTS(
      "entitlementsField",
      "Entitlements: field",
      "What the ticket asks for, such as role:db-admin: a text, a select list or labels. Without it"
          + " no ticket allows a grant."),
  JUSTIFICATION("justificationField", "Justification: field", "A text. May be description."),
  RISK("riskField", "Risk: field", "A select list or a text. May be priority."),
  CONFIGURATION_ITEM(
      "configurationItemField",
      "Configuration item: field",
      "A text, a select list or an Assets object."),
  PLANNED_START(
      "plannedStartField", "Planned start: field", "Start of the change window: a date or a time."),
  PLANNED_END(
      "plannedEndField",
      "Planned end: field",
      "End of the change window: a time, or a date, whose last second counts.");

  private final String setting;
  private final String label;
  private final String help;

  MappedField(String setting, String label, String help) {
    this.setting = setting;
    this.label = label;
    this.help = help;
  }

  String setting() {
    return setting;
  }

  String label() {
    return label;
  }

  String help() {
    return help + " Set it to the id of the field, such as customfield_10050.";
  }
}
