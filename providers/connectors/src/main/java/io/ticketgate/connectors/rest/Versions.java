package io.ticketgate.connectors.rest;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of tickets. To what the ITSM counts, {@code #n} is added where something changed and
 * the count did not: a second is long, and the time of a ticket may not move when its approvals do.
 */
final class Versions {

  private static final String INTEGER = "\\d{1,64}";

  private Versions() {}

  /** The greatest of the numbers, or the latest of the times, at the configured places. */
  static String counted(Mapping mapping, Answers answers) {
    List<String> numbers = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    for (Place place : mapping.versions()) {
      for (String text : mapping.values().texts(place, answers.at(place))) {
        if (text.matches(INTEGER)) {
          numbers.add(text);
        } else {
          times.add(mapping.values().time(place, text));
        }
      }
    }
    if (numbers.isEmpty() == times.isEmpty()) {
      throw new ItsmException.Malformed(
          "What versions point at is nothing, or numbers beside times. Let all point at numbers, or"
              + " all at times.",
          null);
    }
    return times.isEmpty()
        ? numbers.stream()
            .map(BigInteger::new)
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .toString()
        : times.stream().max(Comparator.naturalOrder()).orElseThrow().toString();
  }

  /**
   * The version of a ticket that has just been read.
   *
   * @param read the ticket, whose version is only counted yet
   * @param known the ticket as it is known; null for a new one
   */
  static String next(Ticket read, @Nullable Ticket known, Counts counts) {
    if (known == null || counts.compare(read.version(), count(known.version())) != 0) {
      return read.version();
    }
    return same(read, known)
        ? known.version()
        : count(known.version()) + "#" + (added(known.version()) + 1);
  }

  /** How two counts are ordered. */
  interface Counts {
    int compare(String one, String other);
  }

  /** {@link ItsmConnector#compareVersions} of such versions. */
  static int compare(String one, String other, Counts counts) {
    int order = counts.compare(count(one), count(other));
    return order == 0 ? Long.compare(added(one), added(other)) : order;
  }

  private static String count(String version) {
    int mark = version.indexOf('#');
    return mark < 0 ? version : version.substring(0, mark);
  }

  private static long added(String version) {
    String added = version.substring(version.indexOf('#') + 1);
    return version.indexOf('#') >= 0 && added.matches("\\d{1,18}") ? Long.parseLong(added) : 0;
  }

  private static boolean same(Ticket read, Ticket known) {
    return Set.copyOf(read.entitlements()).equals(Set.copyOf(known.entitlements()))
        && read.approvals().size() == known.approvals().size()
        && Set.copyOf(read.approvals()).equals(Set.copyOf(known.approvals()))
        && with(read, known.version(), List.of(), List.of())
            .equals(with(known, known.version(), List.of(), List.of()));
  }

  /** The ticket with another version. */
  static Ticket with(Ticket ticket, String version) {
    return with(ticket, version, ticket.entitlements(), ticket.approvals());
  }

  private static Ticket with(
      Ticket ticket, String version, List<EntitlementName> entitlements, List<Approval> approvals) {
    return new Ticket(
        ticket.ref(),
        ticket.type(),
        ticket.state(),
        ticket.open(),
        version,
        ticket.requester(),
        ticket.requestedFor(),
        entitlements,
        approvals,
        ticket.justification(),
        ticket.risk(),
        ticket.configurationItem(),
        ticket.plannedStart(),
        ticket.plannedEnd(),
        ticket.url());
  }
}
