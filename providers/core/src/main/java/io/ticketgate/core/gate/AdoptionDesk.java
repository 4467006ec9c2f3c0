package io.ticketgate.core.gate;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes bindings for grants that were there before, under one ticket for all of them. Such a ticket
 * names what is adopted and no beneficiary, has at least one approver, and fulfils the rules in all
 * else. Its bindings have a date of review, and live at least until then. Nothing is granted: who
 * has lost the role meanwhile gets no binding.
 */
public final class AdoptionDesk {

  /** Stands for whoever holds the role, where the ticket alone is judged. */
  private static final Subject ANYBODY = new Subject(Subject.Kind.USER, "-", "-");

  /** What one subject fulfils and another does not. */
  private static final Set<CheckResult.Id> OF_SUBJECT =
      Set.of(CheckResult.Id.CONFIGURATION_ITEM, CheckResult.Id.EXCLUSIVE_ROLES);

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Roles roles;
  private final GrantDesk grants;
  private final CredentialDesk credentials;

  /** What became of one grant. */
  public enum Outcome {
    ADOPTED,
    /** A binding covers it already. */
    BOUND,
    /** The subject does not have it any more. */
    GONE
  }

  /**
   * @param grants makes the bindings
   */
  public AdoptionDesk(
      Evaluator evaluator,
      Tickets tickets,
      Bindings bindings,
      Roles roles,
      GrantDesk grants,
      CredentialDesk credentials) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.roles = roles;
    this.grants = grants;
    this.credentials = credentials;
  }

  /**
   * Judges the ticket for an entitlement, whoever has it.
   *
   * @throws GateException.Refused when it cannot cover what exists
   * @throws GateException.Invalid when no rule protects the entitlement, or it is nothing that
   *     somebody holds
   */
  public void requireBaseline(
      TicketRef ref,
      KnownTicket known,
      Entitlement entitlement,
      Instant reviewBy,
      @Nullable Person by,
      Instant now) {
    Closures closures = evaluator.closures();
    requireProtected(entitlement, closures);
    GrantRequest request = GrantRequest.adoption(ref, ANYBODY, entitlement, reviewBy, by);
    Decision decision = evaluator.decide(request, known, closures, 0, now);
    if (decision instanceof Decision.Denied denied) {
      List<CheckResult> ofTicket =
          denied.checks().stream().filter(check -> !OF_SUBJECT.contains(check.id())).toList();
      if (ofTicket.stream().anyMatch(CheckResult::failed)) {
        throw new Decision.Denied(ofTicket).refusal();
      }
    }
  }

  private static void requireProtected(Entitlement entitlement, Closures closures) {
    if (entitlement.configuration()) {
      throw invalid(
          "Nobody holds "
              + entitlement.label()
              + " without a binding, so there is nothing to adopt.");
    }
    if (closures.rulesFor(entitlement).isEmpty()) {
      throw invalid("No rule protects " + entitlement.label() + ", so there is nothing to adopt.");
    }
  }

  private static GateException.Invalid invalid(String message) {
    return new GateException.Invalid(ErrorCode.INVALID_REQUEST, "entitlement", message);
  }

  /**
   * Makes the binding for one grant, where it is still there and nothing covers it. Locks the
   * ticket and then the subject, as every grant does.
   *
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Refused when a check fails
   * @throws GateException.Conflict when the subject has another binding under this ticket
   */
  public Outcome adopt(
      TicketRef ref,
      Subject subject,
      Entitlement entitlement,
      Instant reviewBy,
      @Nullable Person by,
      Instant now) {
    Closures closures = evaluator.closures();
    requireProtected(entitlement, closures);
    KnownTicket known =
        tickets
            .lock(ref)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + "."));
    bindings.lockSubject(subject);
    if (!roles.has(subject, entitlement, closures::of)) {
      return Outcome.GONE;
    }
    if (isCovered(subject, entitlement, closures, now)) {
      return Outcome.BOUND;
    }
    GrantRequest request = GrantRequest.adoption(ref, subject, entitlement, reviewBy, by);
    Binding binding = grants.bindLocked(request, null, known, closures, now).binding();
    if (entitlement.credential()) {
      credentials.issued(binding, now);
    } else if (subject.kind() == Subject.Kind.USER) {
      bindings.restUnnoted(Set.of(binding.id()));
    }
    return Outcome.ADOPTED;
  }

  private boolean isCovered(
      Subject subject, Entitlement entitlement, Closures closures, Instant now) {
    List<Binding> covering =
        bindings.liveOf(subject).stream()
            .filter(binding -> binding.covers(now))
            .filter(binding -> binding.approved(closures::of).contains(entitlement))
            .toList();
    if (!entitlement.credential()) {
      return !covering.isEmpty();
    }
    Optional<Boolean> accounted =
        roles.credentialMarks(subject).stream()
            .filter(mark -> mark.kind() == CredentialMark.Kind.WHOLE)
            .map(whole -> CredentialDesk.accountedFor(covering, whole, now))
            .findFirst();
    return accounted.orElse(!covering.isEmpty());
  }
}
