package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.rest.jsonpath.JsonPath;
import java.util.Collection;

/**
 * Where a value is in the answers of an ITSM.
 *
 * @param label the setting and the path, for messages
 * @param answer name of the answer; {@link #TICKET} for the ticket's own
 */
record Place(String label, String answer, JsonPath path) {

  static final String TICKET = "";

  /**
   * Reads {@code $.path} or {@code answer:$.path}.
   *
   * @param answers the names of the further answers
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Place parse(String setting, String text, Collection<String> answers) {
    int colon = text.startsWith("$") ? -1 : text.indexOf(':');
    String answer = colon < 0 ? TICKET : text.substring(0, colon).strip();
    if (colon >= 0 && !answers.contains(answer)) {
      throw new IllegalArgumentException(
          setting
              + " names the answer "
              + answer
              + ". Add it to answers, or begin with $ for the answer of the ticket.");
    }
    return new Place(
        setting + " (" + text + ")", answer, path(setting, text.substring(colon + 1).strip()));
  }

  /** Reads {@code $.path} into a part of an answer. */
  static Place inside(String setting, String text) {
    return new Place(setting + " (" + text + ")", TICKET, path(setting, text));
  }

  private static JsonPath path(String setting, String text) {
    try {
      return JsonPath.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          setting + " is not a JSONPath. " + wrong.getMessage(), wrong);
    }
  }
}
