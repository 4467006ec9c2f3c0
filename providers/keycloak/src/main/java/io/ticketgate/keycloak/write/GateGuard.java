package io.ticketgate.keycloak.write;

import io.ticketgate.core.gate.Attempt;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.BearerCaller;
import io.ticketgate.keycloak.write.change.Guard;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

/**
 * Guards the gate itself. Anyone who loosens a rule, pushes tickets with invented approvals, or
 * logs in as another person has what the rules protect. Keycloak requires manage-realm to change a
 * component, and manage-users to assign a role that it does not know as an admin role. The gate
 * requires its own roles.
 */
final class GateGuard implements Guard {

  /** A role that a token shows and its user does not hold gives no access to the gate. */
  private static final Set<Route> HARMLESS =
      EnumSet.of(Route.PROTOCOL_MAPPER, Route.CLIENT_SCOPE, Route.SCOPE_MAPPING, Route.RENAME);

  private static final Logger LOG = Logger.getLogger(GateGuard.class);

  private final KeycloakSession session;
  private final RealmModel realm;

  GateGuard(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
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
    return isAskedByBearer() && !BearerCaller.isThemself(session, userId);
  }

  @Override
  public void requireEqualOf(String userId) {
    UserModel user = session.users().getUserById(realm, userId);
    if (user == null || !isAskedByOtherThan(userId)) {
      return;
    }
    Set<RoleModel> held =
        AdminRole.of(realm).stream().filter(user::hasRole).collect(Collectors.toSet());
    if (!held.isEmpty() && !BearerCaller.mayHandOut(session, realm, held)) {
      throw notPermitted(
          "This account has "
              + held.stream().map(RoleModel::getName).sorted().collect(Collectors.joining(", "))
              + ". Only someone who holds the same, with a token of their own, may set what it logs"
              + " in with.");
    }
  }

  @Override
  public void requireAdmin(String refusal) {
    if (!BearerCaller.mayConfigure(session, realm)) {
      throw notPermitted(refusal);
    }
  }

  @Override
  public void requireTrusted(String area, String why, String what) {
    if (!BearerCaller.mayConfigure(session, realm)) {
      LOG.infof("Realm %s, area %s: %s is guarded", realm.getId(), area, what);
      throw new GateException.Refused(
          ErrorCode.TRUST_BASE_GUARDED,
          "This realm has an enforced rule, so only ticket-gate-admin may change its trust base."
              + " Area "
              + area
              + ": "
              + why
              + ".",
          List.of());
    }
  }

  @Override
  public GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }
}
