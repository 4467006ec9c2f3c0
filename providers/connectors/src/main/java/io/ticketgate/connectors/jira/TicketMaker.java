package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request of Service Management, on behalf of the person who asks. The summary carries the
 * request's id, by which a ticket is found whose answer was lost: as soon as Jira's index has it.
 */
final class TicketMaker {

  static final String REPORTER = "reporter";

  // Jira's own form of a time, which its date-time fields take.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'");

  private final JiraApi api;
  private final JiraSettings settings;
  private final JiraSettings.Requests requests;

  TicketMaker(JiraApi api, JiraSettings settings, JiraSettings.Requests requests) {
    this.api = api;
    this.settings = settings;
    this.requests = requests;
  }

  /** Answers the key. */
  String make(NewTicket wanted) {
    Optional<String> earlier = earlier(wanted.id());
    if (earlier.isPresent()) {
      return earlier.get();
    }
    String key = api.postServiceDesk("/request", body(wanted)).body().path("issueKey").asText();
    if (!settings.covers(key)) {
      throw new ItsmException.Malformed(
          "Jira made a request in none of the projects of this system. Correct"
              + " requestServiceDesk, or add its project to projects.",
          null);
    }
    return key;
  }

  private Optional<String> earlier(String id) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("jql", "project in (" + projects() + ") AND summary ~ \"\\\"" + id + "\\\"\"");
    query.put("fields", "summary");
    query.put("maxResults", "2");
    String search = settings.deployment() == Deployment.CLOUD ? "/search/jql" : "/search";
    JsonNode issues = api.platform(search, query).body().path("issues");
    if (!issues.isArray()) {
      throw new ItsmException.Malformed(
          "Jira did not answer with a list of issues. Check baseUrl and its proxy.", null);
    }
    for (JsonNode issue : issues) {
      if (issue.path("fields").path("summary").asText("").contains("[" + id + "]")) {
        return Optional.of(issue.path("key").asText(""));
      }
    }
    return Optional.empty();
  }

  private String projects() {
    return String.join(
        ", ", settings.projects().stream().map(project -> '"' + project + '"').toList());
  }

  private ObjectNode body(NewTicket wanted) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("serviceDeskId", requests.serviceDesk());
    body.put("requestTypeId", requests.type());
    body.put("raiseOnBehalfOf", wanted.requester());
    ObjectNode values = body.putObject("requestFieldValues");
    values.put("summary", wanted.summary());
    put(values, MappedField.ENTITLEMENTS, wanted.entitlement().text());
    put(values, MappedField.REQUESTED_FOR, wanted.requestedFor());
    put(values, MappedField.JUSTIFICATION, wanted.justification());
    time(values, MappedField.PLANNED_START, wanted.plannedStart());
    time(values, MappedField.PLANNED_END, wanted.plannedEnd());
    return body;
  }

  private void put(ObjectNode values, MappedField field, String text) {
    settings.field(field).filter(id -> !id.equals(REPORTER)).ifPresent(id -> values.put(id, text));
  }

  private void time(ObjectNode values, MappedField field, @Nullable Instant instant) {
    if (instant == null) {
      return;
    }
    String id =
        settings
            .field(field)
            .orElseThrow(
                () ->
                    new ItsmException.Malformed(
                        "A request with a window needs " + field.setting() + ". Set it.", null));
    values.put(id, TIME.format(instant.atOffset(ZoneOffset.UTC)));
  }
}
