package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses settings that cannot work. */
final class SettingsValidation {

  static final List<String> PERSON_FIELDS = List.of("accountId", "emailAddress", "name", "key");

  // Both become parts of queries. The first is Jira's own default pattern for project keys.
  private static final Pattern PROJECT = Pattern.compile("[A-Z][A-Z0-9_]{1,254}");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,254}");

  private SettingsValidation() {}

  static void validate(Settings settings) {
    Deployment deployment = Deployment.of(settings);
    List<String> projects = settings.list(JiraSettings.PROJECTS);
    if (projects.isEmpty()) {
      throw Settings.refusal("Set projects to the key of at least one Jira project, such as ACC.");
    }
    for (String project : projects) {
      if (!PROJECT.matcher(project).matches()) {
        throw Settings.refusal(
            "projects has " + project + ". It must have keys of projects, such as ACC.");
      }
    }
    person(settings, deployment);
    field(settings, JiraSettings.REQUEST_TYPE_FIELD);
    for (MappedField field : MappedField.values()) {
      field(settings, field.setting());
    }
    settings.zone(JiraSettings.TIME_ZONE);
    settings.text(JiraSettings.SITE_URL).ifPresent(SettingsValidation::site);
  }

  private static void person(Settings settings, Deployment deployment) {
    String field =
        settings.oneOf(JiraSettings.PERSON_FIELD, PERSON_FIELDS, deployment.personField());
    boolean onlyElsewhere =
        deployment == Deployment.CLOUD
            ? field.equals("name") || field.equals("key")
            : field.equals("accountId");
    if (onlyElsewhere) {
      throw Settings.refusal(
          "personField is "
              + field
              + ", which people of a "
              + deployment.word()
              + " Jira do not have. Set it to "
              + deployment.personField()
              + ".");
    }
  }

  private static void field(Settings settings, String setting) {
    settings
        .text(setting)
        .filter(id -> !FIELD.matcher(id).matches())
        .ifPresent(
            id -> {
              throw Settings.refusal(
                  setting
                      + " must be the id of a field, such as customfield_10050, and not its name.");
            });
  }

  private static void site(String url) {
    String scheme;
    try {
      scheme = String.valueOf(URI.create(url).getScheme());
    } catch (IllegalArgumentException notUrl) {
      scheme = "";
    }
    if (!List.of("https", "http").contains(scheme)) {
      throw Settings.refusal("siteUrl must be a URL, such as https://example.atlassian.net.");
    }
  }
}
