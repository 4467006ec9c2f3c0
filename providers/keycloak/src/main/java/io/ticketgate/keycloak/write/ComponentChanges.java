package io.ticketgate.keycloak.write;

import io.ticketgate.core.event.ConfigurationEvents;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.config.ComponentKind;
import io.ticketgate.keycloak.config.ComponentLife;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.config.EventSubscribers;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * What a session has written to rules, systems and subscribers, judged in the prepare phase of its
 * transaction by {@link ComponentLife}, and announced. {@link ChangeCollector} brings that about; a
 * server that is switched off has none, and there it is enlisted by itself.
 */
final class ComponentChanges extends AbstractKeycloakTransaction {

  private static final Logger LOG = Logger.getLogger(ComponentChanges.class);
  private static final String ATTRIBUTE = ComponentChanges.class.getName();

  private final KeycloakSession session;
  private final Map<String, Change> waiting = new LinkedHashMap<>();
  private final Map<String, Settings> settings = new LinkedHashMap<>();
  private boolean finished;

  /**
   * One component.
   *
   * @param before what was stored when the transaction began; null for nothing
   */
  private record Change(
      String realmId, String id, @Nullable ComponentModel before, boolean removed) {}

  /**
   * The settings that were written of a component: for each, how often it was added more often than
   * removed.
   */
  private record Settings(String realmId, Map<Setting, Integer> net) {
    /** Names of those that are other than before. */
    Set<String> changed() {
      return net.entrySet().stream()
          .filter(entry -> entry.getValue() != 0)
          .map(entry -> entry.getKey().name())
          .collect(Collectors.toSet());
    }
  }

  private record Setting(String name, @Nullable String value) {}

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

  /**
   * Takes note of a setting that is inserted or deleted, inside the flush. One that is updated,
   * which Keycloak does not do, counts as inserted.
   *
   * @param written 1 or -1
   */
  static void setting(ComponentConfigEntity row, int written) {
    ComponentChanges changes = of(bound());
    ComponentEntity component = row.getComponent();
    changes
        .settings
        .computeIfAbsent(
            component.getId(), id -> new Settings(component.getRealm().getId(), new HashMap<>()))
        .net()
        .merge(new Setting(row.getName(), row.getValue()), written, Integer::sum);
    if (changes.finished) {
      changes.judge();
    }
  }

  private static KeycloakSession bound() {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    if (session == null) {
      throw new IllegalStateException(
          "A rule, ITSM system or subscriber was written outside of a Keycloak session; the ticket"
              + " gate refuses it.");
    }
    return session;
  }

  private static void note(
      ComponentEntity component, @Nullable ComponentModel before, boolean removed) {
    ComponentChanges changes = of(bound());
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
    settings.clear();
  }

  private void judge() {
    List<Change> changes = List.copyOf(waiting.values());
    Map<String, Settings> written = Map.copyOf(settings);
    waiting.clear();
    settings.clear();
    for (Change change : changes) {
      Settings own = written.get(change.id());
      judge(change, own == null ? Set.of() : own.changed());
    }
    written.forEach(
        (id, own) -> {
          if (changes.stream().noneMatch(change -> change.id().equals(id))) {
            judgeSettings(own.realmId(), id, own.changed());
          }
        });
  }

  /** Of a component whose own row is as it was. */
  private void judgeSettings(String realmId, String id, Set<String> changed) {
    RealmModel realm = session.realms().getRealm(realmId);
    ComponentModel now = realm == null ? null : realm.getComponent(id);
    if (realm == null || now == null || changed.isEmpty()) {
      return;
    }
    if (EventSubscribers.is(now.getProviderType())) {
      // What it hears of is known to us alone, and not to its factory.
      refusing(realm, () -> new ComponentLife(session, realm).requireValid(now, now));
    }
    announce(realm, now, ConfigurationEvents.Change.UPDATED, changed);
  }

  private void announce(
      RealmModel realm,
      ComponentModel component,
      ConfigurationEvents.Change change,
      Set<String> settings) {
    ComponentKind.of(component.getProviderType())
        .ifPresent(
            kind ->
                new EventOutbox(session, realm)
                    .announce(
                        ConfigurationEvents.of(
                            kind.event(),
                            change,
                            kind.collection(),
                            component.getId(),
                            String.valueOf(component.getName()),
                            settings,
                            Caller.person(session),
                            Instant.ofEpochMilli(Time.currentTimeMillis()))));
  }

  private void judge(Change change, Set<String> changed) {
    RealmModel realm = session.realms().getRealm(change.realmId());
    if (realm == null) {
      return; // removed in this transaction, and all its components with it
    }
    ComponentLife life = new ComponentLife(session, realm);
    ComponentModel before = change.before();
    ComponentModel now = change.removed() ? null : realm.getComponent(change.id());
    refusing(
        realm,
        () -> {
          if (now != null) {
            life.requireValid(before, now);
          } else if (before != null) {
            life.requireRemovable(before);
            life.removed(before);
          }
        });
    if (before == null) {
      if (now != null) {
        announce(realm, now, ConfigurationEvents.Change.CREATED, Set.of());
      }
    } else if (now == null) {
      announce(realm, before, ConfigurationEvents.Change.DELETED, Set.of());
    } else {
      Set<String> all = new HashSet<>(changed);
      if (!Objects.equals(before.getName(), now.getName())) {
        all.add("name");
      }
      announce(realm, now, ConfigurationEvents.Change.UPDATED, all);
    }
  }

  private void refusing(RealmModel realm, Runnable judging) {
    try {
      judging.run();
    } catch (GateException refusal) {
      LOG.infof(
          "Refused in realm %s: %s%s",
          realm.getId(), refusal.code().code(), Caller.underTicket(session));
      session.getTransactionManager().setRollbackOnly();
      throw Veto.ofComponent(refusal);
    }
  }
}
