package io.ticketgate.core.gate;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.ticket.KnownTicket;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges a binding that exists once more: by its ticket and its rules as they are now. */
final class Rejudging {

  private final Evaluator evaluator;

  Rejudging(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * What a binding is good for now.
   *
   * @param expires its end: no later than it was, and no later than the rules allow now
   */
  record Kept(GrantRequest request, Decision.Allowed allowed, Instant expires) {}

  /**
   * @param known its ticket, locked
   * @return empty where no rule protects its entitlement any more
   * @throws GateException.Refused when a check fails, or its entitlement is not what it was
   */
  Optional<Kept> judge(
      Binding binding, KnownTicket known, Closures closures, @Nullable Person by, Instant now) {
    Exercise.requireNothingNew(binding, closures);
    if (closures.rulesFor(binding.entitlement()).isEmpty()) {
      return Optional.empty();
    }
    GrantRequest again =
        new GrantRequest(
            binding.ticket(),
            binding.subject(),
            binding.entitlement(),
            true,
            null,
            null,
            binding.owner(),
            by,
            known.isBaseline(),
            null,
            null);
    Instant limit = evaluator.limit(again, known, closures, now);
    Instant expires = binding.expiresAt();
    Instant end = limit.isBefore(expires) ? limit : expires;
    // A condition is told the end that the grant will have.
    Decision decision = evaluator.decide(again.until(end), known, closures, 0, now);
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    Decision.Allowed allowed = (Decision.Allowed) decision;
    return Optional.of(new Kept(again, allowed, end));
  }
}
