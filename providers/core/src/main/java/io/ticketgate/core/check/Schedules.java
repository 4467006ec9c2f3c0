package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a binding is to be reviewed, by whom, and when it counts as dormant. Of several rules the
 * one with the shortest time decides each.
 */
final class Schedules {

  private final Directory directory;

  Schedules(Directory directory) {
    this.directory = directory;
  }

  /**
   * @param rules those that the binding fulfils
   * @param start from when time is counted
   */
  Schedule of(Binding binding, List<Rule> rules, Instant start) {
    Duration dormantAfter =
        isSeenInUse(binding.subject(), binding.entitlement())
            ? rules.stream()
                .map(rule -> rule.lifetime().dormancy())
                .filter(Objects::nonNull)
                .map(Rule.Dormancy::after)
                .min(Comparator.naturalOrder())
                .orElse(null)
            : null;
    boolean active = binding.status() == BindingStatus.ACTIVE;
    Schedule schedule = Schedule.NONE.withUse(dormantAfter, active ? start : null);
    Rule strictest = strictest(rules);
    Rule.Reviews reviews = strictest == null ? null : strictest.lifetime().reviews();
    if (strictest == null || reviews == null) {
      return schedule;
    }
    Instant due = start.plus(reviews.every());
    // What ends before its review needs none.
    return due.isBefore(binding.expiresAt())
        ? schedule.withReview(start, due, reviewer(binding, strictest, reviews).orElse(null))
        : schedule;
  }

  /**
   * The same for a grant that was there before: its first review is due at {@code reviewBy}, or
   * when a rule asks for it where that is earlier.
   */
  Schedule ofAdopted(Binding binding, List<Rule> rules, Instant start, Instant reviewBy) {
    Schedule asked = of(binding, rules, start);
    Instant due = asked.reviewDueAt();
    if (due != null && due.isBefore(reviewBy)) {
      return asked;
    }
    Rule rule = strictest(rules);
    Rule.Reviews reviews = rule == null ? null : rule.lifetime().reviews();
    return asked.withReview(
        start,
        reviewBy,
        rule == null || reviews == null ? null : reviewer(binding, rule, reviews).orElse(null));
  }

  /**
   * The schedule of a binding that is to be reviewed by {@code due} at the latest, by whom its
   * rules say now.
   */
  Schedule demanded(Binding binding, List<Rule> rules, Instant now, Instant due) {
    Schedule before = binding.schedule();
    Instant awaited = before.reviewDueAt();
    if (awaited != null && !awaited.isAfter(due)) {
      return before;
    }
    Rule rule = strictest(rules);
    Rule.Reviews reviews = rule == null ? null : rule.lifetime().reviews();
    Reviewer reviewer =
        rule == null || reviews == null ? null : reviewer(binding, rule, reviews).orElse(null);
    return before.withReview(now, due, reviewer == null ? before.reviewer() : reviewer);
  }

  private static @Nullable Rule strictest(List<Rule> rules) {
    Rule strictest = null;
    Duration shortest = null;
    for (Rule rule : rules) {
      Rule.Reviews reviews = rule.lifetime().reviews();
      if (reviews != null && (shortest == null || reviews.every().compareTo(shortest) < 0)) {
        strictest = rule;
        shortest = reviews.every();
      }
    }
    return strictest;
  }

  private Optional<Reviewer> reviewer(Binding binding, Rule rule, Rule.Reviews reviews) {
    return switch (reviews.by()) {
      case OWNER -> Optional.ofNullable(binding.owner()).map(Reviewer::of);
      case APPROVER_ROLE ->
          Optional.ofNullable(rule.tickets().approverRole())
              .flatMap(
                  name ->
                      directory
                          .entitlement(EntitlementName.role(name))
                          .map(id -> Reviewer.role(id, name)));
      case ATTRIBUTE ->
          Optional.ofNullable(reviews.attribute())
              .flatMap(attribute -> directory.attribute(binding.subject(), attribute))
              .flatMap(directory::enabledPerson)
              .map(Reviewer::of);
    };
  }

  /** Tokens tell of the use of a role or a credential; nothing tells of a group's. */
  private static boolean isSeenInUse(Subject subject, Entitlement entitlement) {
    return !entitlement.configuration()
        && switch (subject.kind()) {
          case USER, SERVICE_ACCOUNT, CLIENT, AGENT -> true;
          case GROUP, ROLE, CONFIGURATION -> false;
        };
  }
}
