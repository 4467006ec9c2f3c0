package io.ticketgate.core.gate;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What becomes of a binding that nobody has used for a while, by the rules of now. */
public sealed interface Dormancies {

  /** No rule asks for use any more. */
  record Forgotten() implements Dormancies {}

  /**
   * The rules have come to allow more time.
   *
   * @param at when it will be dormant
   */
  record Later(Duration after, Instant at) implements Dormancies {}

  /** It is dormant. */
  record Dormant(Rule.OnDormant action) implements Dormancies {}

  /**
   * Decides. Of several rules the shortest time counts, and then the sharpest of what those say
   * whose time is over. A rule that is only audited reports.
   *
   * @param binding whose time without use is over by the rules of before
   * @param rules those that protect its entitlement
   */
  static Dormancies of(Binding binding, List<Rule> rules, Instant now) {
    List<Rule> asking = rules.stream().filter(rule -> rule.lifetime().dormancy() != null).toList();
    Duration before = binding.schedule().dormantAfter();
    Instant dormantAt = binding.schedule().dormantAt();
    if (asking.isEmpty() || before == null || dormantAt == null) {
      return new Forgotten();
    }
    Instant unusedSince = dormantAt.minus(before);
    Duration shortest =
        asking.stream()
            .map(rule -> Objects.requireNonNull(rule.lifetime().dormancy()).after())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Instant due = unusedSince.plus(shortest);
    if (due.isAfter(now)) {
      return new Later(shortest, due);
    }
    return new Dormant(
        asking.stream()
            .filter(
                rule ->
                    !unusedSince
                        .plus(Objects.requireNonNull(rule.lifetime().dormancy()).after())
                        .isAfter(now))
            .map(Dormancies::action)
            .max(Comparator.naturalOrder())
            .orElseThrow());
  }

  private static Rule.OnDormant action(Rule rule) {
    return rule.mode() == Mode.ENFORCE
        ? Objects.requireNonNull(rule.lifetime().dormancy()).action()
        : Rule.OnDormant.REPORT;
  }
}
