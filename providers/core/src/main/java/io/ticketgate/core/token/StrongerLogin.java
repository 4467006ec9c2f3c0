package io.ticketgate.core.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The login that enforced rules ask for beyond the one that somebody has made.
 *
 * @param acrs classes that the session has not reached, or too long ago
 * @param maxAge how long ago it may be at most
 */
public record StrongerLogin(List<String> acrs, Duration maxAge) {

  public StrongerLogin {
    acrs = List.copyOf(acrs);
  }

  /** What is asked for to use an entitlement that these rules protect; empty for nothing more. */
  public static Optional<StrongerLogin> asked(
      List<Rule> protecting, Assurance assurance, Instant now) {
    List<Rule.StepUp> missing =
        assurance.tooWeakFor(protecting, now).stream()
            .filter(rule -> rule.mode() == Mode.ENFORCE)
            .flatMap(rule -> Stream.ofNullable(rule.stepUp()))
            .toList();
    return missing.stream()
        .map(Rule.StepUp::maxAge)
        .min(Comparator.naturalOrder())
        .map(
            maxAge ->
                new StrongerLogin(
                    missing.stream().map(Rule.StepUp::acr).distinct().toList(), maxAge));
  }

  /** As OpenID Connect has it in {@code acr_values}. */
  public String acrValues() {
    return String.join(" ", acrs);
  }

  /** Why no token is issued that Keycloak's Admin API takes for all that its user holds. */
  static GateException.Refused before(Entitlement role, List<Rule> rules) {
    return new GateException.Refused(
        ErrorCode.NOT_PERMITTED,
        "Rule "
            + rules.stream().map(Rule::name).distinct().collect(Collectors.joining(", "))
            + " asks for a stronger login of anyone who holds "
            + role.label()
            + ", which Keycloak's Admin API grants to every token. Log in with acr_values="
            + rules.stream()
                .flatMap(rule -> Stream.ofNullable(rule.stepUp()))
                .map(Rule.StepUp::acr)
                .distinct()
                .collect(Collectors.joining(" "))
            + ".",
        List.of());
  }
}
