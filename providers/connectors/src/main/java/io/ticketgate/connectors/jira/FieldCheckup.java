package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks whether the configured fields exist. */
final class FieldCheckup {

  private final JiraApi api;
  private final JiraSettings settings;
  private final Findings findings;

  FieldCheckup(JiraApi api, JiraSettings settings, Findings findings) {
    this.api = api;
    this.settings = settings;
    this.findings = findings;
  }

  void run() {
    for (MappedField field :
        new MappedField[] {MappedField.REQUESTED_FOR, MappedField.ENTITLEMENTS}) {
      if (settings.field(field).isEmpty()) {
        findings.problem(
            "fields",
            "Set " + field.setting() + ": without it no ticket of this system covers a grant.");
      }
    }
    Map<String, String> wanted = new LinkedHashMap<>();
    if (settings.requestTypeField() != null) {
      wanted.put(JiraSettings.REQUEST_TYPE_FIELD, settings.requestTypeField());
    }
    settings.fields().forEach((field, id) -> wanted.put(field.setting(), id));
    if (!wanted.isEmpty()) {
      findings
          .ask(
              "fields",
              "The list of fields could not be read.",
              () -> api.platform("/field", Map.of()).body())
          .ifPresent(fields -> wanted.forEach((setting, id) -> look(setting, id, fields)));
    }
  }

  private void look(String setting, String id, JsonNode fields) {
    Optional<String> name = nameOf(id, fields);
    if (name.isPresent()) {
      findings.ok("fields", setting + " is the field " + name.get() + " (" + id + ").");
    } else {
      findings.problem(
          "fields",
          setting
              + " is "
              + id
              + ", and Jira has no such field or hides it; look up the id under Settings, Work items"
              + " or Issues, Custom fields.");
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
