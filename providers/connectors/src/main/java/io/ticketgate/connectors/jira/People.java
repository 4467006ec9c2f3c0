package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Names people by the configured field. */
final class People {

  // No account has a name of this form. It stands for a person whose name is hidden.
  private static final String UNNAMED = "jira:";

  private final String personField;

  People(String personField) {
    this.personField = personField;
  }

  /** Whether a value is a user. Groups have a {@code name} too. */
  static boolean isUser(JsonNode value) {
    return value.isObject() && (value.has("accountId") || value.has("displayName"));
  }

  /** A user's name; null when the user has none, or hides it from the account. */
  @Nullable String name(JsonNode user) {
    String name = user.path(personField).asText("").strip();
    return name.isEmpty() || !isUser(user) ? null : name;
  }

  /**
   * The name of an approver. Without one, a word that names no person of any realm, so that an open
   * or declined decision still counts.
   */
  String nameOrStandIn(JsonNode user) {
    String name = name(user);
    if (name != null) {
      return name;
    }
    for (String field : SettingsValidation.PERSON_FIELDS) {
      String id = user.path(field).asText("");
      if (!id.isBlank()) {
        return UNNAMED + id;
      }
    }
    return UNNAMED + "unknown";
  }

  /** Stands for the approvers of an approval without approvers. */
  static String noOne(String approvalId) {
    return UNNAMED + "approval-" + approvalId;
  }
}
