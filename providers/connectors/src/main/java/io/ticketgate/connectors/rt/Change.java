package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A transaction of a ticket: one change. Ids grow in the order of changes, over all tickets.
 *
 * @param ticket id of the ticket
 * @param field what changed; a number for a custom field
 * @param by who changed it
 */
record Change(
    long id,
    String ticket,
    String type,
    String field,
    String oldValue,
    String newValue,
    String by,
    Instant at) {

  /** The condition that it is of a type that says something about a ticket or its approvals. */
  static final String TYPES =
      Stream.of(
              "Create",
              "Status",
              "Set",
              "CustomField",
              "AddWatcher",
              "DelWatcher",
              "SetWatcher",
              "AddLink",
              "DeleteLink")
          .map(type -> "Type = '" + type + "'")
          .collect(Collectors.joining(" OR ", "( ", " )"));

  static final String FIELDS = "ObjectId,Type,Field,OldValue,NewValue,Creator,Created";

  private static final Pattern LINKED = Pattern.compile(".*/ticket/(\\d+)");

  static Change of(JsonNode item) {
    return new Change(
        Json.number(item, "id"),
        Json.text(item, "ObjectId"),
        Json.text(item, "Type"),
        Json.text(item, "Field"),
        Json.text(item, "OldValue"),
        Json.text(item, "NewValue"),
        Json.person(item, "Creator"),
        Json.instant(item, "Created"));
  }

  boolean isCreation() {
    return type.equals("Create");
  }

  boolean isOfStatus() {
    return type.equals("Status");
  }

  /** Whether a watcher of this role came or went. */
  boolean isOfWatcher(String role) {
    return type.endsWith("Watcher") && field.equals(role);
  }

  /** Whether one of a ticket's own fields was set. */
  boolean isOfField(String name) {
    return type.equals("Set") && field.equals(name);
  }

  boolean isOfCustomField() {
    return type.equals("CustomField");
  }

  /** Whether a ticket became a part of another; both have such a change. */
  boolean isMerge() {
    return type.equals("AddLink") && field.equals("MergedInto");
  }

  /** The ticket that this one no longer depends on; empty if the change is another. */
  Optional<String> noLongerDependsOn() {
    return type.equals("DeleteLink") && field.equals("DependsOn")
        ? ticketOf(oldValue)
        : Optional.empty();
  }

  /** The ticket that was made to depend on this one; empty if the change is another. */
  Optional<String> newlyDependedOnBy() {
    return type.equals("AddLink") && field.equals("DependedOnBy")
        ? ticketOf(newValue)
        : Optional.empty();
  }

  // Links are written fsck.com-rt://itsm.example/ticket/16.
  private static Optional<String> ticketOf(String uri) {
    Matcher matcher = LINKED.matcher(uri);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
