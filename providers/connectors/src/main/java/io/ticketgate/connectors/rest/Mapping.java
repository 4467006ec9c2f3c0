package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.settings.EntitlementTexts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a ticket are in the answers of an ITSM.
 *
 * @param answers paths of the further answers, by name
 * @param fields where the fields of {@link Fields#OF_TICKET} are
 * @param ticketType the type of every ticket; null when a field holds it
 * @param words words for values, by field and value
 * @param entitlements how tickets name entitlements
 * @param linkPath where people read the ticket, with {@code {key}}; null for nowhere
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
    EntitlementTexts entitlements,
    Values values,
    @Nullable String linkPath) {

  Mapping {
    answers = Map.copyOf(answers);
    fields = Map.copyOf(fields);
    words = Map.copyOf(words);
    versions = List.copyOf(versions);
  }
}
