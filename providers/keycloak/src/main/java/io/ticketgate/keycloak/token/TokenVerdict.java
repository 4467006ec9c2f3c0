package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/**
 * What one token may carry, until when, and whether it may be issued at all. It grows while the
 * token is made: a mapper may show names that the user does not hold.
 */
public final class TokenVerdict {

  private final TokenGate gate;
  private final TokenRequest request;
  private final Map<Entitlement, Boolean> judged = new HashMap<>();

  /** Names of roles that may be carried: mostly nothing else is asked for. */
  private final Set<EntitlementName> shown = new HashSet<>();

  private final Set<String> strippedIds = new LinkedHashSet<>();
  private final Set<Binding> relied = new LinkedHashSet<>();
  private GateException.@Nullable Refused refusal;
  private @Nullable Instant end;
  private @Nullable Binding named;

  TokenVerdict(TokenGate gate, TokenRequest request) {
    this.gate = gate;
    this.request = request;
  }

  void judge() {
    boolean guarded = gate.protectsCredential(request.client());
    if (guarded) {
      gate.refusal(request.client()).ifPresent(why -> refusal = why);
    }
    List<Binding> credential =
        guarded
            ? gate.covering(request.client().getId(), Entitlements.credential(request.client()))
            : List.of();
    TicketRef ticket = request.named();
    if (ticket != null && refusal == null) {
      List<Binding> under = gate.under(ticket, request);
      if (under.isEmpty()) {
        refusal =
            new GateException.Refused(
                ErrorCode.TICKET_MISMATCH,
                "Ticket "
                    + ticket
                    + " carries no live binding of this client; name another ticket.",
                List.of());
      } else {
        named = under.get(0);
        rely(under);
      }
    }
    // A ticket that was named for the credential bounds the token, also where another goes on.
    if (!credential.isEmpty() && (named == null || !named.entitlement().credential())) {
      rely(credential);
    }
    for (RoleModel role : request.roles()) {
      Entitlement entitlement = Entitlements.of(role);
      if (mayCarry(entitlement)) {
        shown.add(entitlement.name());
      } else {
        strippedIds.add(role.getId());
      }
    }
  }

  /** Why no token is to be issued; empty when one may be. */
  public Optional<GateException.Refused> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** When the token ends at the latest; empty when it relies on no binding. */
  public Optional<Instant> end() {
    return Optional.ofNullable(end);
  }

  /** Returns whether another acts for the user. */
  public boolean derived() {
    return request.derived();
  }

  /** Returns whether the role is left out of what the token carries. */
  public boolean strips(RoleModel role) {
    return strippedIds.contains(role.getId());
  }

  /** The claim {@code ticket} for the ticket that the request named; empty when it named none. */
  public Optional<Map<String, Object>> namedTicket() {
    return Optional.ofNullable(named).map(TokenGate::claim);
  }

  /** The claim {@code ticket} for one of the bindings relied on, the one that ends first. */
  public Optional<Map<String, Object>> anyTicket() {
    return relied.stream().min(Comparator.comparing(Binding::expiresAt)).map(TokenGate::claim);
  }

  /** Notes that a token was issued that relies on these bindings. */
  public void issued() {
    relied.forEach(gate::used);
  }

  /**
   * Returns whether the token may show a name as a role of the user.
   *
   * @param clientId of the client whose role that would be; null for a realm role
   */
  public boolean mayShow(@Nullable String clientId, String role) {
    if (role.isBlank() || role.length() > 255) {
      return true; // the name of no role
    }
    EntitlementName name =
        clientId == null
            ? new EntitlementName.RealmRole(role)
            : new EntitlementName.ClientRole(clientId, role);
    if (shown.contains(name)) {
      return true;
    }
    if (clientId == null) {
      RoleModel known = gate.realm().getRole(role);
      return mayCarry(known == null ? nameless(name) : Entitlements.of(known));
    }
    ClientModel client = gate.realm().getClientByClientId(clientId);
    RoleModel known = client == null ? null : client.getRole(role);
    return mayCarry(known == null ? nameless(name) : Entitlements.of(known));
  }

  /**
   * Returns whether an assertion may show a name as a role of the user: it does not say of which
   * client.
   */
  public boolean mayShowInAssertion(String role) {
    boolean held =
        request.roles().stream()
            .filter(each -> each.getName().equals(role))
            .anyMatch(each -> mayCarry(Entitlements.of(each)));
    return held || gate.shownAs(role).stream().allMatch(this::mayCarry);
  }

  private static Entitlement nameless(EntitlementName name) {
    return new Entitlement(name.toString(), name);
  }

  private boolean mayCarry(Entitlement role) {
    Boolean known = judged.get(role);
    if (known == null) {
      known = judge(role);
      judged.put(role, known);
    }
    return known;
  }

  private boolean judge(Entitlement role) {
    List<Rule> protecting = gate.protecting(role);
    if (protecting.isEmpty()) {
      return true;
    }
    List<Rule> enforced = TokenGate.enforced(protecting);
    if (request.derived()) {
      return enforced.isEmpty();
    }
    List<Binding> covering = gate.covering(request.user().getId(), role);
    if (!covering.isEmpty()) {
      rely(covering);
      return true;
    }
    if (enforced.isEmpty()) {
      gate.audited(protecting);
      return true;
    }
    if (refusal == null && !enforced.stream().allMatch(Rule::stripTokens)) {
      refusal =
          TokenGate.notLive(
              "No token is issued with "
                  + role.label()
                  + ": rule "
                  + TokenGate.names(enforced)
                  + " protects it, and no live binding covers it. Bind the role to an approved"
                  + " ticket, or remove it.");
    }
    return false;
  }

  /** It lasts as long as the last of several tickets for one grant. */
  private void rely(List<Binding> covering) {
    Binding last = covering.get(0);
    for (Binding binding : covering) {
      last = binding.expiresAt().isAfter(last.expiresAt()) ? binding : last;
    }
    relied.add(last);
    if (end == null || last.expiresAt().isBefore(end)) {
      end = last.expiresAt();
    }
  }
}
