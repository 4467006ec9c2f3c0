package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.keycloak.store.Happenings.Happening;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param id of the entry in the log
 * @param type {@code binding.activated}, {@code rule.changed} and the like
 * @param binding id of the binding; absent for a change of the system
 * @param from what the binding was; absent for a new one
 * @param to what it became
 * @param cause why it was suspended or ended
 * @param names ticket, subject, entitlement, approvers, actor and more; of a change of the system
 *     its settings without secrets; absent once they were deleted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HappeningView(
    String id,
    String at,
    String type,
    @Nullable String binding,
    @Nullable String from,
    @Nullable String to,
    @Nullable String cause,
    @Nullable Map<String, Object> names) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static HappeningView of(Happening happening) {
    try {
      JsonNode record = MAPPER.readTree(happening.record());
      String names = happening.names();
      return new HappeningView(
          happening.id(),
          happening.at().toString(),
          record.path("type").asText(),
          text(record, "binding"),
          text(record, "from"),
          text(record, "to"),
          text(record, "cause"),
          names == null
              ? null
              : MAPPER.readValue(names, new TypeReference<Map<String, Object>>() {}));
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("An entry of the ledger cannot be read.", unreadable);
    }
  }

  private static @Nullable String text(JsonNode record, String field) {
    return record.hasNonNull(field) ? record.path(field).asText() : null;
  }
}
