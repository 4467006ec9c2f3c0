package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.settings.Settings;
import java.util.Arrays;
import java.util.List;

/** The kind of Jira. The two differ in the version of their API, in names of people and texts. */
enum Deployment {
  /** REST API 3: accountId, and the Atlassian Document Format for texts of many lines. */
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

  /** The field that names people by default. */
  String personField() {
    return personField;
  }

  /**
   * The deployment of a system.
   *
   * @throws org.keycloak.component.ComponentValidationException when there is no such deployment
   */
  static Deployment of(Settings settings) {
    String word = settings.oneOf(JiraSettings.DEPLOYMENT, words(), CLOUD.word);
    return word.equals(CLOUD.word) ? CLOUD : DATA_CENTER;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Deployment::word).toList();
  }
}
