package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.token.StrongerLogin;
import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every part of self-service has in common: who is let in, and how they act. */
abstract class MyEndpoint extends Answered {

  final RealmGate gate;
  final RequestedTickets tickets;
  final Instant now;
  private final @Nullable AccountCaller bearer;

  /**
   * @param bearer null for anyone without a token that is meant for the client {@code account}
   */
  MyEndpoint(
      RealmGate gate, @Nullable AccountCaller bearer, RequestedTickets tickets, Instant now) {
    super(gate.session());
    this.gate = gate;
    this.bearer = bearer;
    this.tickets = tickets;
    this.now = now;
  }

  /** Answers somebody who may look. */
  final Response looking(Function<AccountCaller, Response> work) {
    return asked(AccountCaller::mayLook, "view-profile or manage-account", work);
  }

  /** Answers somebody who may act. */
  final Response acting(Function<AccountCaller, Response> work) {
    return asked(AccountCaller::mayAct, "manage-account", work);
  }

  private Response asked(
      Predicate<AccountCaller> allowed, String roles, Function<AccountCaller, Response> work) {
    AccountCaller caller = bearer;
    if (caller == null) {
      return Problem.answer(
          Response.Status.UNAUTHORIZED,
          ErrorCode.NOT_PERMITTED,
          "Send an access token of this realm whose audience is the client account.",
          Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }
    return answer(
        () -> {
          if (!allowed.test(caller)) {
            throw new GateException.Refused(
                ErrorCode.NOT_PERMITTED,
                "Only a person with role "
                    + roles
                    + " of client account may do this, for themselves and with a token of their"
                    + " own.",
                List.of());
          }
          return work.apply(caller);
        });
  }

  /** The login that the rules ask for beyond what the caller has; empty where it is enough. */
  final Optional<StrongerLogin> stronger(AccountCaller caller, Entitlement entitlement) {
    return StrongerLogin.asked(gate.evaluator().rulesFor(entitlement), caller.assurance(), now);
  }

  /** Nobody makes a grant for themselves, unless the rules leave it to the ITSM alone. */
  final void requireAutomatic(Entitlement entitlement) {
    if (!automatic(entitlement)) {
      throw new GateException.Refused(
          ErrorCode.NOT_PERMITTED,
          "A ticket makes a new grant, and the rules of "
              + entitlement.label()
              + " leave that to somebody who may grant (provisioning: manual). Ask them.",
          List.of());
    }
  }

  /** Returns whether the ITSM's call suffices for a grant. */
  final boolean automatic(Entitlement entitlement) {
    List<Rule> rules = gate.evaluator().rulesFor(entitlement);
    return !rules.isEmpty() && rules.stream().allMatch(Rule::automaticProvisioning);
  }

  /** An emergency grant has no ticket, and the desks refuse it. */
  final void reread(Binding binding, Person person) {
    if (!binding.ticket().reserved()) {
      tickets.read(binding.ticket(), Duration.ZERO, person, now);
    }
  }
}
