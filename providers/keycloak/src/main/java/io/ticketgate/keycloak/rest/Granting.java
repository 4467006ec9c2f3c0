package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Takeovers;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.gate.ExtensionDesk;
import io.ticketgate.core.gate.GrantDesk;
import io.ticketgate.core.gate.OwnerDesk;
import io.ticketgate.core.gate.OwnerDesk.Handover;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.token.StrongerLogin;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import io.ticketgate.keycloak.realm.Refusals;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes, activates and resumes bindings for a caller. The order is always the same: what the caller
 * may do, then the ticket from its ITSM, then the locks and the checks, then the credential.
 */
final class Granting {

  private final Call call;
  private final GrantPermissions permissions;
  private final Evaluator evaluator;
  private final RequestedTickets tickets;
  private final GrantDesk desk;
  private final ExtensionDesk extensions;
  private final OwnerDesk owners;
  private final JpaBindings bindings;
  private final CredentialIssuer issuer;

  Granting(
      Call call,
      GrantPermissions permissions,
      Evaluator evaluator,
      RequestedTickets tickets,
      GrantDesk desk,
      ExtensionDesk extensions,
      OwnerDesk owners,
      JpaBindings bindings,
      CredentialIssuer issuer) {
    this.call = call;
    this.permissions = permissions;
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.desk = desk;
    this.extensions = extensions;
    this.owners = owners;
    this.bindings = bindings;
    this.issuer = issuer;
  }

  /**
   * A binding, and what was issued with it.
   *
   * @param created false when an identical request had made the binding before
   * @param issued null when nothing was
   */
  record Granted(Binding binding, boolean created, CredentialIssuer.@Nullable Issued issued) {}

  /**
   * Makes a binding, and its grant unless the binding is only authorised.
   *
   * @param form what a client is to prove itself by; null for a new secret
   */
  Granted bind(GrantRequest request, @Nullable CredentialForm form) {
    permissions.requireMapping(request.subject(), request.entitlement());
    if (request.activate()) {
      permissions.requireIssuable(request.subject());
      requireStrongLogin(request.subject(), request.entitlement());
    }
    Duration snapshotMaxAge =
        evaluator.rulesFor(request.entitlement()).stream()
            .map(Rule::snapshotMaxAge)
            .min(Duration::compareTo)
            .orElse(Duration.ZERO);
    tickets.read(request.ticket(), snapshotMaxAge, call.caller().person(), call.now());
    GrantDesk.Bound bound = bound(request);
    return new Granted(
        bound.binding(), bound.created(), bound.granted() ? issue(bound.binding(), form) : null);
  }

  private GrantDesk.Bound bound(GrantRequest request) {
    try {
      return desk.bind(request, call.now());
    } catch (GateException.Refused refusal) {
      Refusals.count(call.session(), call.realm(), refusal.code());
      throw refusal;
    }
  }

  /**
   * Exercises an authorised binding.
   *
   * @param form as in {@link #bind}
   */
  Granted activate(Binding binding, @Nullable CredentialForm form) {
    if (form != null && !binding.entitlement().credential()) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "credential",
          "credential is allowed only for a clientCredential.");
    }
    permissions.requireMapping(binding.subject(), binding.entitlement());
    permissions.requireIssuable(binding.subject());
    requireStrongLogin(binding.subject(), binding.entitlement());
    reread(binding);
    Binding active = desk.activate(binding.id(), call.caller().person(), call.now());
    return new Granted(active, false, issue(active, form));
  }

  /** Whoever takes up what is their own does so by the login that the role asks for. */
  private void requireStrongLogin(Subject subject, Entitlement entitlement) {
    if (subject.id().equals(call.caller().person().id())) {
      StrongerLogin.asked(evaluator.rulesFor(entitlement), call.caller().assurance(), call.now())
          .ifPresent(
              asked -> {
                throw new GateException.Refused(
                    ErrorCode.NOT_PERMITTED, StepUpAnswer.sentence(asked), List.of());
              });
    }
  }

  /** Lets a suspended binding grant again. */
  Binding resume(Binding binding) {
    permissions.requireMapping(binding.subject(), binding.entitlement());
    requireStrongLogin(binding.subject(), binding.entitlement());
    reread(binding);
    return desk.resume(binding.id(), call.caller().person(), call.now());
  }

  /** Hands a binding over to another owner, and resumes it where its owner had left. */
  Binding handOver(Binding binding, Handover handover) {
    if (!call.caller().has(TICKET_GATE_ADMIN)) {
      permissions.requireMapping(binding.subject(), binding.entitlement());
    }
    EndCause suspendedFor = suspendedFor(binding);
    if (suspendedFor != null) {
      Takeovers.requireAnother(bindings.history(binding.id()), call.caller().person());
      reread(binding);
    }
    TicketRef ticket = handover.ticket();
    if (ticket != null) {
      tickets.read(ticket, Duration.ZERO, call.caller().person(), call.now());
    }
    Binding handed = owners.handOver(binding.id(), handover, suspendedFor, call.now());
    issuer.keepOwner(handed);
    return handed;
  }

  /** Why it was suspended last; null where it is not suspended. */
  private @Nullable EndCause suspendedFor(Binding binding) {
    return binding.status() == BindingStatus.SUSPENDED
        ? bindings.history(binding.id()).stream()
            .filter(step -> step.to() == BindingStatus.SUSPENDED && step.cause() != null)
            .reduce((earlier, later) -> later)
            .map(Transition::cause)
            .orElse(null)
        : null;
  }

  /**
   * Moves the end of a binding; under another ticket makes a new one, which covers the same grant.
   *
   * @param ticket null for the ticket that it has
   */
  Granted extend(Binding binding, Instant until, @Nullable TicketRef ticket) {
    if (ticket != null && !ticket.equals(binding.ticket())) {
      return bind(
          extensions.continued(binding, ticket, until, call.caller().person(), call.now()), null);
    }
    permissions.requireMapping(binding.subject(), binding.entitlement());
    reread(binding);
    Binding extended = extensions.extend(binding.id(), until, call.caller().person(), call.now());
    return new Granted(extended, false, null);
  }

  private void reread(Binding binding) {
    if (binding.ticket().reserved()) {
      return; // an emergency grant, which the desk refuses to exercise
    }
    tickets.read(binding.ticket(), Duration.ZERO, call.caller().person(), call.now());
  }

  private CredentialIssuer.@Nullable Issued issue(Binding binding, @Nullable CredentialForm form) {
    return binding.entitlement().credential() ? issuer.issue(binding, form, call.now()) : null;
  }
}
