package io.ticketgate.core.token;

import io.ticketgate.core.rule.Rule;
import java.util.List;
import java.util.Map;

/**
 * How strongly somebody has authenticated in the session of a token.
 *
 * @param level the level of authentication that was reached; negative for none that is known
 * @param levels the level of each authentication context class (OpenID Connect's {@code acr}) that
 *     the realm names; a class that is a number is a level itself
 */
public record Assurance(int level, Map<String, Integer> levels) {

  /** Of whom nothing is known, such as a service account, which cannot authenticate more. */
  public static final Assurance NONE = new Assurance(-1, Map.of());

  public Assurance {
    levels = Map.copyOf(levels);
  }

  /** Those of the rules that ask for a stronger authentication. */
  public List<Rule> tooWeakFor(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.stepUpAcr() != null && !reaches(rule.stepUpAcr()))
        .toList();
  }

  /** Returns whether the session has reached that class. No session reaches an unknown one. */
  boolean reaches(String acr) {
    Integer wanted = levels.get(acr);
    if (wanted == null && !acr.isEmpty() && acr.chars().allMatch(c -> c >= '0' && c <= '9')) {
      wanted = acr.length() > 9 ? Integer.MAX_VALUE : Integer.valueOf(acr);
    }
    return wanted != null && level >= wanted;
  }
}
