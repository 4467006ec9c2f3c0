package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists changed tickets. A page begins after the id of a change, so later changes move nothing. A
 * change of an approval counts as a change of the tickets that wait for it.
 */
final class ChangeFeed {

  private final RtApi api;

  ChangeFeed(RtApi api) {
    this.api = api;
  }

  Changes since(Instant since, @Nullable String page) {
    return page == null ? first(since) : after(number(page), since);
  }

  private Changes first(Instant since) {
    List<Change> newest = api.changesBefore(api.inQueues(), null, RtApi.PAGE);
    if (newest.isEmpty()) {
      return new Changes(List.of(), null);
    }
    Change oldest = newest.get(newest.size() - 1);
    if (oldest.at().isBefore(since)) {
      List<Change> ascending = new ArrayList<>(newest);
      Collections.reverse(ascending);
      return new Changes(changed(ascending, since), null);
    }
    return after(lastBefore(since, oldest.id()), since);
  }

  /**
   * The id of a change before that time, or 0. Searches in steps that double: RT would read a date
   * in a query in the time zone of the account.
   */
  private long lastBefore(Instant since, long from) {
    long id = from;
    for (long step = RtApi.PAGE; id > 0; step *= 2) {
      id -= step;
      List<Change> found = id > 0 ? api.changesBefore(api.inQueues(), id, 1) : List.of();
      if (found.isEmpty()) {
        return 0;
      }
      if (found.get(0).at().isBefore(since)) {
        return found.get(0).id();
      }
    }
    return 0;
  }

  private Changes after(long id, Instant since) {
    List<Change> changes = api.changesAfter(api.inQueues(), id);
    // RT leaves out changes that the account may not see, so a short page need not be the last.
    String next = changes.isEmpty() ? null : String.valueOf(changes.get(changes.size() - 1).id());
    return new Changes(changed(changes, since), next);
  }

  private List<Changed> changed(List<Change> changes, Instant since) {
    List<Change> wanted = changes.stream().filter(change -> !change.at().isBefore(since)).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<String, Set<String>> waiting = waitingForApprovals(wanted);
    List<Changed> changed = new ArrayList<>();
    for (Change change : wanted) {
      for (String ticket : waiting.getOrDefault(change.ticket(), Set.of(change.ticket()))) {
        changed.add(new Changed(ticket, change.at()));
      }
    }
    return changed;
  }

  /** For each approval among the changed tickets, the tickets that wait for it. */
  private Map<String, Set<String>> waitingForApprovals(List<Change> changes) {
    Set<String> ids =
        changes.stream().map(Change::ticket).collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Set<String>> waiting = new TreeMap<>();
    for (JsonNode ticket : api.tickets(ids)) {
      if (Json.text(ticket, "Type").equals(RtApi.APPROVAL)) {
        waiting.put(Json.text(ticket, "id"), dependents(ticket));
      }
    }
    return waiting;
  }

  private static Set<String> dependents(JsonNode approval) {
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode link : Json.list(approval, "_hyperlinks")) {
      if (link.path("ref").asText().equals("depended-on-by")) {
        ids.add(link.path("id").asText());
      }
    }
    return ids;
  }

  private static long number(String page) {
    try {
      return Long.parseLong(page);
    } catch (NumberFormatException notOurs) {
      throw new ItsmException.Malformed(
          "The next page of changes is not one of Request Tracker. The gate starts again.",
          notOurs);
    }
  }
}
