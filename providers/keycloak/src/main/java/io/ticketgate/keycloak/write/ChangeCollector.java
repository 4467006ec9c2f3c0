package io.ticketgate.keycloak.write;

import io.ticketgate.core.GateException;
import io.ticketgate.core.Mode;
import io.ticketgate.keycloak.internal.AdminEvents;
import io.ticketgate.keycloak.internal.Veto;
import io.ticketgate.keycloak.store.LockFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Collects the attempted changes of one session and judges them together in the prepare phase of
 * its transaction: after everything was written, before anything is committed, so that a refusal
 * leaves nothing behind.
 *
 * <p>One per session: Keycloak 26 walks the prepare list while it commits, and enlisting into it
 * then fails with a ConcurrentModificationException.
 */
final class ChangeCollector extends AbstractKeycloakTransaction {

  private static final String ATTRIBUTE = ChangeCollector.class.getName();

  private final KeycloakSession session;
  private final Mode serverMode;
  private final List<AttemptedChange> waiting = new ArrayList<>();
  private boolean judged;

  private ChangeCollector(KeycloakSession session, Mode serverMode) {
    this.session = session;
    this.serverMode = serverMode;
  }

  /** Takes note of a change in the session bound to this thread. */
  static void note(AttemptedChange change, Mode serverMode) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null) {
      // Nothing here could judge it later, so it must not happen.
      throw new IllegalStateException(
          "A role mapping was written outside of a Keycloak session; the ticket gate refuses it.");
    }
    ChangeCollector collector = session.getAttribute(ATTRIBUTE, ChangeCollector.class);
    if (collector == null) {
      collector = new ChangeCollector(session, serverMode);
      session.setAttribute(ATTRIBUTE, collector);
      collector.enlist();
    }
    if (change instanceof AttemptedChange.RoleMapped mapped && !collector.judged) {
      EarlyLocks.take(session, serverMode, mapped.holder().userId(), mapped.roleId());
    }
    collector.add(change);
  }

  private void enlist() {
    try {
      session.getTransactionManager().enlistPrepare(this);
      AdminEvents.prepare(session);
    } catch (IllegalStateException alreadyCompleting) {
      judged = true;
    }
  }

  private void add(AttemptedChange change) {
    waiting.add(change);
    if (judged) {
      // A flush of the commit itself. A throw here becomes a database failure; it is refused all
      // the same.
      judgeWaiting();
    }
  }

  @Override
  protected void commitImpl() {
    judgeWaiting();
    judged = true;
  }

  @Override
  protected void rollbackImpl() {
    waiting.clear();
  }

  /**
   * Judging may itself write mappings, which are noted while it runs: it goes on until nothing is
   * left.
   */
  private void judgeWaiting() {
    while (!waiting.isEmpty()) {
      List<AttemptedChange> changes = List.copyOf(waiting);
      waiting.clear();
      Map<String, List<AttemptedChange>> byRealm = new LinkedHashMap<>();
      for (AttemptedChange change : changes) {
        byRealm.computeIfAbsent(change.realmId(), id -> new ArrayList<>()).add(change);
      }
      byRealm.forEach(this::judge);
    }
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
      new RealmChanges(session, realm, serverMode).judge(changes);
    } catch (GateException refusal) {
      session.getTransactionManager().setRollbackOnly();
      throw new Veto(refusal);
    } catch (RuntimeException failure) {
      if (!LockFailure.is(failure)) {
        throw failure;
      }
      session.getTransactionManager().setRollbackOnly();
      throw new Veto(LockFailure.conflict());
    } finally {
      session.getContext().setRealm(before);
    }
  }
}
