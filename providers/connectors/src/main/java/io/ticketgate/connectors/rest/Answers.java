package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the ITSM about one ticket.
 *
 * @param byName the answers by name; the ticket's own under {@link Place#TICKET}
 * @param date the ITSM's time; null when the answer has none
 */
record Answers(Map<String, JsonNode> byName, @Nullable Instant date) {

  Answers {
    byName = Map.copyOf(byName);
  }

  /**
   * Reads the ticket and the further answers.
   *
   * @throws ItsmException.NotFound when there is no such ticket
   * @throws ItsmException when one of them could not be read
   */
  static Answers read(JsonApi api, Mapping mapping, TicketRef ref) {
    Map<String, String> key = Map.of(PathTemplate.KEY, ref.key());
    JsonApi.Reply ticket = api.get(mapping.ticket().path(key), mapping.ticket().query(key));
    Map<String, JsonNode> answers = new HashMap<>();
    answers.put(Place.TICKET, body(ref, ticket));
    mapping
        .answers()
        .forEach((name, path) -> answers.put(name, body(ref, further(api, ref, name, path, key))));
    return new Answers(answers, ticket.date());
  }

  // NotFound of a further answer must not tell the gate that the ticket does not exist.
  private static JsonApi.Reply further(
      JsonApi api, TicketRef ref, String name, PathTemplate path, Map<String, String> key) {
    try {
      return api.get(path.path(key), path.query(key));
    } catch (ItsmException.NotFound none) {
      throw new ItsmException.Malformed(
          ref.system()
              + " has ticket "
              + ref.key()
              + " but not its further answer '"
              + name
              + "'. Correct answers.",
          none);
    }
  }

  private static JsonNode body(TicketRef ref, JsonApi.Reply reply) {
    if (reply.body().isMissingNode()) {
      throw new ItsmException.Malformed(
          ref.system() + " answered without a body. Correct ticketPath or answers.", null);
    }
    return reply.body();
  }

  JsonNode at(Place place) {
    return Objects.requireNonNull(byName.get(place.answer()));
  }
}
