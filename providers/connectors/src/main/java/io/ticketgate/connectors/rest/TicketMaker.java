package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes tickets as the settings say.
 *
 * @param find where a ticket is found by the id of its request; null where the request itself is
 *     idempotent
 * @param found where the keys of the tickets found are; null with {@code find}
 * @param linkPath where people read a ticket; null for nowhere
 */
record TicketMaker(
    String method,
    PathTemplate path,
    RequestTemplate body,
    Place key,
    @Nullable PathTemplate find,
    @Nullable Place found,
    Values values,
    @Nullable String linkPath) {

  private static final Set<String> WORDS = Set.of(RequestTemplate.ID);
  private static final String PUT = "PUT";

  /**
   * What the settings configure; empty when they configure no requests.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Optional<TicketMaker> of(Settings settings, Mapping mapping) {
    Optional<String> text = settings.text(RestSettings.REQUEST_PATH);
    if (text.isEmpty()) {
      if (settings.text(RestSettings.REQUEST_BODY).isPresent()) {
        throw new IllegalArgumentException("Set both requestPath and requestBody, or neither.");
      }
      return Optional.empty();
    }
    for (String field : List.of(Fields.REQUESTER, Fields.REQUESTED_FOR, Fields.ENTITLEMENTS)) {
      if (!mapping.fields().containsKey(field)) {
        throw new IllegalArgumentException(
            "Add "
                + field
                + " to fields: the gate reads back what it has written in a new ticket.");
      }
    }
    MappingSettings entries = new MappingSettings(settings);
    String method =
        settings.oneOf(
            RestSettings.REQUEST_METHOD,
            RestSettings.NOTE_METHODS,
            RestSettings.NOTE_METHODS.get(0));
    PathTemplate path = PathTemplate.parse(RestSettings.REQUEST_PATH, text.get(), WORDS);
    PathTemplate find =
        settings
            .text(RestSettings.REQUEST_FIND_PATH)
            .map(each -> PathTemplate.parse(RestSettings.REQUEST_FIND_PATH, each, WORDS))
            .orElse(null);
    if (find == null ? !(method.equals(PUT) && path.has(RequestTemplate.ID)) : !lookedUp(find)) {
      throw new IllegalArgumentException(
          "Set requestFindPath to a path with id in braces, which finds the ticket that was made"
              + " for a request. Only a PUT with id in braces in requestPath needs none.");
    }
    return Optional.of(
        new TicketMaker(
            method,
            path,
            RequestTemplate.parse(
                RestSettings.REQUEST_BODY,
                entries.required(RestSettings.REQUEST_BODY),
                MappingReader.times(settings)),
            place(entries, RestSettings.REQUEST_KEY),
            find,
            find == null ? null : place(entries, RestSettings.REQUEST_FOUND),
            mapping.values(),
            mapping.linkPath()));
  }

  private static boolean lookedUp(PathTemplate find) {
    return find.has(RequestTemplate.ID);
  }

  private static Place place(MappingSettings entries, String setting) {
    return Place.inside(setting, entries.required(setting));
  }

  CreatedTicket make(JsonApi api, NewTicket ticket) {
    Map<String, String> words = Map.of(RequestTemplate.ID, ticket.id());
    Optional<String> earlier = earlier(api, words);
    if (earlier.isPresent()) {
      return created(api, earlier.get());
    }
    JsonNode answer =
        api.send(method, path.path(words), path.query(words), body.filled(ticket)).body();
    return created(
        api,
        values
            .text(key, answer)
            .orElseThrow(() -> Values.wrong(key, "is empty in the answer to a new ticket")));
  }

  private Optional<String> earlier(JsonApi api, Map<String, String> words) {
    PathTemplate lookUp = find;
    Place keys = found;
    if (lookUp == null || keys == null) {
      return Optional.empty();
    }
    List<String> made = values.texts(keys, api.get(lookUp.path(words), lookUp.query(words)).body());
    if (made.size() > 1) {
      throw new ItsmException.Malformed(
          "requestFindPath finds several tickets for one request. Correct it, so that it finds"
              + " those alone that carry the id.",
          null);
    }
    return made.stream().findFirst();
  }

  private CreatedTicket created(JsonApi api, String ticketKey) {
    String link = linkPath;
    return new CreatedTicket(
        ticketKey,
        link == null
            ? null
            : api.base() + link.replace(TicketReader.KEY, JsonApi.segment(ticketKey)));
  }
}
