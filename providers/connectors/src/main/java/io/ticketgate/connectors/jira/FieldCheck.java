package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether the configured fields exist. */
final class FieldCheck {

  private final JiraApi api;
  private final JiraSettings settings;
  private final CheckReport report;

  FieldCheck(JiraApi api, JiraSettings settings, CheckReport report) {
    this.api = api;
    this.settings = settings;
    this.report = report;
  }

  void run() {
    for (MappedField field : List.of(MappedField.REQUESTED_FOR, MappedField.ENTITLEMENTS)) {
      if (settings.field(field).isEmpty()) {
        report.problem(
            Check.FIELDS,
            field.setting() + " is not set, so no ticket of this system allows a grant.",
            "Set it to the id of a field.");
      }
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    if (settings.requestTypeField() != null) {
      wanted.put(JiraSettings.REQUEST_TYPE_FIELD, settings.requestTypeField());
    }
    settings.fields().forEach((field, id) -> wanted.put(field.setting(), id));
    if (!wanted.isEmpty()) {
      report
          .ask(
              Check.FIELDS,
              "The test needs the list of fields to look for yours.",
              () -> api.platform("/field", Map.of()).body())
          .ifPresent(fields -> wanted.forEach((setting, id) -> look(setting, id, fields)));
    }
  }

  private void look(String setting, String id, JsonNode fields) {
    Optional<String> name = nameOf(id, fields);
    if (name.isPresent()) {
      report.ok(Check.FIELDS, setting + " is the field " + name.get() + " (" + id + ").");
    } else {
      report.problem(
          Check.FIELDS,
          setting + " is " + id + ". Jira has no such field, or hides it from the account.",
          "Look up the id under Settings, Work items or Issues, Custom fields.");
    }
  }

  private static Optional<String> nameOf(String id, JsonNode fields) {
    for (JsonNode field : fields) {
      if (field.path("id").asText("").equals(id)) {
        return Optional.of(field.path("name").asText(id));
      }
    }
    return Optional.empty();
  }
}
