package io.ticketgate.core.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.Rules;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a token may carry. Changes nothing: what it is asked later of the same token is
 * added to the verdict by {@link TokenVerdict#with}.
 */
public final class TokenPolicy {

  private final Rules rules;
  private final Function<Entitlement, Set<Entitlement>> closure;
  private final Function<String, List<Binding>> bindings;
  private final Instant now;

  /**
   * @param closure a role and all that it brings along
   * @param bindings the live bindings of the subject with that id
   */
  public TokenPolicy(
      Rules rules,
      Function<Entitlement, Set<Entitlement>> closure,
      Function<String, List<Binding>> bindings,
      Instant now) {
    this.rules = rules;
    this.closure = closure;
    this.bindings = bindings;
    this.now = now;
  }

  /** What the token may carry of the roles that its user holds, and whether it may be issued. */
  public TokenVerdict judge(TokenRequest request) {
    Map<Entitlement, CarryDecision> decisions = new LinkedHashMap<>();
    Entitlement account = request.account();
    if (account != null) {
      // Another client has it by exchange: it goes on no longer than the account may be used.
      decisions.put(account, decideCredential(account, null));
    }
    for (Entitlement role : request.roles()) {
      decisions.computeIfAbsent(role, each -> decide(request, each));
    }
    return judgeClient(request).with(decisions);
  }

  /** The verdict without any role: on the client's credential, and on the ticket it names. */
  private TokenVerdict judgeClient(TokenRequest request) {
    CarryDecision credential = decideCredential(request.credential(), request.presented());
    if (credential instanceof CarryDecision.Refused refused) {
      return new TokenVerdict(credential, Map.of(), refused.reason(), List.of(), null);
    }
    List<Binding> own =
        credential instanceof CarryDecision.Covered covered
            ? List.of(covered.binding())
            : List.of();
    TicketRef ticket = request.named();
    if (ticket == null) {
      Binding issuedUnder =
          request.forItself() && !own.isEmpty() && own.get(0).issued() != null ? own.get(0) : null;
      return new TokenVerdict(credential, Map.of(), null, own, issuedUnder);
    }
    List<Binding> under = under(ticket, request);
    if (under.isEmpty()) {
      GateException.Refused mismatch =
          new GateException.Refused(
              ErrorCode.TICKET_MISMATCH,
              "Ticket " + ticket + " carries no live binding of this client; name another ticket.",
              List.of());
      return new TokenVerdict(credential, Map.of(), mismatch, own, null);
    }
    Binding named = under.get(0);
    Binding last = endingLast(under);
    // A ticket that was named for the credential bounds the token, also where another goes on.
    List<Binding> relied =
        named.entitlement().credential()
            ? List.of(last)
            : Stream.concat(Stream.of(last), own.stream()).distinct().toList();
    return new TokenVerdict(credential, Map.of(), null, relied, named);
  }

  /**
   * Decides whether a client may use its credential.
   *
   * @param presented what it proved itself with: the binding under which that was issued counts;
   *     null to ask whether it may use any
   */
  public CarryDecision decideCredential(
      Entitlement credential, @Nullable PresentedCredential presented) {
    List<Rule> protecting = rules.protecting(credential);
    if (protecting.isEmpty()) {
      return new CarryDecision.Free();
    }
    List<Binding> covering = covering(credential.id(), credential);
    List<Binding> rightful = rightful(credential, presented, covering);
    if (!rightful.isEmpty()) {
      return new CarryDecision.Covered(endingLast(rightful));
    }
    List<Rule> enforced = enforced(protecting);
    if (enforced.isEmpty()) {
      return new CarryDecision.Audited(protecting);
    }
    Optional<GateException.Refused> renamed = underOtherName(credential.id(), credential);
    return renamed.isPresent()
        ? new CarryDecision.Refused(renamed.get())
        : new CarryDecision.Refused(
            notLive(
                "Client "
                    + clientId(credential)
                    + (covering.isEmpty()
                        ? " has no live binding, and rule "
                        : " did not get this secret or key under a live binding, and rule ")
                    + names(enforced)
                    + " requires one. Obtain its credential under an approved ticket, with POST"
                    + " ticket-gate/bindings."));
  }

  /**
   * Returns whether a secret or key is good beside the one that the client has in Keycloak, because
   * the rules let it have several.
   */
  public boolean goodBeside(Entitlement credential, PresentedCredential presented) {
    List<Rule> protecting = rules.protecting(credential);
    return !protecting.isEmpty()
        && protecting.stream().allMatch(rule -> rule.parallelCredentials() > 1)
        && rightful(credential, presented, covering(credential.id(), credential)).stream()
            .anyMatch(binding -> binding.issued() != null);
  }

  private List<Binding> rightful(
      Entitlement credential, @Nullable PresentedCredential presented, List<Binding> covering) {
    if (presented == null) {
      return covering;
    }
    List<Binding> live =
        bindings.apply(credential.id()).stream()
            .filter(binding -> binding.entitlement().equals(credential))
            .toList();
    return presented.rightful(live, covering, now);
  }

  /**
   * Decides whether the token may carry a role, which the user holds or a mapper names. A derived
   * token carries no protected role, and is not refused for it, unless the role administers
   * Keycloak: there a token counts as all that its user holds, whatever it carries.
   */
  public CarryDecision decide(TokenRequest request, Entitlement role) {
    Optional<CarryDecision> delegated = delegated(request, role);
    if (delegated.isPresent()) {
      return delegated.get();
    }
    CarryDecision decision = decide(request.userId(), request.derived(), request.assurance(), role);
    return request.derived() && decision instanceof CarryDecision.Stripped
        ? derived(request, role, enforced(rules.protecting(role)))
        : decision;
  }

  /**
   * Who acts for a person does no more than the person: both need a binding, and the one of the
   * agent names them both. At Keycloak's Admin API a token counts as all that its user holds, so no
   * agent is let in there.
   */
  private Optional<CarryDecision> delegated(TokenRequest request, Entitlement role) {
    String agent = request.agentId();
    if (!request.derived()
        || agent == null
        || enforced(rules.protecting(role)).isEmpty()
        || !enforced(request.assurance().tooWeakFor(rules.protecting(role), now)).isEmpty()
        || closure.apply(role).stream().anyMatch(Entitlement::administers)) {
      return Optional.empty();
    }
    List<Binding> ofAgent = covering(agent, role);
    List<Binding> own = covering(request.userId(), role);
    return ofAgent.isEmpty() || own.isEmpty()
        ? Optional.empty()
        : Optional.of(new CarryDecision.Delegated(endingLast(ofAgent), endingLast(own)));
  }

  /**
   * Decides whether a role counts for a user, in a token or where permissions are decided.
   *
   * @param derived whether somebody else acts for the user
   * @param assurance how strongly the user has authenticated where that is asked
   */
  public CarryDecision decide(
      String userId, boolean derived, Assurance assurance, Entitlement role) {
    List<Rule> protecting = rules.protecting(role);
    if (protecting.isEmpty()) {
      return new CarryDecision.Free();
    }
    List<Rule> enforced = enforced(protecting);
    if (derived) {
      return enforced.isEmpty() ? new CarryDecision.Free() : new CarryDecision.Stripped();
    }
    List<Binding> covering = covering(userId, role);
    if (!covering.isEmpty()) {
      return strongEnough(role, endingLast(covering), protecting, assurance);
    }
    if (enforced.isEmpty()) {
      return new CarryDecision.Audited(protecting);
    }
    if (enforced.stream().allMatch(Rule::stripTokens)) {
      return new CarryDecision.Stripped();
    }
    Optional<GateException.Refused> renamed = underOtherName(userId, role);
    return renamed.isPresent()
        ? new CarryDecision.Refused(renamed.get())
        : new CarryDecision.Refused(
            notLive(
                "No token is issued with "
                    + role.label()
                    + ": rule "
                    + names(enforced)
                    + " protects it, and no live binding covers it. Bind the role to an approved"
                    + " ticket, or remove it."));
  }

  /**
   * What a binding covers counts in a session only that is as strong as the rules ask. Keycloak's
   * Admin API takes every token for all that its user holds, so that a role there is not left out:
   * no token is issued.
   */
  private CarryDecision strongEnough(
      Entitlement role, Binding binding, List<Rule> protecting, Assurance assurance) {
    List<Rule> weak = assurance.tooWeakFor(protecting, now);
    List<Rule> enforced = enforced(weak);
    if (enforced.isEmpty()) {
      return new CarryDecision.Covered(binding, weak);
    }
    return closure.apply(role).stream().anyMatch(Entitlement::administers)
        ? new CarryDecision.Refused(StrongerLogin.before(role, enforced))
        : new CarryDecision.Stripped();
  }

  private CarryDecision derived(TokenRequest request, Entitlement role, List<Rule> enforced) {
    boolean administers =
        request.roles().contains(role)
            && closure.apply(role).stream().anyMatch(Entitlement::administers);
    return administers
        ? new CarryDecision.Refused(
            new GateException.Refused(
                ErrorCode.NOT_PERMITTED,
                "The user holds "
                    + role.label()
                    + ", which rule "
                    + names(enforced)
                    + " protects and Keycloak's Admin API grants to every token of theirs. Nobody"
                    + " else gets a token of this user, by impersonation or token exchange, until"
                    + " the role is gone.",
                List.of()))
        : new CarryDecision.Stripped();
  }

  /** Returns whether a binding of the subject with that id makes its grant rightful now. */
  public boolean live(String subjectId, String bindingId) {
    return good(subjectId)
        .filter(binding -> binding.id().equals(bindingId))
        .anyMatch(binding -> !binding.approved(closure).isEmpty());
  }

  private Stream<Binding> good(String subjectId) {
    return bindings.apply(subjectId).stream()
        .filter(binding -> binding.covers(now) && !now.isBefore(binding.notBefore()));
  }

  private List<Binding> covering(String subjectId, Entitlement entitlement) {
    return good(subjectId).filter(binding -> covers(binding, entitlement)).toList();
  }

  private boolean covers(Binding binding, Entitlement entitlement) {
    if (binding.entitlement().equals(entitlement) && binding.evidence().parts().isEmpty()) {
      return !binding.renamed(entitlement);
    }
    return !entitlement.credential() && binding.approved(closure).contains(entitlement);
  }

  /** A binding that would cover it if it, and what it brings along, had the approved names. */
  private Optional<GateException.Refused> underOtherName(
      String subjectId, Entitlement entitlement) {
    Set<Entitlement> now =
        entitlement.credential() ? Set.of(entitlement) : closure.apply(entitlement);
    return good(subjectId)
        .flatMap(
            binding -> now.stream().filter(binding::renamed).map(part -> renamed(binding, part)))
        .findFirst();
  }

  private static GateException.Refused renamed(Binding binding, Entitlement now) {
    return new GateException.Refused(
        ErrorCode.IDENTITY_CHANGED,
        "Binding "
            + binding.id()
            + " was made for "
            + binding.nameThen(now)
            + ", which is "
            + now.label()
            + " now, so it does not count. Get a new ticket approved, or give it back its name.",
        List.of());
  }

  /** The bindings under a ticket that a service account may name. */
  private List<Binding> under(TicketRef ticket, TokenRequest request) {
    Entitlement credential = request.credential();
    List<Binding> covering = covering(credential.id(), credential);
    return Stream.concat(
            rightful(credential, request.presented(), covering).stream(), good(request.userId()))
        .filter(binding -> binding.ticket().equals(ticket))
        .toList();
  }

  /** A grant lasts as long as the last of several tickets for it; the first where they tie. */
  private static Binding endingLast(List<Binding> several) {
    return several.stream().max(Comparator.comparing(Binding::endsAt)).orElseThrow();
  }

  private static List<Rule> enforced(List<Rule> protecting) {
    return protecting.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
  }

  private static String clientId(Entitlement credential) {
    return credential.name() instanceof EntitlementName.ClientCredential client
        ? client.clientId()
        : credential.label();
  }

  private static String names(List<Rule> rules) {
    return rules.stream().map(Rule::name).distinct().collect(Collectors.joining(", "));
  }

  private static GateException.Refused notLive(String message) {
    return new GateException.Refused(ErrorCode.BINDING_NOT_LIVE, message, List.of());
  }
}
