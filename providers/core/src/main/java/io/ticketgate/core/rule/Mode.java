package io.ticketgate.core.rule;

import java.util.Locale;

/** What a rule, or the whole server, does with an attempt; ordered from least to most strict. */
public enum Mode {
  /** As if there were no rule. */
  OFF,
  /** Report what would have been refused, and refuse nothing. */
  AUDIT,
  ENFORCE;

  /** The mode in JSON, for example {@code enforce}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The lesser of the two: the server's kill switch can only weaken a rule. */
  public Mode atMost(Mode limit) {
    return compareTo(limit) <= 0 ? this : limit;
  }
}
