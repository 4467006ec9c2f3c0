package io.ticketgate.core.gate;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.check.Lifespan;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Moves the end of a live binding. Everything is judged anew as for a grant, except how often the
 * ticket was used. Under one ticket a binding never lives longer in all than a rule's longest life:
 * that counts from its start.
 */
public final class ExtensionDesk {

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Journal journal;
  private final AuditedGrants audited;

  public ExtensionDesk(
      Evaluator evaluator, Tickets tickets, Bindings bindings, Journal journal, Reports reports) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.journal = journal;
    this.audited = new AuditedGrants(reports);
  }

  /**
   * Moves the end of a binding under the ticket that it has. The end that it has already is
   * answered as it is, so the same request can be sent twice.
   *
   * @param until the new end
   * @throws GateException.NotFound when there is no such binding
   * @throws GateException.Conflict {@code not_extendable} when it is suspended or has ended, or
   *     ends later already
   * @throws GateException.Refused when a check fails; {@code not_extendable} when ticket or rule
   *     allow no end as late as that
   */
  public Binding extend(String id, Instant until, @Nullable Person by, Instant now) {
    LockedBinding locked = LockedBinding.of(id, tickets, bindings);
    Binding binding =
        locked
            .live()
            .filter(each -> extendable(each, now))
            .orElseThrow(() -> notExtendable(locked.latest()));
    if (until.equals(binding.expiresAt())) {
      return binding;
    }
    if (binding.standing()) {
      throw new GateException.Conflict(
          ErrorCode.NOT_EXTENDABLE,
          "Binding " + id + " has no planned end: it lives from review to review.");
    }
    if (until.isBefore(binding.expiresAt())) {
      throw new GateException.Conflict(
          ErrorCode.NOT_EXTENDABLE,
          "Binding "
              + id
              + " lives until "
              + binding.expiresAt()
              + " already. An extension moves its end to later; revoke it to end it sooner.");
    }
    return extend(binding, until, locked.known(), by, now);
  }

  private Binding extend(
      Binding binding, Instant until, KnownTicket known, @Nullable Person by, Instant now) {
    Closures closures = evaluator.closures();
    Exercise.requireNothingNew(binding, closures);
    if (closures.rulesFor(binding.entitlement()).isEmpty()) {
      throw new GateException.Conflict(
          ErrorCode.NOT_EXTENDABLE,
          "No rule protects "
              + binding.entitlement().label()
              + " any more, so no rule says how long binding "
              + binding.id()
              + " may live.");
    }
    if (known.isBaseline()) {
      throw new GateException.Conflict(
          ErrorCode.NOT_EXTENDABLE,
          "Binding "
              + binding.id()
              + " covers what was there before, until its review or its end at "
              + binding.endsAt()
              + ". Name another approved ticket, for its holder alone.");
    }
    GrantRequest again =
        new GrantRequest(
            binding.ticket(),
            binding.subject(),
            binding.entitlement(),
            binding.status() == BindingStatus.ACTIVE,
            null,
            null,
            binding.owner(),
            by);
    Decision decision = evaluator.decide(again, known, closures, 0, now);
    if (decision instanceof Decision.Denied denied) {
      throw denied.refusal();
    }
    Decision.Allowed allowed = (Decision.Allowed) decision;
    Instant limit = Lifespan.latest(binding.notBefore(), known, allowed.rules());
    if (until.isAfter(limit)) {
      throw new GateException.Refused(
          ErrorCode.NOT_EXTENDABLE,
          "Binding "
              + binding.id()
              + " may live until "
              + limit
              + " at the latest: the change window of "
              + binding.ticket()
              + ", and lifetime.max of "
              + names(allowed)
              + " counted from "
              + binding.notBefore()
              + ", allow no later end. Name another approved ticket.",
          allowed.checks());
    }
    audited.report(again, closures, allowed, now);
    Binding extended =
        binding.extended(
            until,
            allowed.rules().stream().map(Rule::name).toList(),
            Rule.digestOf(allowed.rules()),
            known.ticket().version());
    bindings.update(extended);
    journal.record(
        extended,
        new Transition(
            binding.id(),
            binding.status(),
            extended.status(),
            null,
            now,
            by,
            new Detail.Extended(
                binding.expiresAt().toString(), until.toString(), known.ticket().version())));
    return extended;
  }

  /**
   * The request for a new binding that goes on where this one ends, under another ticket. The grant
   * stays where it is meanwhile, since both cover it.
   *
   * @throws GateException.Conflict {@code not_extendable}
   */
  public GrantRequest continued(
      Binding binding, TicketRef ticket, Instant until, Person by, Instant now) {
    Exercise.requireTicket(binding);
    if (!extendable(binding, now)) {
      throw notExtendable(binding);
    }
    if (binding.entitlement().credential()) {
      throw new GateException.Conflict(
          ErrorCode.NOT_EXTENDABLE,
          "The credential of binding "
              + binding.id()
              + " ends with the ticket under which it was issued. Issue another one under "
              + ticket
              + " with POST /bindings.");
    }
    Exercise.requireNothingNew(binding, evaluator.closures());
    return new GrantRequest(
        ticket,
        binding.subject(),
        binding.entitlement(),
        binding.status() == BindingStatus.ACTIVE,
        until,
        null,
        binding.owner(),
        by);
  }

  private static boolean extendable(Binding binding, Instant now) {
    return binding.covers(now)
        || (binding.status() == BindingStatus.AUTHORIZED && now.isBefore(binding.endsAt()));
  }

  private static String names(Decision.Allowed allowed) {
    return String.join(", ", allowed.rules().stream().map(Rule::name).toList());
  }

  private static GateException.Conflict notExtendable(Binding binding) {
    return new GateException.Conflict(
        ErrorCode.NOT_EXTENDABLE,
        "Binding "
            + binding.id()
            + " cannot be extended: it is "
            + binding.status()
            + " until "
            + binding.endsAt()
            + ". Only an ACTIVE or AUTHORIZED binding can be, before its end.");
  }
}
