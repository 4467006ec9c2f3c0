package io.ticketgate.core.check;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether live bindings still fulfil a rule that has changed, or is to change. Every check is made
 * as for a grant, except how often the ticket was used. Asks no ITSM: what is known of the ticket
 * counts. For a page of bindings; changes nothing.
 */
public final class Standing {

  private final Evaluator evaluator;
  private final Closures closures;
  private final String ruleId;

  /**
   * @param evaluator goes by the rules as they are, or are to be
   * @param ruleId the rule that is asked about
   */
  public Standing(Evaluator evaluator, String ruleId) {
    this.evaluator = evaluator;
    this.closures = evaluator.closures();
    this.ruleId = ruleId;
  }

  /**
   * The checks of the rule that a binding fails: none where it fulfils the rule, or where the rule
   * does not enforce anything.
   *
   * @param known its ticket
   * @return empty when the rule does not protect what the binding is for
   */
  public Optional<List<CheckResult>> failures(Binding binding, KnownTicket known, Instant now) {
    Optional<Rule> protecting =
        closures.rulesFor(binding.entitlement()).stream()
            .filter(each -> each.id().equals(ruleId))
            .findFirst();
    return protecting.map(
        rule -> rule.mode() == Mode.ENFORCE ? failures(binding, known, rule, now) : List.of());
  }

  private List<CheckResult> failures(Binding binding, KnownTicket known, Rule rule, Instant now) {
    GrantRequest again =
        new GrantRequest(
            binding.ticket(),
            binding.subject(),
            binding.entitlement(),
            binding.status() != BindingStatus.AUTHORIZED,
            null,
            null,
            binding.owner(),
            null,
            known.isBaseline(),
            null,
            null);
    List<CheckResult> failed = new ArrayList<>();
    evaluator.decide(again, known, closures, 0, now).checks().stream()
        .filter(check -> check.failed() && check.rule().equals(rule.name()))
        .forEach(failed::add);
    Instant limit = Lifespan.latest(binding.notBefore(), known, List.of(rule));
    if (binding.expiresAt().isAfter(limit)) {
      failed.add(
          CheckResult.fail(
              rule.name(),
              CheckResult.Id.LIFETIME,
              "It lives until "
                  + binding.expiresAt()
                  + ", and lifetime.max and the change window allow no longer than until "
                  + limit
                  + "."));
    }
    return failed;
  }
}
