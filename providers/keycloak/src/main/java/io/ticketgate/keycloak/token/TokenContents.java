package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.token.CarryDecision;
import io.ticketgate.core.token.TokenPolicy;
import io.ticketgate.core.token.TokenRequest;
import io.ticketgate.core.token.TokenVerdict;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RoleModel;

/**
 * Records what one token comes to contain while Keycloak makes it. {@link #show} and {@link
 * #showInAssertion} are commands: a mapper may show names that the user does not hold, and what it
 * shows may end the token earlier or refuse it. Everything else only reads.
 */
public final class TokenContents implements TokenRoles {

  private static final int LONGEST_NAME = 255;

  private final TokenPolicy policy;
  private final TokenRequest request;
  private final TokenRealm realm;

  /** Names of held roles that may be carried: mostly nothing else is asked for. */
  private final Set<EntitlementName> carried = new HashSet<>();

  private final Set<String> strippedIds = new HashSet<>();
  private TokenVerdict verdict;

  private TokenContents(
      TokenPolicy policy, TokenRequest request, TokenRealm realm, TokenVerdict verdict) {
    this.policy = policy;
    this.request = request;
    this.realm = realm;
    this.verdict = verdict;
  }

  /** The contents of a token as its user's roles make them. */
  static TokenContents judged(TokenPolicy policy, TokenRequest request, TokenRealm realm) {
    TokenVerdict verdict = policy.judge(request);
    TokenContents contents = new TokenContents(policy, request, realm, verdict);
    contents.tell(verdict.credential());
    verdict.decisions().forEach(contents::hold);
    return contents;
  }

  private void hold(Entitlement role, CarryDecision decision) {
    tell(decision);
    if (role.credential()) {
      return; // of a service account: no role that could be shown
    }
    if (decision.carried()) {
      carried.add(role.name());
    } else {
      strippedIds.add(role.id());
    }
  }

  private void tell(CarryDecision decision) {
    List<Rule> audited = decision.wouldRefuse();
    if (!audited.isEmpty()) {
      realm.wouldRefuse(audited);
    }
  }

  @Override
  public boolean show(@Nullable String clientId, String role) {
    if (role.isBlank() || role.length() > LONGEST_NAME) {
      return true; // the name of no role
    }
    EntitlementName name =
        clientId == null
            ? new EntitlementName.RealmRole(role)
            : new EntitlementName.ClientRole(clientId, role);
    return carried.contains(name) || carry(realm.role(clientId, role));
  }

  /**
   * Shows a name in an assertion, which does not say of which client the role is.
   *
   * @return whether the name may be shown
   */
  public boolean showInAssertion(String role) {
    return request.rolesNamed(role).stream().anyMatch(this::carry)
        || realm.rolesShownAs(role).stream().allMatch(this::carry);
  }

  /** Decides on a role once, and records what the token relies on from now on. */
  private boolean carry(Entitlement role) {
    Optional<CarryDecision> known = verdict.on(role);
    if (known.isPresent()) {
      return known.get().carried();
    }
    CarryDecision decision = policy.decide(request, role);
    tell(decision);
    verdict = verdict.with(Map.of(role, decision));
    return decision.carried();
  }

  /** Why no token is to be issued; empty when one may be. */
  public Optional<GateException.Refused> refusal() {
    return Optional.ofNullable(verdict.refusal());
  }

  /** When the token ends at the latest; empty when it relies on no binding. */
  public Optional<Instant> end() {
    return verdict.end();
  }

  /** Returns whether another acts for the user. */
  public boolean derived() {
    return request.derived();
  }

  /** Under which bindings an agent acts for the user; empty where none does under any. */
  public Optional<Delegation> delegation() {
    String agent = request.agentId();
    List<CarryDecision.Delegated> delegated = verdict.delegated();
    return agent == null || delegated.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Delegation(
                agent,
                delegated.stream().map(each -> each.binding().id()).distinct().toList(),
                delegated.stream().map(each -> each.own().id()).distinct().toList()));
  }

  /** The claim {@code ticket} for what lets the agent act, the one that ends first. */
  public Optional<Map<String, Object>> delegatedTicket() {
    return verdict.delegated().stream()
        .map(CarryDecision.Delegated::binding)
        .min(Comparator.comparing(Binding::endsAt))
        .map(TokenContents::claim);
  }

  /** The claim {@code act} (RFC 8693, section 4.1): who acts; empty as {@link #delegation}. */
  public Optional<Map<String, Object>> actor() {
    return verdict.delegated().stream()
        .findFirst()
        .map(each -> each.binding().subject())
        .map(agent -> Map.of("sub", agent.actorId(), "client_id", agent.agentNames().client()));
  }

  /** Returns whether a role that the user holds is left out of what the token carries. */
  public boolean strips(RoleModel role) {
    return strippedIds.contains(role.getId());
  }

  /** The claim {@code ticket} for the ticket that the request named; empty when it named none. */
  public Optional<Map<String, Object>> namedTicket() {
    return Optional.ofNullable(verdict.named()).map(TokenContents::claim);
  }

  /** The claim {@code ticket} for one of the bindings relied on, the one that ends first. */
  public Optional<Map<String, Object>> anyTicket() {
    return verdict.endsFirst().map(TokenContents::claim);
  }

  /** Ids of the protected roles that it may carry. */
  public Set<String> carriedProtected() {
    return verdict.carriedProtected();
  }

  /** The bindings that it relies on. */
  public List<Binding> relied() {
    return verdict.relied();
  }

  /** Tells that a token was issued with these contents. */
  public void issued() {
    verdict.relied().forEach(realm::used);
  }

  private static Map<String, Object> claim(Binding binding) {
    return Map.of(
        "ref",
        binding.ticket().toString(),
        "binding",
        binding.id(),
        "approvers",
        binding.approvers().stream().map(Person::id).toList(),
        "end",
        binding.endsAt().getEpochSecond());
  }
}
