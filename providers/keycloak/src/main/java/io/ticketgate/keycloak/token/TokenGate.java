package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Decides about tokens, from memory: rules come from the realm's cache, bindings from the {@link
 * io.ticketgate.keycloak.store.BindingIndex}. A realm without rules costs one look at its
 * components.
 */
public final class TokenGate {

  private static final String ATTRIBUTE = TokenGate.class.getName();

  private final KeycloakSession session;
  private final RealmModel realm;
  private final TicketGate gate;
  private final RealmRules rules;
  private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

  private TokenGate(KeycloakSession session, RealmModel realm, TicketGate gate) {
    this.session = session;
    this.realm = realm;
    this.gate = gate;
    this.rules =
        new RealmRules(
            realm, gate.serverMode(), () -> gate.index().remembered(session, realm.getId()));
  }

  /** The gate of a realm's tokens; empty where the realm has no rule. */
  public static Optional<TokenGate> of(KeycloakSession session, RealmModel realm) {
    TokenGate known = session.getAttribute(ATTRIBUTE, TokenGate.class);
    if (known != null && known.realm.getId().equals(realm.getId())) {
      return Optional.of(known);
    }
    TicketGate gate = session.getProvider(TicketGate.class);
    if (!RealmRules.any(realm, gate.serverMode())) {
      return Optional.empty();
    }
    TokenGate made = new TokenGate(session, realm, gate);
    session.setAttribute(ATTRIBUTE, made);
    return Optional.of(made);
  }

  /**
   * What a token may carry. A refusal is in the verdict and not thrown.
   *
   * @throws GateException.Refused {@code rule_invalid} when a rule of the realm cannot be read
   */
  public TokenVerdict judge(TokenRequest request) {
    TokenVerdict verdict = new TokenVerdict(this, request);
    verdict.judge();
    return verdict;
  }

  /**
   * Returns whether a client may use its credential at all.
   *
   * @return why not; empty when it may, or nothing protects it
   */
  public Optional<GateException.Refused> refusal(ClientModel client) {
    Entitlement credential = Entitlements.credential(client);
    List<Rule> protecting = rules.protecting(credential);
    if (protecting.isEmpty() || !covering(client.getId(), credential).isEmpty()) {
      return Optional.empty();
    }
    List<Rule> enforced = enforced(protecting);
    if (enforced.isEmpty()) {
      audited(protecting);
      return Optional.empty();
    }
    return Optional.of(
        notLive(
            "Client "
                + client.getClientId()
                + " has no live binding, and rule "
                + names(enforced)
                + " requires one. Obtain its credential under an approved ticket, with POST"
                + " ticket-gate/bindings."));
  }

  /** Returns whether a rule protects the client's credential. */
  public boolean protectsCredential(ClientModel client) {
    return !rules.protecting(Entitlements.credential(client)).isEmpty();
  }

  /** Returns whether a binding of the subject with that id makes its grant rightful now. */
  public boolean live(String subjectId, String bindingId) {
    return bindings(subjectId).stream().anyMatch(binding -> binding.id().equals(bindingId));
  }

  /** The bindings of a subject that are good now. */
  List<Binding> bindings(String subjectId) {
    return gate.index().live(session, realm.getId(), subjectId).stream()
        .filter(binding -> binding.covers(now) && !now.isBefore(binding.notBefore()))
        .toList();
  }

  /** Those among them that bring the entitlement along, the one that ends last first. */
  List<Binding> covering(String subjectId, Entitlement entitlement) {
    return bindings(subjectId).stream()
        .filter(
            binding ->
                binding.entitlement().equals(entitlement)
                    || (!entitlement.credential()
                        && gate.of(realm)
                            .roles()
                            .closure(binding.entitlement())
                            .contains(entitlement)))
        .sorted(Comparator.comparing(Binding::expiresAt).reversed())
        .toList();
  }

  /** The bindings under a ticket that a service account may name. */
  List<Binding> under(TicketRef ticket, TokenRequest request) {
    return Stream.concat(
            bindings(request.client().getId()).stream(), bindings(request.user().getId()).stream())
        .filter(binding -> binding.ticket().equals(ticket))
        .toList();
  }

  /** The protected roles for which a reader who does not look at whose role it is takes a name. */
  Set<Entitlement> shownAs(String name) {
    return gate.of(realm).protectedRoles().shownAs(name);
  }

  List<Rule> protecting(Entitlement entitlement) {
    return rules.protecting(entitlement);
  }

  RealmModel realm() {
    return realm;
  }

  void audited(List<Rule> audited) {
    GateMetrics.wouldRefuse(realm, Route.TOKEN, audited);
  }

  /** Notes that a token relies on the binding. */
  void used(Binding binding) {
    gate.lastUses().note(binding.id(), now.toEpochMilli());
  }

  static List<Rule> enforced(List<Rule> protecting) {
    return protecting.stream().filter(rule -> rule.mode() == Mode.ENFORCE).toList();
  }

  static String names(List<Rule> rules) {
    return rules.stream().map(Rule::name).distinct().collect(Collectors.joining(", "));
  }

  static GateException.Refused notLive(String message) {
    return new GateException.Refused(ErrorCode.BINDING_NOT_LIVE, message, List.of());
  }

  static Map<String, Object> claim(Binding binding) {
    return Map.of(
        "ref",
        binding.ticket().toString(),
        "binding",
        binding.id(),
        "approvers",
        binding.approvers().stream().map(Person::id).toList(),
        "end",
        binding.expiresAt().getEpochSecond());
  }
}
