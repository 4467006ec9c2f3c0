package io.ticketgate.core.token;

import io.ticketgate.core.rule.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How strongly somebody has authenticated in the session of a token, and when.
 *
 * @param level the level of authentication that was reached; negative for none that is known
 * @param reached when each level was, as far as that was noted
 * @param authenticated when the person authenticated last, by whatever
 * @param levels the level of each authentication context class (OpenID Connect's {@code acr}) that
 *     the realm names; a class that is a number is a level itself
 */
public record Assurance(
    int level, Map<Integer, Instant> reached, Instant authenticated, Map<String, Integer> levels) {

  /** Of whom nothing is known, such as a service account, which cannot authenticate more. */
  public static final Assurance NONE = new Assurance(-1, Map.of(), Instant.EPOCH, Map.of());

  public Assurance {
    reached = Map.copyOf(reached);
    levels = Map.copyOf(levels);
  }

  /** Those of the rules that ask for a stronger authentication, or one that is not so long ago. */
  public List<Rule> tooWeakFor(List<Rule> rules, Instant now) {
    return rules.stream()
        .filter(rule -> Stream.ofNullable(rule.stepUp()).anyMatch(asked -> !reaches(asked, now)))
        .toList();
  }

  /** No session reaches a class that nobody knows. */
  private boolean reaches(Rule.StepUp stepUp, Instant now) {
    Integer wanted = levels.get(stepUp.acr());
    if (wanted == null) {
      wanted = number(stepUp.acr());
    }
    return wanted > 0 && level >= wanted && !since(wanted).plus(stepUp.maxAge()).isBefore(now);
  }

  /** Negative for what is no number of a level. */
  private static int number(String acr) {
    return acr.length() < 10 && acr.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt("0" + acr)
        : -1;
  }

  /** A higher level is all that a lower one is. */
  private Instant since(int wanted) {
    return reached.entrySet().stream()
        .filter(entry -> entry.getKey() >= wanted)
        .map(Map.Entry::getValue)
        .max(Comparator.naturalOrder())
        .orElse(authenticated);
  }
}
