package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.ClientRegistration;
import io.ticketgate.keycloak.calls.ClientRemoval;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.calls.Operator;
import io.ticketgate.keycloak.calls.RemovedRoles;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.keycloak.store.MeantIds;
import io.ticketgate.keycloak.store.Notes;
import io.ticketgate.keycloak.store.RealmsToPrepare;
import io.ticketgate.keycloak.store.RefusalCounts;
import io.ticketgate.keycloak.store.RememberedProtections;
import io.ticketgate.keycloak.store.RuleChecks;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.keycloak.store.SnapshotReads;
import io.ticketgate.keycloak.store.UnnotedTokens;
import io.ticketgate.keycloak.store.WitnessedLog;
import io.ticketgate.keycloak.write.WriteListeners;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Gives every realm the gate's admin roles, and ends the bindings of a subject, role or realm that
 * is removed, in the transaction of the removal.
 */
public final class Setup implements ProviderEventListener {

  private static final Logger LOG = Logger.getLogger(Setup.class);

  private final Mode serverMode;

  public Setup(Mode serverMode) {
    this.serverMode = serverMode;
  }

  @Override
  public void onEvent(ProviderEvent event) {
    if (event instanceof PostMigrationEvent migrated) {
      existingRealms(migrated.getFactory());
      if (serverMode == Mode.OFF) {
        // Nothing is noted of the tokens that are issued now.
        Jobs.run(migrated.getFactory(), UnnotedTokens::restOnAll);
      }
      Operator.handsOver(migrated.getFactory());
    } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
      AdminRole.ensure(created.getKeycloakSession(), created.getCreatedRealm());
      ItsmSystem.completeAccounts(created.getCreatedRealm());
    } else if (event instanceof UserModel.UserRemovedEvent removed) {
      RealmGate gate = gate(removed.getKeycloakSession(), removed.getRealm());
      subjectRemoved(gate, removed.getUser().getId());
      gate.requests().forgetPerson(removed.getUser().getId());
    } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
      subjectRemoved(
          gate(removed.getKeycloakSession(), removed.getRealm()), removed.getGroup().getId());
    } else if (event instanceof RoleContainerModel.RoleRemovedEvent removed) {
      roleRemoved(removed.getKeycloakSession(), removed.getRole());
    } else if (event instanceof RemovedRoles.Gone gone) {
      rolesRemoved(gate(gone.session(), gone.realm()), gone.roleIds());
    } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
      clientRemoved(removed.getKeycloakSession(), removed.getClient());
    } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
      RealmGate gate = gate(removed.getKeycloakSession(), removed.getRealm());
      end(gate, new Selection.OfRealm(), EndCause.SUBJECT_REMOVED);
      String realmId = removed.getRealm().getId();
      new Notes(removed.getKeycloakSession()).forgetRealm(realmId);
      new JpaTickets(removed.getKeycloakSession(), realmId).forgetRealm();
      new RememberedProtections(removed.getKeycloakSession(), realmId).forgetRealm();
      new SessionEnds(removed.getKeycloakSession()).forgetRealm(realmId);
      gate.bindings().emergencies().forgetRealm();
      gate.requests().forgetRealm();
      new DueSteps(removed.getKeycloakSession()).forgetRealm(realmId);
      new RuleChecks(removed.getKeycloakSession()).forgetRealm(realmId);
      new WitnessedLog(removed.getKeycloakSession()).forgetRealm(realmId);
      RefusalCounts.forgetRealm(removed.getKeycloakSession(), realmId);
    }
  }

  private static void existingRealms(KeycloakSessionFactory factory) {
    List<String> ids =
        Jobs.call(
            factory,
            session -> {
              if (SnapshotReads.on(session)) {
                LOG.warn(
                    "The database reads at REPEATABLE READ: a grant of a protected role holds two"
                        + " connections at once. Set its transaction isolation to READ COMMITTED.");
              }
              return RealmsToPrepare.ids(session);
            });
    // One transaction for each realm: a server that has just got the JAR may have thousands.
    for (String id : ids) {
      Jobs.run(factory, session -> prepare(session, id));
    }
  }

  /**
   * Gives a realm the gate's roles. One that Keycloak cannot read, for a setting that is no number,
   * keeps no server from starting: nobody can use it, so it lacks nothing until it is mended.
   */
  static void prepare(KeycloakSession session, String id) {
    RealmModel realm;
    try {
      realm = session.realms().getRealm(id);
    } catch (IllegalArgumentException unreadable) {
      LOG.warnf(
          "Realm %s cannot be read (%s), so it did not get the gate's roles. Mend its settings, and"
              + " start a server again.",
          id, unreadable.getClass().getSimpleName());
      return;
    }
    if (realm != null) {
      AdminRole.ensure(session, realm);
      if (hasRules(realm)) {
        LogKeys.ensure(session, realm);
      }
    }
  }

  private void roleRemoved(KeycloakSession session, RoleModel role) {
    RealmModel realm =
        role.getContainer() instanceof ClientModel client
            ? client.getRealm()
            : (RealmModel) role.getContainer();
    Optional<RemovedRoles> together = RemovedRoles.of(session);
    RealmGate gate =
        together.isPresent() && !together.get().isEmpty()
            ? RealmGate.of(session, realm, serverMode)
            : gate(session, realm);
    if (hasRules(realm)
        && gate.rules().protection().restsOnAttributeOrMemory(Entitlements.of(role))) {
      WriteListeners.roleForgotten(realm, role, serverMode);
    }
    if (together.isPresent()) {
      together.get().add(role.getId());
    } else {
      rolesRemoved(gate, Set.of(role.getId()));
    }
  }

  private static void rolesRemoved(RealmGate gate, Set<String> ids) {
    end(gate, new Selection.ForEntitlements(ids), EndCause.GRANT_REMOVED);
    end(gate, new Selection.OfSubjects(ids), EndCause.SUBJECT_REMOVED);
    noTicketMeans(gate, ids);
    if (hasRules(gate.realm())) {
      gate.protectionMemory().forgetEntitlements(ids);
    }
  }

  private void clientRemoved(KeycloakSession session, ClientModel client) {
    RealmModel realm = client.getRealm();
    RealmGate gate = gate(session, realm);
    end(
        gate,
        new Selection.OfSubjects(Set.of(client.getId())),
        ClientRegistration.removesItself(session, client.getId())
            ? EndCause.GIVEN_BACK
            : EndCause.SUBJECT_REMOVED);
    noTicketMeans(gate, Set.of(client.getId()));
    if (hasRules(realm)) {
      if (!ClientRemoval.isByGate(session, client.getId())
          && gate.rules().protection().restsOnAttributeOrMemory(Entitlements.credential(client))) {
        WriteListeners.clientForgotten(client, serverMode);
      }
      gate.protectionMemory().forgetEntitlements(Set.of(client.getId()));
    }
  }

  private static boolean hasRules(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  private static void subjectRemoved(RealmGate gate, String subjectId) {
    end(gate, new Selection.OfSubjects(Set.of(subjectId)), EndCause.SUBJECT_REMOVED);
    noTicketMeans(gate, Set.of(subjectId));
  }

  /** What is made with one of these ids later was not meant by tickets of now. */
  private static void noTicketMeans(RealmGate gate, Set<String> removed) {
    new MeantIds(gate.session(), gate.realm().getId()).removed(removed);
  }

  private RealmGate gate(KeycloakSession session, RealmModel realm) {
    RealmGate gate = RealmGate.of(session, realm, serverMode);
    gate.refresh();
    return gate;
  }

  private static void end(RealmGate gate, Selection which, EndCause cause) {
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    gate.endings().end(which, new Ending(cause, Caller.person(gate.session()), null, now));
  }
}
