package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.gate.Attempt;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.BearerCaller;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.LoginCaller;
import io.ticketgate.keycloak.calls.OwnProfile;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.write.change.Guard;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.storage.UserStoragePrivateUtil;

/**
 * Guards the gate itself. Anyone who loosens a rule, pushes tickets with invented approvals, or
 * logs in as another person has what the rules protect. Keycloak requires manage-realm to change a
 * component, and manage-users to assign a role that it does not know as an admin role. The gate
 * requires its own roles.
 */
final class GateGuard implements Guard {

  private static final String APPROVALS_COUNT =
      "an approval counts from everyone who holds the role that a rule asks of approvers, an"
          + " emergency grant from everyone who holds the role that it asks for those, and anyone"
          + " who holds the role that it asks of owners may own a client";

  private static final String EVERYBODY_WOULD_BE_ONE =
      ", and the default roles or groups of this realm give it to every new user. Take it out of"
          + " them, or have the rule ask for another role";

  /**
   * A role that a token shows and its user does not hold gives no access to the gate, and makes
   * nobody an approver.
   */
  private static final Set<Route> HARMLESS =
      EnumSet.of(Route.PROTOCOL_MAPPER, Route.CLIENT_SCOPE, Route.SCOPE_MAPPING, Route.RENAME);

  private static final Logger LOG = Logger.getLogger(GateGuard.class);

  private final RealmGate gate;
  private final KeycloakSession session;
  private final RealmModel realm;
  private final Instant now;
  private final Map<String, AttemptedGrant> underTicket = new TreeMap<>();
  private final Set<String> reported = new HashSet<>();

  GateGuard(RealmGate gate, Instant now) {
    this.gate = gate;
    this.session = gate.session();
    this.realm = gate.realm();
    this.now = now;
  }

  /** The changes of the trust base that are left to the caller's tickets, one for each part. */
  List<AttemptedGrant> underTicket() {
    return List.copyOf(underTicket.values());
  }

  /**
   * Only someone who holds one of the gate's own roles may assign it. Where a rule is enforced,
   * that goes for whatever contains it too, such as {@code realm-admin}, by whichever route;
   * elsewhere Keycloak's own roles are assigned as Keycloak has it.
   *
   * @param enforced whether the realm has an enforced rule
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireHeld(Stream<? extends Attempt> attempts, boolean enforced) {
    Set<RoleModel> ours =
        attempts
            .filter(attempt -> !HARMLESS.contains(attempt.route()))
            .filter(attempt -> !isOurOwn(attempt))
            .map(attempt -> realm.getRoleById(attempt.entitlement().id()))
            .filter(Objects::nonNull)
            .flatMap(role -> enforced ? contents(role) : Stream.of(role))
            .filter(role -> AdminRole.of(role).isPresent())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!ours.isEmpty() && !BearerCaller.mayHandOut(session, realm, ours)) {
      throw notPermitted(
          "Only someone who holds "
              + ours.stream().map(RoleModel::getName).distinct().collect(Collectors.joining(", "))
              + " may assign that, with a token of their own.");
    }
  }

  /**
   * Whoever hands out the role that a rule asks of approvers decides whose approvals count, by
   * whichever route: where the rule is enforced, that is a change of the trust base.
   *
   * @throws GateException.Refused {@code trust_base_guarded}
   */
  void requireTrustedApprovers(List<? extends Attempt> attempts, NamedRoles named) {
    Closures closures = gate.evaluator().closures();
    for (Attempt attempt : attempts) {
      if (!HARMLESS.contains(attempt.route())) {
        Mode mode = named.handingOut(attempt.entitlement(), closures);
        String why = APPROVALS_COUNT + (isOfEveryNewUser(attempt) ? EVERYBODY_WOULD_BE_ONE : "");
        requireTrusted(mode, Areas.APPROVERS, why, attempt.route().word());
      }
    }
  }

  /** Nobody who makes a user, or registers, has asked for what the realm gives to everybody. */
  private boolean isOfEveryNewUser(Attempt attempt) {
    if (attempt.entitlement().id().equals(realm.getDefaultRole().getId())) {
      return true;
    }
    String group = attempt instanceof AttemptedGrant grant ? grant.holding().groupId() : null;
    return group != null
        && realm.getDefaultGroupsStream().anyMatch(each -> each.getId().equals(group));
  }

  /** A new realm brings the gate's roles into the composites of administrators. */
  private boolean isOurOwn(Attempt attempt) {
    return attempt.route() == Route.COMPOSITE
        && AdminRole.placed(session).contains(attempt.entitlement().id());
  }

  private static Stream<RoleModel> contents(RoleModel role) {
    return RoleUtils.expandCompositeRoles(Set.of(role)).stream();
  }

  @Override
  public boolean isGateRole(String roleId) {
    RoleModel role = realm.getRoleById(roleId);
    return role != null && AdminRole.of(role).isPresent();
  }

  @Override
  public boolean isNameOfGateRole(String name) {
    return AdminRole.isNamed(name);
  }

  @Override
  public boolean isAskedByBearer() {
    return session.getContext().getBearerToken() != null;
  }

  @Override
  public boolean isAskedByOtherThan(String userId) {
    return isAskedByBearer()
        ? !BearerCaller.isThemself(session, userId)
        : LoginCaller.basis(session, realm, userId).mayBeSomebodyElse();
  }

