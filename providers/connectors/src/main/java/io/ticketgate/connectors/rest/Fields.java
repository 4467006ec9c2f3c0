package io.ticketgate.connectors.rest;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields that settings can map. */
final class Fields {

  static final String ID = "id";
  static final String STATE = "state";
  static final String DELETED = "deleted";
  static final String TYPE = "type";
  static final String RISK = "risk";
  static final String REQUESTER = "requester";
  static final String REQUESTED_FOR = "requestedFor";
  static final String ENTITLEMENTS = "entitlements";
  static final String JUSTIFICATION = "justification";
  static final String CONFIGURATION_ITEM = "configurationItem";
  static final String PLANNED_START = "plannedStart";
  static final String PLANNED_END = "plannedEnd";

  static final String APPROVER = "approver";
  static final String DECISION = "decision";
  static final String AT = "at";
  static final String STEP = "step";

  static final List<String> OPTIONAL =
      List.of(
          TYPE,
          DELETED,
          REQUESTER,
          REQUESTED_FOR,
          ENTITLEMENTS,
          JUSTIFICATION,
          RISK,
          CONFIGURATION_ITEM,
          PLANNED_START,
          PLANNED_END);
  static final Set<String> OF_TICKET =
      Stream.concat(Stream.of(ID, STATE), OPTIONAL.stream())
          .collect(Collectors.toUnmodifiableSet());
  static final Set<String> OF_APPROVAL = Set.of(APPROVER, DECISION, AT, STEP);

  /** The fields whose values the settings can replace by words. */
  static final Set<String> WITH_WORDS = Set.of(TYPE, STATE, RISK);

  private Fields() {}
}
