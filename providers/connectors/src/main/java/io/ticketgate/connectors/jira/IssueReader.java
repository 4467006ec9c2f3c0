package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one issue with the fields that the gate needs. */
final class IssueReader {

  private final JiraApi api;
  private final JiraSettings settings;

  IssueReader(JiraApi api, JiraSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  Issue read(String key) {
    return new Issue(key, answered(key));
  }

  private JsonNode answered(String key) {
    try {
      return api.platform("/issue/" + JsonApi.segment(key), query()).body();
    } catch (ItsmException.NotFound notFound) {
      api.myself(); // an expired token gives the same answer
      throw new ItsmException.NotFound(
          "Jira has no ticket " + key + ", or the account lacks Browse projects. Correct either.",
          notFound);
    }
  }

  private Map<String, String> query() {
    Set<String> fields =
        new LinkedHashSet<>(
            List.of(
                "status", "resolution", "issuetype", "project", "reporter", "creator", "updated"));
    if (settings.requestTypeField() != null) {
      fields.add(settings.requestTypeField());
    }
    fields.addAll(settings.fields().values());
    Map<String, String> query = new LinkedHashMap<>();
    query.put("fields", String.join(",", fields));
    if (settings.deployment() == Deployment.CLOUD) {
      // Without this the Cloud sends an Assets object as numbers alone.
      settings
          .field(MappedField.CONFIGURATION_ITEM)
          .ifPresent(id -> query.put("expand", id + ".cmdb.label," + id + ".cmdb.objectKey"));
    }
    return query;
  }
}
