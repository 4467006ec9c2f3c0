package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

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
    gate.refresh();
  }

  void judge(List<AttemptedChange> changes) {
    Attempts attempts = new Attempts(gate);
    List<AttemptedGrant> grants = attempts.grants(changes);
    List<AttemptedExposure> exposures = new ArrayList<>(attempts.exposures(changes));
    exposures.addAll(attempts.handedOut(grants));
    new GateGuard(gate).guard(changes, Stream.concat(grants.stream(), exposures.stream()));
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.SubjectRemoved removed) {
        subjectRemoved(removed.holder().userId());
      }
    }
    if (gate.rules().all().isEmpty()) {
      return;
    }
    rememberNames(changes);
    gate.writeGate().judgeExposures(exposures, Caller.person(session), now);
    List<AttemptedChange> removals = changes.stream().filter(RealmChanges::isRemoval).toList();
    // In this order: a grant locks its ticket before the subject, a removal the subject alone.
    grant(removals.isEmpty() ? grants : grants.stream().filter(this::stillThere).toList());
    removals.forEach(this::removed);
  }

  private static boolean isRemoval(AttemptedChange change) {
    return change instanceof AttemptedChange.RoleUnmapped
        || change instanceof AttemptedChange.GroupLeft
        || change instanceof AttemptedChange.RoleUnmappedFromGroup;
  }

  /** A role stays protected when it gives up the name or the attribute by which a rule knew it. */
  private void rememberNames(List<AttemptedChange> changes) {
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.RoleRenamed renamed) {
        roleRenamed(renamed);
      } else if (change instanceof AttemptedChange.ClientRenamed renamed) {
        clientRenamed(renamed);
      } else if (change instanceof AttemptedChange.RoleMarked marked) {
        role(marked.attribute().getRole().getId())
            .ifPresent(gate.protectionMemory()::rememberMarked);
      } else if (change instanceof AttemptedChange.ClientMarked marked) {
        clientMarked(marked);
      } else if (change instanceof AttemptedChange.Configured configured
          && GateGuard.isOurs(configured.component().getProviderType())) {
        ruleStated();
      }
    }
  }

  private void clientMarked(AttemptedChange.ClientMarked marked) {
    if (gate.rules().all().stream()
        .anyMatch(rule -> marked.attribute().equals(rule.protects().attributeName()))) {
      Optional.ofNullable(realm.getClientById(marked.clientUuid()))
          .map(Entitlements::credential)
          .ifPresent(gate.protectionMemory()::rememberMarked);
    }
  }

  private void ruleStated() {
    gate.protectionMemory().rememberAllMarked();
    for (AttemptedExposure exposure : ExistingExposures.of(gate)) {
      gate.journal()
          .exposedBefore(exposure, gate.evaluator().rulesFor(exposure.entitlement()), now);
    }
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
    return gate.roles().direct(attempt.subject()).contains(attempt.holding());
  }

  /** The ticket that the request names, read before any lock is taken: an ITSM may be slow. */
  private @Nullable TicketRef namedTicket(@Nullable Person by) {
    TicketRef named = Caller.namedTicket(session);
    if (named != null) {
      session.getProvider(TicketGate.class).tickets(realm).readNamed(named, by, now);
    }
    return named;
  }

  private void removed(AttemptedChange change) {
    if (change instanceof AttemptedChange.RoleUnmapped unmapped) {
      removed(person(unmapped.holder()), role(unmapped.roleId()));
    } else if (change instanceof AttemptedChange.GroupLeft left) {
      Optional<Subject> who = person(left.holder());
      gate.roles().carried(left.groupId()).forEach(role -> removed(who, Optional.of(role)));
    } else if (change instanceof AttemptedChange.RoleUnmappedFromGroup unmapped) {
      removed(
          Optional.ofNullable(session.groups().getGroupById(realm, unmapped.group().getId()))
              .map(Subjects::of),
          role(unmapped.roleId()));
    }
  }

  /** Where one of them is gone, its own removal ends the bindings, with its own cause. */
  private void removed(Optional<Subject> who, Optional<Entitlement> role) {
    if (who.isPresent() && role.isPresent() && !gate.evaluator().rulesFor(role.get()).isEmpty()) {
      gate.endings().grantRemoved(who.get(), role.get(), Caller.person(session), now);
    }
  }

  private Optional<Subject> person(AttemptedChange.Holder holder) {
    return Optional.ofNullable(session.users().getUserById(realm, holder.userId()))
        .map(user -> Subjects.of(user, realm));
  }

  private Optional<Entitlement> role(String id) {
    return Optional.ofNullable(realm.getRoleById(id)).map(Entitlements::of);
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
      gate.protectionMemory().rememberRenamed(role.getId(), renamed.before(role));
    }
  }

  private void clientRenamed(AttemptedChange.ClientRenamed renamed) {
    ClientModel client = realm.getClientById(renamed.clientUuid());
    if (client != null) {
      gate.protectionMemory().rememberRenamed(client.getId(), renamed.before());
      try (Stream<RoleModel> roles = client.getRolesStream()) {
        roles.forEach(
            role -> gate.protectionMemory().rememberRenamed(role.getId(), renamed.before(role)));
      }
    }
  }
}
