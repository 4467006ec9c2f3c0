package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.Approval.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the mapping from the settings. */
final class MappingReader {

  private static final int MOST_ANSWERS = 4;

  private final Settings settings;
  private final MappingSettings entries;

  MappingReader(Settings settings) {
    this.settings = settings;
    this.entries = new MappingSettings(settings);
  }

  /**
   * The mapping.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  Mapping read() {
    Map<String, PathTemplate> answers = answers();
    Map<String, Place> fields =
        places(
            RestSettings.FIELDS,
            Fields.OF_TICKET,
            Set.of(Fields.ID, Fields.STATE),
            answers.keySet());
    Set<String> open = entries.requiredSet(RestSettings.OPEN_STATES);
    return new Mapping(
        path(RestSettings.TICKET_PATH, entries.required(RestSettings.TICKET_PATH)),
        answers,
        fields,
        ticketType(fields),
        words(),
        open,
        entries.requiredList(RestSettings.VERSIONS).stream()
            .map(text -> Place.parse(RestSettings.VERSIONS, text, answers.keySet()))
            .toList(),
        approvals(answers.keySet()),
        settings.set(RestSettings.NOBODY, Set.of()),
        EntitlementTexts.of(settings, RestSettings.BARE_REALM_ROLES_BY_DEFAULT),
        new Values(times(settings)),
        linkPath());
  }

  static Times times(Settings settings) {
    return Times.of(
        settings.text(RestSettings.TIME_FORMAT, Times.ISO), settings.zone(RestSettings.TIME_ZONE));
  }

  private @Nullable String linkPath() {
    String path = settings.text(RestSettings.LINK_PATH).orElse(null);
    if (path != null && !(path.startsWith("/") && path.contains(TicketReader.KEY))) {
      throw new IllegalArgumentException(
          "linkPath must begin with / and contain key in braces, for the key of the ticket.");
    }
    return path;
  }

  private Map<String, PathTemplate> answers() {
    Map<String, PathTemplate> answers = new LinkedHashMap<>();
    entries
        .map(RestSettings.ANSWERS)
        .forEach(
            (name, text) -> {
              if (!name.matches("[A-Za-z][A-Za-z0-9]*")) {
                throw new IllegalArgumentException(
                    "A name in answers must consist of letters and digits, such as approvals.");
              }
              answers.put(name, path("answers of " + name, text));
            });
    if (answers.size() > MOST_ANSWERS) {
      throw new IllegalArgumentException(
          "answers may have at most "
              + MOST_ANSWERS
              + " entries, since the connector must read all of them within 5 s.");
    }
    return answers;
  }

  private @Nullable String ticketType(Map<String, Place> fields) {
    boolean told = fields.containsKey(Fields.TYPE);
    if (told == settings.text(RestSettings.TICKET_TYPE).isPresent()) {
      throw new IllegalArgumentException("Set either ticketType or the path of type in fields.");
    }
    return told ? null : entries.required(RestSettings.TICKET_TYPE);
  }

  private Map<String, Map<String, String>> words() {
    Map<String, Map<String, String>> words = new LinkedHashMap<>();
    entries
        .map(RestSettings.VALUES)
        .forEach(
            (key, word) -> {
              int colon = key.indexOf(':');
              String field = colon < 0 ? key : key.substring(0, colon).strip();
              if (colon < 0 || !Fields.WITH_WORDS.contains(field)) {
                throw new IllegalArgumentException(
                    "Write each entry of values as field:value=word, where field is risk, state or"
                        + " type.");
              }
              words
                  .computeIfAbsent(field, name -> new LinkedHashMap<>())
                  .put(key.substring(colon + 1).strip(), word);
            });
    return words;
  }

  private ApprovalMapping approvals(Set<String> answers) {
    Map<String, Place> fields = new LinkedHashMap<>();
    entries
        .map(
            RestSettings.APPROVAL_FIELDS,
            Fields.OF_APPROVAL,
            Set.of(Fields.APPROVER, Fields.DECISION))
        .forEach(
            (field, text) ->
                fields.put(
                    field, Place.inside(RestSettings.APPROVAL_FIELDS + " of " + field, text)));
    if (fields.containsKey(Fields.STEP) && !fields.containsKey(Fields.AT)) {
      throw new IllegalArgumentException(
          "Add at to approvalFields: step needs it to find the last record of a step.");
    }
    ApprovalMapping approvals =
        new ApprovalMapping(
            Place.parse(RestSettings.APPROVALS, entries.required(RestSettings.APPROVALS), answers),
            fields,
            settings
                .text(RestSettings.COUNTED_APPROVALS)
                .map(text -> Place.parse(RestSettings.COUNTED_APPROVALS, text, answers))
                .orElse(null),
            settings
                .text(RestSettings.APPROVALS_COUNT)
                .map(text -> Place.parse(RestSettings.APPROVALS_COUNT, text, answers))
                .orElse(null),
            entries.requiredSet(RestSettings.APPROVED),
            settings.set(RestSettings.REJECTED, Set.of()),
            settings.set(RestSettings.WITHDRAWN, Set.of()));
    requireOneMeaning(approvals);
    Place counted = approvals.counted();
    if (counted != null && !counted.answer().equals(approvals.list().answer())) {
      throw new IllegalArgumentException(
          "countedApprovals must select records of the list that approvals selects, in the same"
              + " answer.");
    }
    return approvals;
  }

  private static void requireOneMeaning(ApprovalMapping approvals) {
    boolean rejectedToo =
        approvals.rejected().stream()
            .anyMatch(value -> approvals.decision(value) != Decision.REJECTED);
    boolean withdrawnToo =
        approvals.withdrawn().stream()
            .anyMatch(value -> approvals.decision(value) != Decision.NOT_REQUIRED);
    if (rejectedToo || withdrawnToo) {
      throw new IllegalArgumentException(
          "A value may be in only one of approvedDecisions, rejectedDecisions and"
              + " withdrawnDecisions.");
    }
  }

  private Map<String, Place> places(
      String setting, Set<String> known, Set<String> required, Set<String> answers) {
    Map<String, Place> places = new LinkedHashMap<>();
    entries
        .map(setting, known, required)
        .forEach(
            (field, text) ->
                places.put(field, Place.parse(setting + " of " + field, text, answers)));
    return places;
  }

  private static PathTemplate path(String setting, String text) {
    PathTemplate path = PathTemplate.parse(setting, text, Set.of(PathTemplate.KEY));
    if (!path.has(PathTemplate.KEY)) {
      throw new IllegalArgumentException(
          setting + " must contain key in braces, for the key of the ticket.");
    }
    return path;
  }
}