  /**
   * With an access token, that is the account which a directory has just brought, or what it brings
   * again where somebody only reads. Whoever makes users may say themself where an account comes
   * from. In a login, that is what the person cannot say themself in a form.
   */
  @Override
  public boolean isSaidByDirectory(String userId, boolean made, String attribute) {
    if (!isAskedByBearer()) {
      return !OwnProfile.mayEdit(session, realm, userId, attribute);
    }
    UserModel stored = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
    return stored != null
        && stored.getFederationLink() != null
        && (made ? !BearerCaller.describesUsers(session) : BearerCaller.onlyReads(session));
  }

  @Override
  public void requireEqualOf(String userId) {
    UserModel user = session.users().getUserById(realm, userId);
    if (user == null || !isAskedByOtherThan(userId)) {
      return;
    }
    requireEqual(AdminRole.of(realm).stream().filter(user::hasRole).collect(Collectors.toSet()));
  }

  @Override
  public void requireEqualOfStored(String userId) {
    UserModel stored = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
    requireEqual(
        AdminRole.of(realm).stream()
            .filter(role -> stored == null || stored.hasRole(role))
            .collect(Collectors.toSet()));
  }

  private void requireEqual(Set<RoleModel> held) {
    if (!held.isEmpty() && !BearerCaller.mayHandOut(session, realm, held)) {
      throw notPermitted(
          "This account has "
              + held.stream().map(RoleModel::getName).sorted().collect(Collectors.joining(", "))
              + ". Only someone who holds the same, with a token of their own, may set what it logs"
              + " in with, or change the client that it belongs to.");
    }
  }

  @Override
  public void requireEqualOfBefore(String userId) {
    if (isAskedByBearer() && !BearerCaller.mayTakeAway(session, realm, userId)) {
      throw notPermitted(
          "This is the account of a client that acts with roles of the gate. Only someone who holds"
              + " the same, with a token of their own, may take them away, or disable or remove the"
              + " account.");
    }
  }

  @Override
  public boolean containedOfGate(String id) {
    return BearerCaller.containedOfGate(session, realm, id);
  }

  @Override
  public void requireEqualOfContents(String id) {
    if (isAskedByBearer()
        && containedOfGate(id)
        && !BearerCaller.mayTakeApart(session, realm, id)) {
      throw notPermitted(
          "Clients may act for the gate by this role or group, such as the ITSM. Only someone who"
              + " holds the same roles of the gate, with a token of their own, may take them out of"
              + " it, or delete it.");
    }
  }

  @Override
  public void requireAdmin(String refusal) {
    if (!BearerCaller.mayConfigure(session, realm)) {
      throw notPermitted(refusal);
    }
  }

  @Override
  public boolean isOwnComponent(String componentId) {
    return LogKeys.isOurOwn(session, componentId);
  }

  @Override
  public void requireTrusted(String area, String why, String what) {
    if (underTicket.containsKey(area) || BearerCaller.mayConfigure(session, realm)) {
      return;
    }
    Entitlement part = Entitlement.configuration(area);
    Optional<Subject> caller =
        BearerCaller.own(session, realm).map(user -> Subjects.of(user, realm));
    boolean ruled =
        gate.rules().protecting(part).stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
    if (ruled && caller.isPresent() && hasTicket(caller.get(), part)) {
      underTicket.put(
          area, new AttemptedGrant(Route.CONFIGURATION, caller.get(), Holding.mapped(part)));
      return;
    }
    LOG.infof("Realm %s, area %s: %s is guarded", realm.getId(), area, what);
    throw guarded(area, why, ruled);
  }

  /** A ticket that the request names, or a binding, which is judged later and may not be good. */
  private boolean hasTicket(Subject caller, Entitlement part) {
    return Caller.namedTicket(session) != null
        || gate.bindings().liveFor(part.id()).stream()
            .anyMatch(binding -> binding.subject().id().equals(caller.id()));
  }

  private static GateException.Refused guarded(String area, String why, boolean ruled) {
    return new GateException.Refused(
        ErrorCode.TRUST_BASE_GUARDED,
        "This realm has an enforced rule, so only ticket-gate-admin may change its trust base"
            + (ruled ? ", or somebody with a ticket for configuration:" + area : "")
            + ". Area "
            + area
            + ": "
            + why
            + ".",
        List.of());
  }

  @Override
  public void reportTrusted(String area, String why, String what) {
    List<Rule> audited =
        gate.rules().all().stream().filter(rule -> rule.mode() == Mode.AUDIT).toList();
    if (audited.isEmpty() || BearerCaller.mayConfigure(session, realm) || !reported.add(area)) {
      return;
    }
    LOG.infof("Realm %s, area %s: %s would be guarded", realm.getId(), area, what);
    Subject caller =
        BearerCaller.own(session, realm)
            .map(user -> Subjects.of(user, realm))
            .orElse(new Subject(Subject.Kind.CONFIGURATION, area, area));
    gate.journal()
        .wouldRefuse(
            new AttemptedGrant(
                Route.CONFIGURATION, caller, Holding.mapped(Entitlement.configuration(area))),
            audited,
            guarded(area, why, false),
            Caller.person(session),
            now);
  }

  @Override
  public GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }
}
