package io.ticketgate.connectors.jira;

/** What a ticket says in a Jira field that the settings name, by its id. */
enum MappedField {
  REQUESTED_FOR(
      "requestedForField",
      "Requested for: field",
      "Whom the request is for: a user picker, or a text with the client id of a service account."
          + " Without it a ticket covers nobody. May be reporter."),
  ENTITLEMENTS(
      "entitlementsField",
      "Entitlements: field",
      "What is asked for, for example role:db-admin: a text, a select list or labels. Without it a"
          + " ticket asks for nothing."),
  JUSTIFICATION("justificationField", "Justification: field", "A text; may be description."),
  RISK("riskField", "Risk: field", "A select list or a text; may be priority."),
  CONFIGURATION_ITEM(
      "configurationItemField",
      "Configuration item: field",
      "A text, a select list or an Assets object."),
  PLANNED_START(
      "plannedStartField", "Planned start: field", "Begin of the change window: a date or a time."),
  PLANNED_END(
      "plannedEndField",
      "Planned end: field",
      "End of the change window: a date, which counts as a whole, or a time.");

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
    return help + " The field's id, for example customfield_10050.";
  }
}
