package io.ticketgate.keycloak.write;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.config.ComponentLife;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * What a session has written to rules and systems, judged in the prepare phase of its transaction
 * by {@link ComponentLife}. {@link ChangeCollector} brings that about; a server that is switched
 * off has none, and there it is enlisted by itself.
 */
final class ComponentChanges extends AbstractKeycloakTransaction {

  private static final Logger LOG = Logger.getLogger(ComponentChanges.class);
  private static final String ATTRIBUTE = ComponentChanges.class.getName();

  private final KeycloakSession session;
  private final Map<String, Change> waiting = new LinkedHashMap<>();
  private boolean finished;

  /**
   * One component.
   *
   * @param before what was stored when the transaction began; null for nothing
   */
  private record Change(
      String realmId, String id, @Nullable ComponentModel before, boolean removed) {}

  private ComponentChanges(KeycloakSession session) {
    this.session = session;
  }

  /** Takes note of a row that is inserted or updated, inside the flush. */
  static void stated(ComponentEntity component, @Nullable ComponentModel before) {
    note(component, before, false);
  }

  /** Takes note of a row that is deleted, inside the flush. */
  static void removed(ComponentEntity component, ComponentModel before) {
    note(component, before, true);
  }

  private static void note(
      ComponentEntity component, @Nullable ComponentModel before, boolean removed) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null) {
      throw new IllegalStateException(
          "A rule or ITSM system was written outside of a Keycloak session; the ticket gate refuses"
              + " it.");
    }
    ComponentChanges changes = of(session);
    Change change = new Change(component.getRealm().getId(), component.getId(), before, removed);
    // Of several flushes the first knows what was there.
    changes.waiting.merge(
        change.id(),
        change,
        (first, next) -> new Change(first.realmId(), first.id(), first.before(), next.removed()));
    if (changes.finished) {
      // A flush of the commit itself: a throw becomes a database failure, and refuses all the same.
      changes.judge();
    }
  }

  private static ComponentChanges of(KeycloakSession session) {
    ComponentChanges changes = session.getAttribute(ATTRIBUTE, ComponentChanges.class);
    if (changes == null) {
      changes = new ComponentChanges(session);
      session.setAttribute(ATTRIBUTE, changes);
    }
    return changes;
  }

  /** Judges what the session has written, after a flush; what is noted later is judged at once. */
  static void finish(KeycloakSession session) {
    ComponentChanges changes = of(session);
    changes.judge();
    changes.finished = true;
  }

  /** For a server that is switched off: sees to it that the session is judged. */
  static void expect() {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session != null && session.getAttribute(ATTRIBUTE) == null) {
      of(session).enlist();
    }
  }

  private void enlist() {
    try {
      session.getTransactionManager().enlistPrepare(this);
      session.realms();
    } catch (IllegalStateException alreadyCompleting) {
      finished = true;
    }
  }

  @Override
  protected void commitImpl() {
    KeycloakSession bound = KeycloakSessionUtil.getKeycloakSession();
    // A nested job of Keycloak 26.4 may have left the thread without its session.
    KeycloakSessionUtil.setKeycloakSession(session);
    try {
      session.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
      finish(session);
    } finally {
      KeycloakSessionUtil.setKeycloakSession(bound);
    }
  }

  @Override
  protected void rollbackImpl() {
    waiting.clear();
  }

  private void judge() {
    List<Change> changes = List.copyOf(waiting.values());
    waiting.clear();
    changes.forEach(this::judge);
  }

  private void judge(Change change) {
    RealmModel realm = session.realms().getRealm(change.realmId());
    if (realm == null) {
      return; // removed in this transaction, and all its components with it
    }
    ComponentLife life = new ComponentLife(session, realm);
    ComponentModel before = change.before();
    ComponentModel now = change.removed() ? null : realm.getComponent(change.id());
    try {
      if (now != null) {
        life.requireValid(before, now);
      } else if (before != null) {
        life.requireRemovable(before);
        life.removed(before);
      }
    } catch (GateException refusal) {
      LOG.infof(
          "Refused in realm %s: %s%s",
          realm.getId(), refusal.code().code(), Caller.underTicket(session));
      session.getTransactionManager().setRollbackOnly();
      throw Veto.ofComponent(refusal);
    }
  }
}
