package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Names people by the field that the settings choose. */
final class People {

  // Of a form that no account has: it stands for a person whom the account may not see.
  private static final String UNNAMED = "jira:";

  private final String personField;

  People(String personField) {
    this.personField = personField;
  }

  /** Whether it is a user; groups have a {@code name} too. */
  static boolean isUser(JsonNode value) {
    return value.isObject() && (value.has("accountId") || value.has("displayName"));
  }

  /** A user's name; null when that field is hidden from the account or the user has none. */
  @Nullable String name(JsonNode user) {
    String name = user.path(personField).asText("").strip();
    return name.isEmpty() || !isUser(user) ? null : name;
  }

  /**
   * What stands for an approver: the name or, without one, a word that is no person of any realm,
   * so that an open or declined decision still counts.
   */
  String nameOrStandIn(JsonNode user) {
    String name = name(user);
    if (name != null) {
      return name;
    }
    for (String field : JiraSettingsCheck.PERSON_FIELDS) {
      String id = user.path(field).asText("");
      if (!id.isBlank()) {
        return UNNAMED + id;
      }
    }
    return UNNAMED + "unknown";
  }

  /** Stands for the approvers of an approval that names none. */
  static String noOne(String approvalId) {
    return UNNAMED + "approval-" + approvalId;
  }
}
