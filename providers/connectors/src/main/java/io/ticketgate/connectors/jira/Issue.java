package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;

/** One issue as Jira answers it. */
final class Issue {

  private final String key;
  private final JsonNode json;

  /**
   * @param key the key that was asked for
   */
  Issue(String key, JsonNode json) {
    this.key = key;
    this.json = json;
    if (!json.path("key").asText("").equals(key)) {
      throw new ItsmException.NotFound(
          "Jira answers ticket "
              + key
              + " with another key: it was moved or is written differently. Name it by its present"
              + " key.",
          null);
    }
  }

  /** Its id, which stays when the issue is moved. */
  String id() {
    String id = json.path("id").asText("");
    if (!id.matches("\\d{1,19}")) {
      throw new ItsmException.Malformed("Jira answers ticket " + key + " without an id.", null);
    }
    return id;
  }

  String key() {
    return key;
  }

  Instant updated() {
    return JiraTimes.time(text("updated", required("updated")))
        .orElseThrow(
            () ->
                new ItsmException.Malformed(
                    "Jira answers ticket " + key + " without the time of its last change.", null));
  }

  /** A field that every issue has, with a value. */
  JsonNode required(String field) {
    JsonNode value = present(field);
    if (value.isNull()) {
      throw new ItsmException.Malformed(
          "Ticket " + key + " has no " + field + ", which every issue of Jira has.", null);
    }
    return value;
  }

  /** A field that may be empty, but must be there. */
  JsonNode present(String field) {
    JsonNode value = json.path("fields").path(field);
    if (value.isMissingNode()) {
      throw new ItsmException.Malformed(
          "Jira does not show the field "
              + field
              + " of ticket "
              + key
              + ". Add it to the screens and the field configuration of its project, have its context"
              + " cover the project and issue type, and let the account see it.",
          null);
    }
    return value;
  }

  /** A text inside of a field. */
  String text(String name, JsonNode value) {
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new ItsmException.NotFound(
          "Jira answers ticket " + key + " without the text of its " + name + ".", null);
    }
    return value.asText().strip();
  }
}
