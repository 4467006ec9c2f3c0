package io.ticketgate.connectors.rest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a ticket stands in the answers of an ITSM.
 *
 * @param answers paths of what is read besides the ticket, by name
 * @param fields where the fields of {@link Fields#OF_TICKET} stand
 * @param ticketType the type of every ticket; null where a field tells it
 * @param words words for values, by field and value
 * @param linkPath where people read the ticket, with {@code {key}} in it; null for nowhere
 */
record Mapping(
    PathTemplate ticket,
    Map<String, PathTemplate> answers,
    Map<String, Place> fields,
    @Nullable String ticketType,
    Map<String, Map<String, String>> words,
    Set<String> openStates,
    List<Place> versions,
    ApprovalMapping approvals,
    Set<String> nobody,
    boolean bareRealmRoles,
    Values values,
    @Nullable String linkPath) {

  Mapping {
    answers = Map.copyOf(answers);
    fields = Map.copyOf(fields);
    words = Map.copyOf(words);
    versions = List.copyOf(versions);
  }
}
