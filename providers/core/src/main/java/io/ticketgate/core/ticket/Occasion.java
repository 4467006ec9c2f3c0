package io.ticketgate.core.ticket;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why the gate reads a ticket from its ITSM. */
public enum Occasion {
  REQUEST("for a request"),
  WEBHOOK("after a webhook"),
  LISTED("because the ITSM lists it as changed"),
  RECHECK("by the regular recheck of tickets with live bindings");

  private final String phrase;

  Occasion(String phrase) {
    this.phrase = phrase;
  }

  /** The stable word, for example {@code webhook}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The end of a sentence that begins "was read". */
  public String phrase() {
    return phrase;
  }

  /** The occasion that a word stands for; empty for a word of a later version. */
  public static Optional<Occasion> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
