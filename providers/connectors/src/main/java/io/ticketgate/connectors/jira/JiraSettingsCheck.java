package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.http.Settings;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.keycloak.component.ComponentValidationException;

/** Refuses settings that make no sense. */
final class JiraSettingsCheck {

  static final List<String> PERSON_FIELDS = List.of("accountId", "emailAddress", "name", "key");

  // Both are put into queries; the pattern of project keys is the one Jira comes with.
  private static final Pattern PROJECT = Pattern.compile("[A-Z][A-Z0-9_]{1,254}");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,254}");

  private JiraSettingsCheck() {}

  static void check(Settings settings) {
    Deployment deployment =
        Deployment.ofWord(settings.text(JiraSettings.DEPLOYMENT, Deployment.CLOUD.word()))
            .orElseThrow(
                () ->
                    refuse("deployment is one of " + String.join(", ", Deployment.words()) + "."));
    List<String> projects = settings.list(JiraSettings.PROJECTS);
    if (projects.isEmpty()) {
      throw refuse("projects names at least one Jira project by its key, for example ACC.");
    }
    for (String project : projects) {
      if (!PROJECT.matcher(project).matches()) {
        throw refuse("projects has '" + project + "'; the key of a project is written like ACC.");
      }
    }
    person(settings.text(JiraSettings.PERSON_FIELD, deployment.personField()), deployment);
    field(settings, JiraSettings.REQUEST_TYPE_FIELD);
    for (MappedField field : MappedField.values()) {
      field(settings, field.setting());
    }
    zone(settings.text(JiraSettings.TIME_ZONE, "UTC"));
    settings.text(JiraSettings.SITE_URL).ifPresent(JiraSettingsCheck::site);
  }

  private static void person(String field, Deployment deployment) {
    if (!PERSON_FIELDS.contains(field)) {
      throw refuse("personField is one of " + String.join(", ", PERSON_FIELDS) + ".");
    }
    boolean onlyElsewhere =
        deployment == Deployment.CLOUD
            ? field.equals("name") || field.equals("key")
            : field.equals("accountId");
    if (onlyElsewhere) {
      throw refuse(
          "personField is "
              + field
              + ", which people of a "
              + deployment.word()
              + " Jira do not have; take "
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
              throw refuse(
                  setting
                      + " is the id of a field, for example customfield_10050, and not its name.");
            });
  }

  private static void zone(String name) {
    try {
      ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw refuse("timeZone is a time zone, for example Europe/Berlin.");
    }
  }

  private static void site(String url) {
    try {
      if (!List.of("https", "http").contains(String.valueOf(URI.create(url).getScheme()))) {
        throw refuse("siteUrl begins with https://.");
      }
    } catch (IllegalArgumentException notUrl) {
      throw refuse("siteUrl is a URL, for example https://example.atlassian.net");
    }
  }

  private static ComponentValidationException refuse(String sentence) {
    return new ComponentValidationException(sentence);
  }
}
