package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists changed tickets as the settings say.
 *
 * @param next where the link to the next page is; null when pages are counted, or there is only one
 */
record ChangeFeed(
    PathTemplate path, Place list, Place key, Place at, @Nullable Place next, Times times) {

  private static final String LINK = "link ";
  private static final String FIRST = "1";

  /**
   * The configured list; empty when the settings configure none.
   *
   * @throws IllegalArgumentException with a sentence that names the setting
   */
  static Optional<ChangeFeed> of(Settings settings) {
    Optional<String> text = settings.text(RestSettings.CHANGES_PATH);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    PathTemplate path =
        PathTemplate.parse(
            RestSettings.CHANGES_PATH, text.get(), Set.of(PathTemplate.SINCE, PathTemplate.PAGE));
    if (!path.has(PathTemplate.SINCE)) {
      throw new IllegalArgumentException(
          "changesPath must contain since in braces, for the time since when to list changes.");
    }
    Place next =
        settings
            .text(RestSettings.CHANGES_NEXT)
            .map(link -> Place.inside(RestSettings.CHANGES_NEXT, link))
            .orElse(null);
    if (next != null && path.has(PathTemplate.PAGE)) {
      throw new IllegalArgumentException(
          "Use either page in braces in changesPath or changesNext, and remove the other.");
    }
    return Optional.of(
        new ChangeFeed(
            path,
            required(settings, RestSettings.CHANGES),
            required(settings, RestSettings.CHANGED_KEY),
            required(settings, RestSettings.CHANGED_AT),
            next,
            MappingReader.times(settings)));
  }

  private static Place required(Settings settings, String name) {
    return Place.inside(name, new MappingSettings(settings).required(name));
  }

  Changes list(JsonApi api, String system, Instant since, @Nullable String page) {
    String number = page == null || page.startsWith(LINK) ? FIRST : page;
    JsonNode answer =
        page != null && page.startsWith(LINK)
            ? api.follow(page.substring(LINK.length())).body()
            : first(api, since, number);
    Values values = new Values(times);
    List<JsonNode> records = values.records(list, answer);
    List<Changed> changed = new ArrayList<>();
    for (JsonNode record : records) {
      String ticket = values.text(key, record).orElse("");
      Instant time = values.time(at, record).orElseThrow(() -> Values.wrong(at, "is empty"));
      // No binding can exist under a key that no ticket reference can hold.
      if (isKey(system, ticket)) {
        changed.add(new Changed(ticket, time));
      }
    }
    return new Changes(changed, next(values, answer, number, records.isEmpty()));
  }

  private JsonNode first(JsonApi api, Instant since, String number) {
    Map<String, String> words =
        Map.of(PathTemplate.SINCE, times.format(since), PathTemplate.PAGE, number);
    return api.get(path.path(words), path.query(words)).body();
  }

  private @Nullable String next(Values values, JsonNode answer, String number, boolean empty) {
    if (next != null) {
      return values.textIfThere(next, answer).map(LINK::concat).orElse(null);
    }
    return path.has(PathTemplate.PAGE) && !empty
        ? Integer.toString(Integer.parseInt(number) + 1)
        : null;
  }

  private static boolean isKey(String system, String key) {
    try {
      return new TicketRef(system, key).key().equals(key);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }
}
