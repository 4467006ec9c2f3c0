package io.ticketgate.keycloak.write;

import io.ticketgate.core.AttemptedGrant;
import io.ticketgate.core.EndCause;
import io.ticketgate.core.Entitlement;
import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.core.Mode;
import io.ticketgate.core.Person;
import io.ticketgate.keycloak.AdminRole;
import io.ticketgate.keycloak.Caller;
import io.ticketgate.keycloak.KeycloakRoles;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.TicketReader;
import io.ticketgate.keycloak.internal.BearerCaller;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

/** Judges the changes of one realm. A realm without rules is left at once, without a query. */
final class RealmChanges {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RealmGate gate;
  private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

  RealmChanges(KeycloakSession session, RealmModel realm, Mode serverMode) {
    this.session = session;
    this.realm = realm;
    this.gate = RealmGate.of(session, realm, serverMode);
  }

  void judge(List<AttemptedChange> changes) {
    guardTheGate(changes);
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.SubjectRemoved removed) {
        subjectRemoved(removed.subject().userId());
      }
    }
    if (gate.rules().all().isEmpty()) {
      return;
    }
    List<AttemptedGrant> grants = new ArrayList<>();
    List<AttemptedChange.RoleUnmapped> removals = new ArrayList<>();
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.RoleRenamed renamed) {
        roleRenamed(renamed);
      } else if (change instanceof AttemptedChange.ClientRenamed renamed) {
        clientRenamed(renamed);
      } else if (change instanceof AttemptedChange.RoleUnmapped unmapped) {
        removals.add(unmapped);
      } else if (change instanceof AttemptedChange.RoleMapped mapped) {
        attempt(mapped).ifPresent(grants::add);
      }
    }
    // In this order: a grant locks its ticket before the subject, a removal the subject alone.
    grant(removals.isEmpty() ? grants : grants.stream().filter(this::stillThere).toList());
    removals.forEach(this::roleUnmapped);
  }

  /**
   * Whoever loosens a rule, or pushes tickets with approvals of their own making, has what the
   * rules protect. Keycloak asks for manage-realm to change a component and for manage-users to
   * hand out a role it does not know as an admin role; the gate asks for its own.
   */
  private void guardTheGate(List<AttemptedChange> changes) {
    if (gate.serverMode() != Mode.ENFORCE
        || changes.stream().anyMatch(AttemptedChange.RealmCreated.class::isInstance)) {
      return; // whoever makes a realm decides what is in it
    }
    if (changes.stream().anyMatch(AttemptedChange.GateConfigured.class::isInstance)
        && !BearerCaller.mayConfigure(session, realm)) {
      throw notPermitted(
          "Rules and ITSM systems of the ticket gate are changed by who has the role "
              + AdminRole.TICKET_GATE_ADMIN.roleName()
              + " of client realm-management.");
    }
    changes.stream()
        .map(RealmChanges::mappedRoleId)
        .flatMap(Optional::stream)
        .map(realm::getRoleById)
        .filter(Objects::nonNull)
        // Keycloak itself lets these be handed out only by who holds them.
        .filter(role -> !AdminRoles.ALL_ROLES.contains(role.getName()))
        .flatMap(role -> RoleUtils.expandCompositeRoles(Set.of(role)).stream())
        .filter(role -> AdminRole.of(role).isPresent())
        .filter(role -> !BearerCaller.mayHandOut(session, realm, role))
        .findFirst()
        .ifPresent(
            role -> {
              throw notPermitted("The role " + role.getName() + " is handed out by who holds it.");
            });
  }

  private static Optional<String> mappedRoleId(AttemptedChange change) {
    if (change instanceof AttemptedChange.RoleMapped mapped) {
      return Optional.of(mapped.roleId());
    }
    return change instanceof AttemptedChange.RoleMappedToGroup mapped
        ? Optional.of(mapped.roleId())
        : Optional.empty();
  }

  private static GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }

  private void grant(List<AttemptedGrant> grants) {
    List<AttemptedGrant> guarded = gate.writeGate().guarded(grants);
    if (guarded.isEmpty()) {
      return;
    }
    Person by = Caller.person(session);
    TicketRef named;
    try {
      named = namedTicket(by);
    } catch (GateException refusal) {
      // What is only audited is reported, also where the ticket cannot be looked at.
      gate.writeGate().refuse(guarded, refusal, by, now);
      return;
    }
    gate.writeGate().judge(guarded, named, by, now);
  }

  /**
   * A mapping that was removed again in this transaction needs no ticket, and must not come back.
   */
  private boolean stillThere(AttemptedGrant attempt) {
    return gate.roles().direct(attempt.subject()).contains(attempt.entitlement());
  }

  /** The ticket that the request names, read before any lock is taken: an ITSM may be slow. */
  private @Nullable TicketRef namedTicket(@Nullable Person by) {
    TicketRef named = Caller.namedTicket(session);
    if (named != null) {
      TicketReader reader = gate.ticketReader();
      reader.fetch(named, snapshotMaxAge(), now).ifPresent(ticket -> reader.store(ticket, by, now));
    }
    return named;
  }

  private Duration snapshotMaxAge() {
    return gate.rules().all().stream()
        .map(rule -> rule.snapshotMaxAge())
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Optional<AttemptedGrant> attempt(AttemptedChange.RoleMapped mapped) {
    UserModel user = session.users().getUserById(realm, mapped.holder().userId());
    RoleModel role = realm.getRoleById(mapped.roleId());
    if (user == null || role == null) {
      return Optional.empty(); // removed again in this transaction
    }
    return Optional.of(
        new AttemptedGrant(gate.directory().subject(user), KeycloakRoles.entitlement(role)));
  }

  private void roleUnmapped(AttemptedChange.RoleUnmapped unmapped) {
    UserModel user = session.users().getUserById(realm, unmapped.holder().userId());
    RoleModel role = realm.getRoleById(unmapped.roleId());
    if (user == null || role == null) {
      return; // their removal ends the bindings, with its own cause
    }
    Entitlement entitlement = KeycloakRoles.entitlement(role);
    if (!gate.evaluator().rulesFor(entitlement).isEmpty()) {
      gate.endings()
          .grantRemoved(gate.directory().subject(user), entitlement, Caller.person(session), now);
    }
  }

  /**
   * Keycloak's UserRemovedEvent does not come for the service account of a deleted client (26.7.3).
   */
  private void subjectRemoved(String userId) {
    if (gate.bindings().lockKnownSubject(userId)) {
      gate.endings()
          .end(
              gate.bindings().liveOf(userId),
              EndCause.SUBJECT_REMOVED,
              Caller.person(session),
              null,
              now);
    }
  }

  private void roleRenamed(AttemptedChange.RoleRenamed renamed) {
    RoleModel role = realm.getRoleById(renamed.roleId());
    if (role != null) {
      gate.rules().renamed(role.getId(), name(role.getContainer(), null, renamed.oldName()));
    }
  }

  private void clientRenamed(AttemptedChange.ClientRenamed renamed) {
    ClientModel client = realm.getClientById(renamed.clientUuid());
    if (client == null) {
      return;
    }
    try (Stream<RoleModel> roles = client.getRolesStream()) {
      roles.forEach(
          role ->
              gate.rules()
                  .renamed(role.getId(), name(client, renamed.oldClientId(), role.getName())));
    }
  }

  private static EntitlementName name(
      Object container, @Nullable String oldClientId, String roleName) {
    if (container instanceof ClientModel client) {
      return new EntitlementName.ClientRole(
          oldClientId == null ? client.getClientId() : oldClientId, roleName);
    }
    return new EntitlementName.RealmRole(roleName);
  }
}
