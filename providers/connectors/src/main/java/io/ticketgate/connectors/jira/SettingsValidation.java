package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses settings that cannot work. */
final class SettingsValidation {

  static final List<String> PERSON_FIELDS = List.of("accountId", "emailAddress", "name", "key");

  // Both become parts of queries. The first is Jira's own default pattern for project keys.
  private static final Pattern PROJECT = Pattern.compile("[A-Z][A-Z0-9_]{1,254}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
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
    requests(settings, deployment);
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

  private static void requests(Settings settings, Deployment deployment) {
    Optional<String> desk = settings.text(JiraSettings.REQUEST_SERVICE_DESK);
    Optional<String> type = settings.text(JiraSettings.REQUEST_TYPE);
    if (desk.isPresent() != type.isPresent()) {
      throw Settings.refusal("Set both requestServiceDesk and requestType, or neither.");
    }
    if (desk.isEmpty()) {
      return;
    }
    if (!NUMBER.matcher(desk.get()).matches() || !NUMBER.matcher(type.orElse("")).matches()) {
      throw Settings.refusal("requestServiceDesk and requestType must be ids, which are numbers.");
    }
    for (MappedField needed : List.of(MappedField.REQUESTED_FOR, MappedField.ENTITLEMENTS)) {
      if (settings.text(needed.setting()).isEmpty()) {
        throw Settings.refusal(
            "Set "
                + needed.setting()
                + ": the gate reads back what it has written in a new request.");
      }
    }
    if (!settings
        .text(JiraSettings.PERSON_FIELD, deployment.personField())
        .equals(deployment.personField())) {
      throw Settings.refusal(
          "Requests are raised on behalf of people by "
              + deployment.personField()
              + ": leave personField out.");
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
