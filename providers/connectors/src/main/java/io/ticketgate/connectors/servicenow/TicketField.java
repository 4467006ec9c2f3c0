package io.ticketgate.connectors.servicenow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A fact of a ticket whose column differs from table to table and from company to company. */
enum TicketField {
  REQUESTER("requester"),
  REQUESTED_FOR("requestedFor"),
  ENTITLEMENTS("entitlements"),
  JUSTIFICATION("justification"),
  RISK("risk"),
  CONFIGURATION_ITEM("configurationItem"),
  PLANNED_START("plannedStart"),
  PLANNED_END("plannedEnd");

  private final String word;

  TicketField(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<TicketField> ofWord(String word) {
    return Arrays.stream(values()).filter(field -> field.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(TicketField::word).toList();
  }
}
