package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the ITSM about one ticket.
 *
 * @param byName the answers by name; the ticket's own under {@link Place#TICKET}
 * @param date the ITSM's time; null when the answer has none
 */
record Answers(Map<String, JsonNode> byName, @Nullable Instant date) {

  private static final int PARTIAL_CONTENT = 206;

  /** The relation type of RFC 8288 that leads to the next page. */
  private static final Pattern NEXT = Pattern.compile("(?i)rel\\s*=\\s*\"?[^\";,]*\\bnext\\b");

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
    return ofTicket(api, mapping, ref).withFurther(api, mapping, ref);
  }

  /** Reads the ticket's own answer alone; see {@link #withFurther}. */
  static Answers ofTicket(JsonApi api, Mapping mapping, TicketRef ref) {
    Map<String, String> key = key(ref);
    JsonApi.Reply ticket = api.get(mapping.ticket().path(key), mapping.ticket().query(key));
    return new Answers(Map.of(Place.TICKET, body(ref, ticket)), ticket.date());
  }

  /** These, and the further answers. */
  Answers withFurther(JsonApi api, Mapping mapping, TicketRef ref) {
    Map<String, JsonNode> answers = new HashMap<>(byName);
    mapping
        .answers()
        .forEach((name, path) -> answers.put(name, body(ref, further(api, ref, name, path))));
    return new Answers(answers, date);
  }

  private static Map<String, String> key(TicketRef ref) {
    return Map.of(PathTemplate.KEY, ref.key());
  }

  // NotFound of a further answer must not tell the gate that the ticket does not exist.
  private static JsonApi.Reply further(JsonApi api, TicketRef ref, String name, PathTemplate path) {
    Map<String, String> key = key(ref);
    try {
      JsonApi.Reply reply = api.get(path.path(key), path.query(key));
      requireWhole(reply, ref, name);
      return reply;
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

  // A rejection, or a second person for whom the ticket is, may be on the page that is not read.
  private static void requireWhole(JsonApi.Reply reply, TicketRef ref, String name) {
    String link = reply.header("link");
    boolean more = link != null && NEXT.matcher(link).find();
    if (more || reply.status() == PARTIAL_CONTENT) {
      throw new ItsmException.Malformed(
          ref.system()
              + " answered with only a part of '"
              + name
              + "' of ticket "
              + ref.key()
              + ". Ask for longer pages in answers, or use a ticket with fewer records.",
          null);
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
