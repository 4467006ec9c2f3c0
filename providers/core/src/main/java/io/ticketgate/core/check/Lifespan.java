package io.ticketgate.core.check;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The time for which a binding may live: never longer than the ticket's window and the shortest
 * lifetime of the rules.
 *
 * @param start the begin: now, the begin that is asked for, or the window's when the grant is only
 *     authorised
 * @param limit the latest end; {@link Binding#NO_END} for none
 * @param byDefault the end when the request names none
 */
public record Lifespan(Instant start, Instant limit, Instant byDefault) {

  /** So far ahead at most lies the review of what was there before. */
  public static final Duration LONGEST_BASELINE = Duration.ofDays(366);

  public static Lifespan of(GrantRequest request, Ticket ticket, List<Rule> rules, Instant now) {
    if (request.baseline()) {
      Instant first = request.reviewBy() == null ? now : request.reviewBy();
      return new Lifespan(
          now,
          ofBaseline(now.plus(LONGEST_BASELINE), now, ticket, rules),
          ofBaseline(first, now, ticket, rules));
    }
    Instant planned = ticket.plannedStart();
    Instant wished = request.startsAt();
    Instant asked = wished != null && wished.isAfter(now) ? wished : now;
    Instant start =
        !request.activate() && planned != null && planned.isAfter(asked) ? planned : asked;
    Instant limit = latest(start, ticket, rules);
    // An authorisation waits to be exercised: it stays good for as long as the rule allows at all.
    Instant byDefault =
        request.activate() || wished != null
            ? earlier(after(start, shortest(rules, ticket, Rule.Lifetime::byDefault)), ticket)
            : limit;
    return new Lifespan(start, limit, byDefault);
  }

  /** The latest end of a binding that began at {@code start}, by the ticket and rules of now. */
  public static Instant latest(Instant start, KnownTicket known, List<Rule> rules) {
    return known.isBaseline()
        ? ofBaseline(start.plus(LONGEST_BASELINE), start, known.ticket(), rules)
        : latest(start, known.ticket(), rules);
  }

  /** The latest time at which what was there before may be reviewed first. */
  static Instant latestReview(Instant now, Ticket ticket) {
    return earlier(now.plus(LONGEST_BASELINE), ticket);
  }

  /** A lifetime in hours is meant for what is granted anew: what exists lives to its review. */
  private static Instant ofBaseline(
      Instant atLeast, Instant start, Ticket ticket, List<Rule> rules) {
    Instant allowed = after(start, shortest(rules, ticket, Rule.Lifetime::max));
    return earlier(allowed.isAfter(atLeast) ? allowed : atLeast, ticket);
  }

  private static Instant latest(Instant start, Ticket ticket, List<Rule> rules) {
    return earlier(after(start, shortest(rules, ticket, Rule.Lifetime::max)), ticket);
  }

  Instant end(GrantRequest request) {
    Instant wished = request.expiresAt();
    return wished == null ? byDefault : wished;
  }

  private static Duration shortest(
      List<Rule> rules, Ticket ticket, Function<Rule.Lifetime, Duration> which) {
    return rules.stream()
        .map(rule -> rule.tickets().byRisk().atMost(ticket.risk(), which.apply(rule.lifetime())))
        .min(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalArgumentException("No rule limits the grant."));
  }

  private static Instant after(Instant start, Duration life) {
    return life.equals(Rule.Lifetime.UNLIMITED) ? Binding.NO_END : start.plus(life);
  }

  private static Instant earlier(Instant end, Ticket ticket) {
    Instant planned = ticket.plannedEnd();
    return planned != null && planned.isBefore(end) ? planned : end;
  }
}
