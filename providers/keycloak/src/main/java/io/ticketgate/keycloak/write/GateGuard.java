package io.ticketgate.keycloak.write;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.Attempt;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.BearerCaller;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.spi.ItsmConnector;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.utils.RoleUtils;

/**
 * Guards the gate itself. Anyone who loosens a rule, pushes tickets with invented approvals, or
 * logs in as another person has what the rules protect. Keycloak requires manage-realm to change a
 * component, and manage-users to assign a role that it does not know as an admin role. The gate
 * requires its own roles.
 */
final class GateGuard {

  /** On these routes Keycloak itself lets only someone who holds an admin role assign it. */
  private static final Set<Route> GUARDED_BY_KEYCLOAK =
      EnumSet.of(Route.ROLE_MAPPING, Route.GROUP_ROLE, Route.COMPOSITE);

  /** A role that stands in a token and is not held opens nothing of the gate. */
  private static final Set<Route> HARMLESS =
      EnumSet.of(Route.PROTOCOL_MAPPER, Route.CLIENT_SCOPE, Route.SCOPE_MAPPING, Route.RENAME);

  /** Ending of the providers whose keys Keycloak makes, and shows to nobody. */
  private static final String GENERATED = "-generated";

  /** These roles are known by name: anyone who renames a role they hold to that name has it. */
  private static final String RENAMED =
      "Only ticket-gate-admin may rename a role of the ticket gate, or a client that has one.";

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RealmGate gate;

  GateGuard(RealmGate gate) {
    this.session = gate.session();
    this.realm = gate.realm();
    this.gate = gate;
  }

  /**
   * @throws GateException.Refused {@code not_permitted}
   */
  void guard(List<AttemptedChange> changes, Stream<? extends Attempt> attempts) {
    if (gate.serverMode() != Mode.ENFORCE
        || changes.stream().anyMatch(AttemptedChange.RealmCreated.class::isInstance)) {
      return; // the creator of a realm decides what it contains
    }
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.Configured configured) {
        configured(configured.component());
      } else if (change instanceof AttemptedChange.RoleForgotten forgotten) {
        requireAdmin(
            "Role "
                + forgotten.roleName()
                + " is protected by an attribute or a former name. Only ticket-gate-admin may delete"
                + " it: a role created again under this name would be unprotected.");
      } else if (change instanceof AttemptedChange.ClientForgotten forgotten
          && !isNew(forgotten.clientUuid(), changes)) {
        requireAdmin(
            "The credential of client "
                + forgotten.clientId()
                + " is protected by an attribute or a former name. Only ticket-gate-admin may delete"
                + " the client: one created again under this name would be unprotected.");
      } else if (change instanceof AttemptedChange.LoginLinked linked) {
        loginLinked(linked);
      } else if (change instanceof AttemptedChange.RoleRenamed renamed) {
        RoleModel role = realm.getRoleById(renamed.roleId());
        if (role != null && (isOurs(role) || AdminRole.isNamed(renamed.oldName()))) {
          requireAdmin(RENAMED);
        }
      } else if (change instanceof AttemptedChange.ClientRenamed renamed) {
        clientRenamed(realm.getClientById(renamed.clientUuid()));
      }
    }
    attempts
        .filter(attempt -> !HARMLESS.contains(attempt.route()))
        .filter(attempt -> !isOurOwn(attempt))
        .flatMap(this::rolesOf)
        .filter(role -> AdminRole.of(role).isPresent())
        .distinct()
        .filter(role -> !BearerCaller.mayHandOut(session, realm, role))
        .findFirst()
        .ifPresent(
            role -> {
              throw notPermitted(
                  "Only someone who holds role " + role.getName() + " may assign it.");
            });
  }

  /** Keycloak's Admin API v2 tries each change on a client that it makes and removes. */
  private static boolean isNew(String clientUuid, List<AttemptedChange> changes) {
    return changes.stream()
        .anyMatch(
            change ->
                change instanceof AttemptedChange.ClientCreated created
                    && created.clientUuid().equals(clientUuid));
  }

  private void configured(ComponentEntity component) {
    if (isOurs(component.getProviderType())) {
      requireAdmin("Only ticket-gate-admin may change rules and ITSM systems of the ticket gate.");
    } else if (component.getProviderType().equals(KeyProvider.class.getName())
        && !component.getProviderId().endsWith(GENERATED)
        && realm.getComponent(component.getId()) != null
        && gate.rules().all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE)) {
      // Anyone who has the key can sign tokens with any role.
      requireAdmin(
          "This realm has an enforced rule. Only ticket-gate-admin may add a key from outside: its"
              + " owner could sign tokens with any role.");
    }
  }

  /** Another client may take the name of the one whose roles administer the gate. */
  private void clientRenamed(@Nullable ClientModel client) {
    if (client == null) {
      return;
    }
    try (Stream<RoleModel> roles = client.getRolesStream()) {
      if (roles.anyMatch(role -> AdminRole.isNamed(role.getName()))) {
        requireAdmin(RENAMED);
      }
    }
  }

  private static boolean isOurs(RoleModel role) {
    return AdminRole.of(role).isPresent();
  }

  static boolean isOurs(String providerType) {
    return providerType.equals(GateRule.class.getName())
        || providerType.equals(ItsmConnector.class.getName());
  }

  /** A new realm brings the gate's roles into the composites of administrators. */
  private boolean isOurOwn(Attempt attempt) {
    return attempt.route() == Route.COMPOSITE
        && AdminRole.placed(session).contains(attempt.entitlement().id());
  }

  private Stream<RoleModel> rolesOf(Attempt attempt) {
    return Stream.ofNullable(realm.getRoleById(attempt.entitlement().id()))
        .filter(
            role ->
                !GUARDED_BY_KEYCLOAK.contains(attempt.route())
                    || !AdminRoles.ALL_ROLES.contains(role.getName()))
        .flatMap(role -> RoleUtils.expandCompositeRoles(Set.of(role)).stream());
  }

  /** Anyone who can log in as a person has what that person was granted. */
  private void loginLinked(AttemptedChange.LoginLinked linked) {
    if (gate.rules().all().isEmpty()) {
      return;
    }
    String userId = linked.holder().userId();
    boolean bound =
        gate.bindings().lockKnownSubject(userId)
            && gate.bindings().liveOf(userId).stream()
                .map(Binding::entitlement)
                .flatMap(entitlement -> gate.evaluator().rulesFor(entitlement).stream())
                .anyMatch(rule -> rule.mode() == Mode.ENFORCE);
    if (bound) {
      throw notPermitted(
          "This account has access under a ticket, so nobody else may be able to log in as it. End"
              + " the binding before you link the account to an identity provider.");
    }
  }

  private void requireAdmin(String refusal) {
    if (!BearerCaller.mayConfigure(session, realm)) {
      throw notPermitted(refusal);
    }
  }

  private static GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }
}
