package io.ticketgate.connectors.jira;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which Jira it is. The two differ in their API's version, in how they name people, and in texts.
 */
enum Deployment {
  /** REST API 3: accountId, and Atlassian Document Format for texts of several lines. */
  CLOUD("cloud", "/rest/api/3", "accountId"),
  /** REST API 2: name and key, and plain texts. */
  DATA_CENTER("datacenter", "/rest/api/2", "name");

  private final String word;
  private final String api;
  private final String personField;

  Deployment(String word, String api, String personField) {
    this.word = word;
    this.api = api;
    this.personField = personField;
  }

  /** The word used in the settings. */
  String word() {
    return word;
  }

  /** Path of the platform's API. */
  String api() {
    return api;
  }

  /** What names a person unless the settings say otherwise. */
  String personField() {
    return personField;
  }

  static Optional<Deployment> ofWord(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Deployment::word).toList();
  }
}
