package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;

/** One issue as Jira sends it. */
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
          "Ticket "
              + key
              + " has another key in Jira: it was moved, or its key is written differently. Use its"
              + " present key.",
          null);
    }
  }

  /** Its id, which stays when the issue is moved. */
  String id() {
    String id = json.path("id").asText("");
    if (!id.matches("\\d{1,19}")) {
      throw new ItsmException.Malformed(
          "Jira sent ticket " + key + " without an id. Check baseUrl and its proxy.", null);
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
                    "Jira sent ticket "
                        + key
                        + " without the time of its last change. Check baseUrl and its proxy.",
                    null));
  }

  /** A field that every issue has, with a value. */
  JsonNode required(String field) {
    JsonNode value = present(field);
    if (value.isNull()) {
      throw new ItsmException.Malformed(
          "Jira sent ticket "
              + key
              + " without "
              + field
              + ", which every issue has. Let the account see it.",
          null);
    }
    return value;
  }

  /** A field that Jira must show, even if it is empty. */
  JsonNode present(String field) {
    JsonNode value = json.path("fields").path(field);
    if (value.isMissingNode()) {
      throw new ItsmException.Malformed(
          "Jira does not show the field "
              + field
              + " of ticket "
              + key
              + ". Add it to the project's screens and field configuration, extend its context to"
              + " the project and issue type, and let the account see it.",
          null);
    }
    return value;
  }

  /** A text inside a field. */
  String text(String name, JsonNode value) {
    if (!value.isTextual() || value.asText().isBlank()) {
      // NotFound would tell the gate that the ticket does not exist.
      throw new ItsmException.Malformed(
          "Jira sent ticket "
              + key
              + " without the text of its "
              + name
              + ". Let the account see it.",
          null);
    }
    return value.asText().strip();
  }
}
