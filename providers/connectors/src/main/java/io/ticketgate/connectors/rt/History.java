package io.ticketgate.connectors.rt;

import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The changes of a ticket and its approvals since their creation.
 *
 * @param changes newest first
 */
record History(List<Change> changes) {

  private static final int MOST_PAGES = 20;

  /**
   * Reads the history back to the creation of each ticket.
   *
   * @throws ItsmException.Malformed when it cannot be read that far: a decision or a later change
   *     could be missing
   */
  static History of(RtApi api, Collection<String> tickets) {
    Set<String> unfinished = new HashSet<>(tickets);
    List<Change> changes = new ArrayList<>();
    String where = RtApi.ofTickets(tickets);
    Long before = null;
    for (int page = 0; page < MOST_PAGES && !unfinished.isEmpty(); page++) {
      List<Change> some = api.changesBefore(where, before, RtApi.PAGE);
      if (some.isEmpty()) {
        break;
      }
      changes.addAll(some);
      some.stream().filter(Change::isCreation).map(Change::ticket).forEach(unfinished::remove);
      before = some.get(some.size() - 1).id();
    }
    if (!unfinished.isEmpty()) {
      throw new ItsmException.Malformed(
          "Request Tracker did not send the whole history of ticket "
              + api.ref(unfinished.iterator().next())
              + ". Give the connector's account ShowTicket on its queue. A ticket may have at most "
              + MOST_PAGES * RtApi.PAGE
              + " changes.",
          null);
    }
    return new History(changes);
  }

  Stream<Change> of(String ticket) {
    return changes.stream().filter(change -> change.ticket().equals(ticket));
  }

  /** The newest change of this kind of a ticket. */
  Optional<Change> newest(String ticket, Predicate<Change> kind) {
    return of(ticket).filter(kind).findFirst();
  }

  boolean any(String ticket, Predicate<Change> kind) {
    return newest(ticket, kind).isPresent();
  }

  /** The highest id. Any change of the ticket or an approval has a higher one. */
  long version() {
    return changes.stream().mapToLong(Change::id).max().orElseThrow();
  }

  /** The changes of both. */
  History with(History other) {
    return new History(
        Stream.concat(changes.stream(), other.changes.stream())
            .sorted((a, b) -> Long.compare(b.id(), a.id()))
            .toList());
  }
}
