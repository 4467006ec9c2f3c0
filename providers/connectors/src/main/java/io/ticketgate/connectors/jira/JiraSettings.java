package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.http.Settings;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one Jira, read.
 *
 * @param system alias
 * @param projects keys of the projects whose tickets count
 * @param personField what names a person: {@code accountId}, {@code emailAddress}, {@code name} or
 *     {@code key}
 * @param requestTypeField the field that holds the request type; null to take the issue type
 * @param fields ids of the fields
 * @param bareRealmRoles whether a word without prefix names a realm role
 * @param closedStates names or ids of statuses that count as closed whatever their category
 * @param timeZone in which dates without a time are meant
 * @param siteUrl where people read tickets; null for the base URL
 */
record JiraSettings(
    String system,
    Deployment deployment,
    List<String> projects,
    String personField,
    @Nullable String requestTypeField,
    Map<MappedField, String> fields,
    boolean bareRealmRoles,
    Set<String> closedStates,
    ZoneId timeZone,
    @Nullable String siteUrl) {

  static final String DEPLOYMENT = "deployment";
  static final String PROJECTS = "projects";
  static final String PERSON_FIELD = "personField";
  static final String REQUEST_TYPE_FIELD = "requestTypeField";
  static final String BARE_REALM_ROLES = "bareRealmRoles";
  static final String CLOSED_STATES = "closedStates";
  static final String TIME_ZONE = "timeZone";
  static final String SITE_URL = "siteUrl";

  static JiraSettings of(Settings settings) {
    Deployment deployment =
        Deployment.ofWord(settings.text(DEPLOYMENT, Deployment.CLOUD.word())).orElseThrow();
    Map<MappedField, String> fields = new EnumMap<>(MappedField.class);
    for (MappedField field : MappedField.values()) {
      settings.text(field.setting()).ifPresent(id -> fields.put(field, id));
    }
    return new JiraSettings(
        settings.system(),
        deployment,
        settings.list(PROJECTS),
        settings.text(PERSON_FIELD, deployment.personField()),
        settings.text(REQUEST_TYPE_FIELD).orElse(null),
        fields,
        settings.flag(BARE_REALM_ROLES, false),
        settings.set(CLOSED_STATES, Set.of()),
        ZoneId.of(settings.text(TIME_ZONE, "UTC")),
        settings.text(SITE_URL).orElse(null));
  }

  Optional<String> field(MappedField field) {
    return Optional.ofNullable(fields.get(field));
  }

  /** Whether a key is of one of the projects. */
  boolean covers(String key) {
    return projects.stream().anyMatch(project -> key.startsWith(project + "-"));
  }
}
