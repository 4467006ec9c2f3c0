package io.ticketgate.connectors.jira;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one Jira.
 *
 * @param system alias
 * @param projects keys of the projects whose tickets count
 * @param personField what names a person: {@code accountId}, {@code emailAddress}, {@code name} or
 *     {@code key}
 * @param requestTypeField the field that holds the request type; null to take the issue type
 * @param fields ids of the fields
 * @param entitlements how tickets name entitlements
 * @param closedStates names or ids of statuses that count as closed, whatever their category
 * @param timeZone the zone of dates without a time
 * @param siteUrl where people read tickets; null for the base URL
 * @param requests where tickets of self-service go; null for nowhere
 */
record JiraSettings(
    String system,
    Deployment deployment,
    List<String> projects,
    String personField,
    @Nullable String requestTypeField,
    Map<MappedField, String> fields,
    EntitlementTexts entitlements,
    Set<String> closedStates,
    ZoneId timeZone,
    @Nullable String siteUrl,
    @Nullable Requests requests) {

  static final String DEPLOYMENT = "deployment";
  static final String PROJECTS = "projects";
  static final String PERSON_FIELD = "personField";
  static final String REQUEST_TYPE_FIELD = "requestTypeField";
  static final String CLOSED_STATES = "closedStates";
  static final String TIME_ZONE = "timeZone";
  static final String SITE_URL = "siteUrl";
  static final String REQUEST_SERVICE_DESK = "requestServiceDesk";
  static final String REQUEST_TYPE = "requestType";

  private static final boolean BARE_REALM_ROLES_BY_DEFAULT = false;

  static JiraSettings of(Settings settings) {
    Deployment deployment = Deployment.of(settings);
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
        EntitlementTexts.of(settings, BARE_REALM_ROLES_BY_DEFAULT),
        settings.set(CLOSED_STATES, Set.of()),
        settings.zone(TIME_ZONE),
        settings.text(SITE_URL).orElse(null),
        Requests.of(settings));
  }

  /**
   * Where tickets of self-service go.
   *
   * @param serviceDesk id of the service desk
   * @param type id of the request type
   */
  record Requests(String serviceDesk, String type) {

    /** What is set; null for no requests. */
    static @Nullable Requests of(Settings settings) {
      return settings
          .text(REQUEST_SERVICE_DESK)
          .flatMap(desk -> settings.text(REQUEST_TYPE).map(type -> new Requests(desk, type)))
          .orElse(null);
    }
  }

  /** The settings as administrators see them. */
  static List<Setting> declared() {
    List<Setting> settings =
        new ArrayList<>(
            List.of(
                Setting.choice(
                        DEPLOYMENT,
                        "Deployment",
                        "Jira Cloud (e-mail address and API token) or Data Center (personal access"
                            + " token).",
                        Deployment.words())
                    .byDefault(Deployment.CLOUD.word()),
                Setting.list(
                        PROJECTS,
                        "Projects",
                        "Keys of the projects whose tickets count. The connector reads no others.")
                    .required(),
                Setting.choice(
                    PERSON_FIELD,
                    "Person field",
                    "The field by which the connector names people. On Cloud: accountId (default)"
                        + " or emailAddress. On Data Center: name (default), key or emailAddress."
                        + " The connector cannot name people who hide the field.",
                    SettingsValidation.PERSON_FIELDS),
                Setting.text(
                    REQUEST_TYPE_FIELD,
                    "Request type: field",
                    "Id of the field Request Type, such as customfield_10010. Its name becomes the"
                        + " ticket's type. Empty: the issue type does.")));
    for (MappedField field : MappedField.values()) {
      settings.add(Setting.text(field.setting(), field.label(), field.help()));
    }
    settings.add(EntitlementTexts.setting(BARE_REALM_ROLES_BY_DEFAULT));
    settings.add(
        Setting.list(
            CLOSED_STATES,
            "Closed states",
            "Names or ids of further statuses that count as closed. Statuses of category Done and"
                + " issues with a resolution always do."));
    settings.add(
        Setting.text(
                TIME_ZONE, "Time zone", "The zone of dates without a time, such as Europe/Berlin.")
            .byDefault("UTC"));
    settings.add(
        Setting.text(
            SITE_URL,
            "Site URL",
            "Where people read tickets, if not at the base URL. Set it when the base URL is"
                + " https://api.atlassian.com/ex/jira/<cloud id>, as scoped API tokens need."));
    settings.add(
        Setting.text(
            REQUEST_SERVICE_DESK,
            "Requests: service desk",
            "Id of the service desk in which the connector makes the requests that people ask for"
                + " in self-service. Empty: the system takes none."));
    settings.add(
        Setting.text(
            REQUEST_TYPE,
            "Requests: request type",
            "Id of their request type. Its form has a summary, the fields of the beneficiary (a"
                + " text, unless it is reporter) and of the entitlements (a text), and of the"
                + " window."));
    return settings;
  }

  Optional<String> field(MappedField field) {
    return Optional.ofNullable(fields.get(field));
  }

  /** Whether a key belongs to one of the projects. */
  boolean covers(String key) {
    return projects.stream().anyMatch(project -> key.startsWith(project + "-"));
  }
}
