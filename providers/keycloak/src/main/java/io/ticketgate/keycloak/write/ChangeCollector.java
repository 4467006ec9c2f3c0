package io.ticketgate.keycloak.write;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.AdminEvents;
import io.ticketgate.keycloak.calls.AfterRollback;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Operator;
import io.ticketgate.keycloak.calls.Traced;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.calls.WrittenHere;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.Refusals;
import io.ticketgate.keycloak.store.BindingChanges;
import io.ticketgate.keycloak.store.LockFailure;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Collects the attempted changes of one session and judges them together in the prepare phase of
 * its transaction: after everything was written, before anything is committed, so that a refusal
 * leaves nothing behind. It flushes first, because Keycloak leaves some writes to the flush of the
 * commit.
 *
 * <p>One per session: Keycloak 26 walks the prepare list while it commits, and enlisting into it
 * then fails with a ConcurrentModificationException.
 */
final class ChangeCollector extends AbstractKeycloakTransaction {

  private static final Logger LOG = Logger.getLogger(ChangeCollector.class);
  private static final String ATTRIBUTE = ChangeCollector.class.getName();

  private final KeycloakSession session;
  private final Mode serverMode;
  private final Set<AttemptedChange> waiting = new LinkedHashSet<>();
  private boolean judged;

  private ChangeCollector(KeycloakSession session, Mode serverMode) {
    this.session = session;
    this.serverMode = serverMode;
  }

  /** Makes sure that the changes of the session bound to this thread will be judged. */
  static void expect(Mode serverMode) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session != null) {
      of(session, serverMode);
    }
  }

  /** Notes a change in the session bound to this thread. */
  static void note(AttemptedChange change, Mode serverMode) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null) {
      // Nothing here could judge it later, so it must not happen.
      throw new IllegalStateException(
          "The ticket gate refuses to write a role or group outside of a Keycloak session.");
    }
    of(session, serverMode).add(change);
  }

  /** Notes what a request of that session found there, to be judged with what it writes. */
  static void found(KeycloakSession session, AttemptedChange change, Mode serverMode) {
    of(session, serverMode).add(change);
  }

  private static ChangeCollector of(KeycloakSession session, Mode serverMode) {
    ChangeCollector collector = session.getAttribute(ATTRIBUTE, ChangeCollector.class);
    if (collector == null) {
      collector = new ChangeCollector(session, serverMode);
      session.setAttribute(ATTRIBUTE, collector);
      collector.enlist();
    }
    return collector;
  }

  private void enlist() {
    try {
      session.getTransactionManager().enlistPrepare(this);
      AdminEvents.prepare(session);
      BindingChanges.expect(session);
      AfterRollback.of(session);
      wakeProviders();
    } catch (IllegalStateException alreadyCompleting) {
      judged = true;
      ComponentChanges.finish(session);
    }
  }

  /**
   * Keycloak's providers enlist in the transaction when they are made, which they no longer can
   * while it completes: a task may judge the first user it sees.
   */
  private void wakeProviders() {
    session.realms();
    session.users();
    session.groups();
    session.roles();
    session.clients();
    session.clientScopes();
    session.sessions();
  }

  private void add(AttemptedChange change) {
    waiting.add(change);
    if (change.outlastsRefusal()) {
      CacheAfterFailure.of(session);
    }
    if (judged) {
      // A flush of the commit itself. A throw here becomes a database failure; it is refused all
      // the same.
      judgeWaiting();
    }
  }

  @Override
  protected void commitImpl() {
    KeycloakSession bound = KeycloakSessionUtil.getKeycloakSession();
    // What is flushed is noted in the session of the thread, which a nested job of Keycloak 26.4
    // may
    // have left without one.
    KeycloakSessionUtil.setKeycloakSession(session);
    try {
      judgeAll();
    } catch (RuntimeException failure) {
      if (!isOvertaken(failure)) {
        throw failure;
      }
      throw veto(LockFailure.conflict());
    } finally {
      KeycloakSessionUtil.setKeycloakSession(bound);
    }
  }

  /**
   * A flush waits for rows that other requests have written, and those may wait for a lock of ours.
   * A realm without rules fails as stock Keycloak does.
   */
  private boolean isOvertaken(RuntimeException failure) {
    if (failure instanceof Veto) {
      return false;
    }
    if (LockFailure.holdsLocks(session)) {
      return LockFailure.isOvertaken(failure);
    }
    RealmModel realm = session.getContext().getRealm();
    return realm != null && hasRules(realm) && LockFailure.is(failure);
  }

  /** Returns whether requests of the realm may wait for a lock of the gate. */
  static boolean hasRules(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  private void judgeAll() {
    EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    em.flush();
    // Judging may itself write mappings, which are noted while it runs: it goes on until nothing is
    // left.
    while (!waiting.isEmpty()) {
      judgeWaiting();
      em.flush();
    }
    ComponentChanges.finish(session);
    judged = true;
  }

  @Override
  protected void rollbackImpl() {
    waiting.clear();
  }

  private void judgeWaiting() {
    List<AttemptedChange> changes = List.copyOf(waiting);
    waiting.clear();
    WrittenHere written = WrittenHere.in(session);
    changes.forEach(change -> change.note(written));
    Map<String, List<AttemptedChange>> byRealm = new LinkedHashMap<>();
    for (AttemptedChange change : changes) {
      byRealm.computeIfAbsent(change.realmId(), id -> new ArrayList<>()).add(change);
    }
    byRealm.forEach(this::judge);
  }

  private void judge(String realmId, List<AttemptedChange> changes) {
    RealmModel realm = session.realms().getRealm(realmId);
    if (realm == null) {
      return; // removed in this transaction, and all its mappings with it
    }
    // Look-ups of users need the realm in the context; a task has none, a master administrator
    // another.
    RealmModel before = session.getContext().getRealm();
    session.getContext().setRealm(realm);
    try {
      Traced.run(
          session,
          "ticket-gate judge",
          Map.of("realm", realmId, "changes", String.valueOf(changes.size())),
          () -> new RealmChanges(session, realm, serverMode).judge(changes));
    } catch (GateException refusal) {
      Refusals.count(session, realm, refusal.code());
      // Not every surface tells its user why: a login, a workflow and a synchronisation do not.
      if (Operator.isBehind(session)) {
        LOG.errorf(
            "Refused in realm %s: %s. The operator may repeat the command with"
                + " --spi-ticket-gate--default--enforcement=audit; what it does is reported then",
            realm.getId(), refusal.code().code());
      } else {
        LOG.infof(
            "Refused in realm %s: %s%s",
            realm.getId(), refusal.code().code(), Caller.underTicket(session));
      }
      throw veto(refusal);
    } catch (RuntimeException failure) {
      if (!LockFailure.is(failure)) {
        throw failure;
      }
      throw veto(LockFailure.conflict());
    } finally {
      session.getContext().setRealm(before);
    }
  }

  private Veto veto(GateException refusal) {
    session.getTransactionManager().setRollbackOnly();
    return new Veto(refusal);
  }
}
