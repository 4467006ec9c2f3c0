package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.token.Assurance;
import io.ticketgate.core.token.CarryDecision;
import io.ticketgate.core.token.PresentedCredential;
import io.ticketgate.core.token.TokenPolicy;
import io.ticketgate.core.token.TokenRequest;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * What the tokens of a realm may carry, decided from memory: rules come from the realm's cache,
 * bindings from the {@link io.ticketgate.keycloak.store.BindingIndex}. A realm without rules costs
 * one look at its components.
 */
public final class RealmTokenPolicy implements TokenRealm {

  private static final Logger LOG = Logger.getLogger(RealmTokenPolicy.class);
  private static final String ATTRIBUTE = RealmTokenPolicy.class.getName();

  private final RealmModel realm;
  private final TicketGate gate;
  private final RealmRules rules;
  private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
  private final TokenPolicy policy;

  private RealmTokenPolicy(KeycloakSession session, RealmModel realm, TicketGate gate) {
    this.realm = realm;
    this.gate = gate;
    this.rules =
        new RealmRules(
            realm, gate.serverMode(), () -> gate.index().remembered(session, realm.getId()));
    this.policy =
        new TokenPolicy(
            rules,
            role -> gate.of(realm).roles().closure(role),
            subjectId -> gate.index().live(session, realm.getId(), subjectId),
            now);
  }

  /** The policy of a realm's tokens, made once in a session; empty where the realm has no rule. */
  public static Optional<RealmTokenPolicy> of(KeycloakSession session, RealmModel realm) {
    RealmTokenPolicy known = session.getAttribute(ATTRIBUTE, RealmTokenPolicy.class);
    if (known != null && known.realm.getId().equals(realm.getId())) {
      return Optional.of(known);
    }
    TicketGate gate = session.getProvider(TicketGate.class);
    if (!RealmRules.any(realm, gate.serverMode())) {
      return Optional.empty();
    }
    RealmTokenPolicy made = new RealmTokenPolicy(session, realm, gate);
    session.setAttribute(ATTRIBUTE, made);
    return Optional.of(made);
  }

  /**
   * Returns whether any rule of the realm is enforced. So it is taken where a rule cannot be read.
   */
  public boolean enforced() {
    try {
      return rules.all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
    } catch (GateException unreadableRule) {
      LOG.debugf("Realm %s: %s", realm.getId(), unreadableRule.code().code());
      return true;
    }
  }

  /**
   * What a token may carry. A refusal is in what is returned, and not thrown.
   *
   * @throws GateException.Refused {@code rule_invalid} when a rule of the realm cannot be read
   */
  public TokenContents judge(TokenRequest request) {
    return TokenContents.judged(policy, request, this);
  }

  /**
   * The roles of a user that count where permissions are decided.
   *
   * @param userId Keycloak's id of the user or service account
   * @param derived whether somebody else acts for the user
   * @param assurance how strongly the user has authenticated; {@link Assurance#NONE} for one who
   *     does not ask
   */
  public CountedRoles counted(String userId, boolean derived, Assurance assurance) {
    return new CountedRoles(policy, this, userId, derived, assurance);
  }

  /**
   * Decides whether a client may use its credential, and counts what audited rules would refuse.
   *
   * @param presented what it proved itself with; null to ask whether it may use any
   * @return why not; empty when it may, or nothing protects it
   */
  public Optional<GateException.Refused> checkCredential(
      ClientModel client, @Nullable PresentedCredential presented) {
    CarryDecision decision = policy.decideCredential(Entitlements.credential(client), presented);
    if (decision instanceof CarryDecision.Audited audited) {
      wouldRefuse(audited.rules());
    }
    return decision instanceof CarryDecision.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /** Returns whether a secret is good beside the one that the client has in Keycloak. */
  public boolean goodBeside(ClientModel client, PresentedCredential secret) {
    return policy.goodBeside(Entitlements.credential(client), secret);
  }

  /**
   * The credential by which a user's tokens are got, where that is another client's than the one
   * that has the token: the user is a service account, and the token was exchanged.
   *
   * @return null for a person, and for a client's own service account
   */
  public @Nullable Entitlement account(UserModel user, ClientModel issuedTo) {
    String link = user.getServiceAccountClientLink();
    if (link == null || link.equals(issuedTo.getId())) {
      return null;
    }
    ClientModel own = realm.getClientById(link);
    return own == null ? null : Entitlements.credential(own);
  }

  /** Decides the same of what {@link #account} answers. */
  public Optional<GateException.Refused> checkAccount(UserModel user, ClientModel issuedTo) {
    Entitlement account = account(user, issuedTo);
    return account != null
            && policy.decideCredential(account, null) instanceof CarryDecision.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /** Returns whether the realm has an enforced rule. */
  public boolean isEnforced() {
    return rules.all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  /** Returns whether a rule protects the client's credential. */
  public boolean protectsCredential(ClientModel client) {
    return !rules.protecting(Entitlements.credential(client)).isEmpty();
  }

  /** Returns whether a binding of the subject with that id makes its grant rightful now. */
  public boolean live(String subjectId, String bindingId) {
    return policy.live(subjectId, bindingId);
  }

  /** Returns whether every binding still lives under which an agent got a token. */
  public boolean live(Delegation delegation, UserModel user) {
    return delegation.bindings().stream().allMatch(id -> live(delegation.agentId(), id))
        && delegation.own().stream().allMatch(id -> live(user.getId(), id));
  }

  @Override
  public Entitlement role(@Nullable String clientId, String name) {
    if (clientId == null) {
      RoleModel known = realm.getRole(name);
      return known == null ? nameless(new EntitlementName.RealmRole(name)) : Entitlements.of(known);
    }
    ClientModel client = realm.getClientByClientId(clientId);
    RoleModel known = client == null ? null : client.getRole(name);
    return known == null
        ? nameless(new EntitlementName.ClientRole(clientId, name))
        : Entitlements.of(known);
  }

  private static Entitlement nameless(EntitlementName name) {
    return new Entitlement(name.toString(), name);
  }

  @Override
  public Set<Entitlement> rolesShownAs(String name) {
    return gate.of(realm).protectedRoles().shownAs(name);
  }

  @Override
  public void wouldRefuse(List<Rule> audited) {
    GateMetrics.wouldRefuse(realm, Route.TOKEN, audited);
  }

  @Override
  public void used(Binding binding) {
    gate.lastUses().note(binding.id(), now.toEpochMilli());
  }
}
