package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of a ticket, which RT calls a transaction. Ids grow with every change of any ticket.
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

  /** The condition that a change is of a type that matters here. */
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

  /** Whether somebody got or lost this role in the ticket. */
  boolean isOfWatcher(String role) {
    return type.endsWith("Watcher") && field.equals(role);
  }

  /** Whether this field of the ticket itself was set. */
  boolean isOfField(String name) {
    return type.equals("Set") && field.equals(name);
  }

  boolean isOfCustomField() {
    return type.equals("CustomField");
  }

  /** Whether the ticket was merged with another. Both tickets have such a change. */
  boolean isMerge() {
    return type.equals("AddLink") && field.equals("MergedInto");
  }

  /** The ticket that this one no longer depends on; empty for any other change. */
  Optional<String> noLongerDependsOn() {
    return type.equals("DeleteLink") && field.equals("DependsOn")
        ? ticketOf(oldValue)
        : Optional.empty();
  }

  /** The ticket that now depends on this one; empty for any other change. */
  Optional<String> newlyDependedOnBy() {
    return type.equals("AddLink") && field.equals("DependedOnBy")
        ? ticketOf(newValue)
        : Optional.empty();
  }

  // RT writes links as fsck.com-rt://itsm.example/ticket/16.
  private static Optional<String> ticketOf(String uri) {
    Matcher matcher = LINKED.matcher(uri);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
