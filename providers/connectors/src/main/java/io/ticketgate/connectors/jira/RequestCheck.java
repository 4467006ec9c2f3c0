package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.ItsmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Looks at the request type of self-service, without a request: Jira tells what its form has, and
 * whether the account may raise one on behalf of somebody else.
 */
final class RequestCheck {

  private final JiraApi api;
  private final JiraSettings settings;
  private final CheckReport report;

  RequestCheck(JiraApi api, JiraSettings settings, CheckReport report) {
    this.api = api;
    this.settings = settings;
    this.report = report;
  }

  void run(JiraSettings.Requests requests) {
    JsonNode form;
    try {
      form =
          api.serviceDesk(
              "/servicedesk/"
                  + requests.serviceDesk()
                  + "/requesttype/"
                  + requests.type()
                  + "/field",
              Map.of());
    } catch (ItsmException.NotFound | ItsmException.NotPermitted unseen) {
      report.warning(
          Check.REQUESTS,
          "There is no request type "
              + requests.type()
              + " in service desk "
              + requests.serviceDesk()
              + ", or the account may not raise one, so nobody can ask for access in self-service.",
          "Correct requestServiceDesk and requestType, or make the account an agent of that"
              + " project.");
      return;
    } catch (ItsmException failure) {
      report.warning(Check.REQUESTS, failure);
      return;
    }
    if (!form.path("canRaiseOnBehalfOf").asBoolean(false)) {
      report.warning(
          Check.REQUESTS,
          "The account may not raise requests of type "
              + requests.type()
              + " on behalf of others, so nobody can ask for access in self-service.",
          "Make it an agent of that project.");
      return;
    }
    Set<String> missing = missing(form);
    if (missing.isEmpty()) {
      report.ok(
          Check.REQUESTS,
          "The account may raise requests of type " + requests.type() + " on behalf of others.");
    } else {
      report.warning(
          Check.REQUESTS,
          "The form of request type "
              + requests.type()
              + " does not have "
              + missing
              + ", so nobody can ask for access in self-service.",
          "Add the fields to the request type.");
    }
  }

  /** What a request must say to be read back. */
  private Set<String> missing(JsonNode form) {
    Set<String> missing = new TreeSet<>();
    missing.add("summary");
    Stream.of(MappedField.ENTITLEMENTS, MappedField.REQUESTED_FOR)
        .map(settings::field)
        .flatMap(Optional::stream)
        .filter(id -> !id.equals(TicketMaker.REPORTER))
        .forEach(missing::add);
    form.path("requestTypeFields")
        .forEach(field -> missing.remove(field.path("fieldId").asText("")));
    return missing;
  }
}
