package io.ticketgate.connectors.check;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a test button finds.
 *
 * <p>A finding is a sentence that says what was found. Unless it is {@link Outcome#OK}, a second
 * one says what to do; the failures of an ITSM say both. {@link #findings} answers them in the
 * order of {@link Check}, whatever the order in which a connector looks. Not thread-safe.
 */
public final class CheckReport {

  private static final Duration NOTICEABLE_SKEW = Duration.ofSeconds(30);

  // Receivers of Standard Webhooks refuse what was signed longer ago.
  private static final Duration HARMFUL_SKEW = Duration.ofMinutes(5);

  private final Map<Check, List<Finding>> findings = new EnumMap<>(Check.class);

  /** All is well. */
  public void ok(Check check, String found) {
    add(check, Outcome.OK, sentence(found));
  }

  /** Tickets can be used, but something works less well than it could. */
  public void warning(Check check, String found, String whatToDo) {
    add(check, Outcome.WARNING, sentence(found) + " " + sentence(whatToDo));
  }

  /** {@link #warning(Check, String, String)} for a failure, whose message says both. */
  public void warning(Check check, ItsmException failure) {
    add(check, Outcome.WARNING, sentence(String.valueOf(failure.getMessage())));
  }

  /** Tickets cannot be used, or not safely. */
  public void problem(Check check, String found, String whatToDo) {
    add(check, Outcome.PROBLEM, sentence(found) + " " + sentence(whatToDo));
  }

  /** {@link #problem(Check, String, String)} for a failure, whose message says both. */
  public void problem(Check check, ItsmException failure) {
    add(check, Outcome.PROBLEM, sentence(String.valueOf(failure.getMessage())));
  }

  /** {@link #problem(Check, ItsmException)} with advice that the failure itself cannot know. */
  public void problem(Check check, ItsmException failure, String whatToDo) {
    problem(check, String.valueOf(failure.getMessage()), whatToDo);
  }

  /**
   * Asks the ITSM. A failure is a problem.
   *
   * @param whatToDo advice that the failure itself cannot know
   * @return empty when it failed
   */
  public <T> Optional<T> ask(Check check, String whatToDo, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (ItsmException failure) {
      problem(check, failure, whatToDo);
      return Optional.empty();
    }
  }

  /**
   * Asks the ITSM for the first time. A refusal is a problem with the account, any other failure
   * one with the connection.
   *
   * @param whatToDo what an administrator sees to when the account is refused
   * @return empty when it failed: nothing else can be looked at then
   */
  public <T> Optional<T> connect(String whatToDo, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (ItsmException.NotPermitted refused) {
      problem(Check.ACCOUNT, refused, whatToDo);
    } catch (ItsmException failure) {
      problem(Check.CONNECTION, failure);
    }
    return Optional.empty();
  }

  /**
   * Compares the clocks. A change window begins and ends by Keycloak's clock, and a signed webhook
   * carries the time of the ITSM's.
   *
   * @param system the ITSM's name as it stands within a sentence, for example {@code Jira}
   * @param ours Keycloak's time
   * @param theirs the ITSM's time; null when it does not say
   */
  public void clock(String system, Instant ours, @Nullable Instant theirs) {
    if (theirs == null) {
      warning(
          Check.CLOCK,
          "The clock of "
              + system
              + " was not compared with Keycloak's, since its answer has no time",
          "Make sure that both clocks are set by NTP");
      return;
    }
    Duration ahead = Duration.between(ours, theirs);
    Duration skew = ahead.abs();
    String found =
        "The clock of "
            + system
            + " is "
            + skew.toSeconds()
            + " seconds "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " Keycloak's";
    if (skew.compareTo(HARMFUL_SKEW) >= 0) {
      problem(
          Check.CLOCK,
          found
              + ". The gate refuses its signed webhooks, and change windows begin and end at the"
              + " wrong time",
          "Set both clocks by NTP");
    } else if (skew.compareTo(NOTICEABLE_SKEW) >= 0) {
      warning(Check.CLOCK, found, "Set both clocks by NTP");
    } else {
      ok(Check.CLOCK, "The clocks agree");
    }
  }

  /** What was found, in the order in which an administrator would mend it. */
  public List<Finding> findings() {
    return findings.values().stream().flatMap(List::stream).toList();
  }

  private void add(Check check, Outcome outcome, String message) {
    findings
        .computeIfAbsent(check, first -> new ArrayList<>())
        .add(new Finding(check.id(), outcome, message));
  }

  private static String sentence(String text) {
    String stripped = text.strip();
    return stripped.endsWith(".") ? stripped : stripped + ".";
  }
}
