package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.keycloak.store.SessionEnds.Due;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/** Tells this server, once a transaction is committed, whose bindings it has changed. */
public final class BindingChanges extends AbstractKeycloakTransaction {

  private static final String ATTRIBUTE = BindingChanges.class.getName();

  /** No id of a subject begins so. */
  private static final String MANY = "/*";

  private final KeycloakSession session;
  private final Set<String> keys = new LinkedHashSet<>();
  private final Set<Ended> ended = new LinkedHashSet<>();
  private final List<Due> sessionEnds = new ArrayList<>();

  /**
   * Bindings have changed.
   *
   * @param keys as {@link #key} makes them, of subjects; and as {@link #keysOf} does, of all
   *     bindings that have something in common
   * @param ended what has ended, and is to be cleaned up
   * @param sessionEnds sessions that are to end, as they have been stored
   */
  public record Committed(
      KeycloakSession session, Set<String> keys, List<Ended> ended, List<Due> sessionEnds)
      implements ProviderEvent {}

  /**
   * Bindings of one realm that have ended together.
   *
   * @param unwritten whether their rows do not say so yet
   */
  public record Ended(String realmId, Selection which, boolean unwritten) {}

  private BindingChanges(KeycloakSession session) {
    this.session = session;
  }

  /** What a change of a subject's bindings is announced as. That of a realm's roles: its id. */
  public static String key(String realmId, String subjectId) {
    return realmId + "/" + subjectId;
  }

  /**
   * Makes sure that the changes of the session are announced. To be called while the transaction
   * can still be enlisted in, by a caller that may change bindings in its prepare phase.
   */
  public static void expect(KeycloakSession session) {
    of(session);
  }

  /**
   * Returns whether the session has changed bindings of the subject itself, or has ended some of
   * whom it does not know.
   */
  static boolean isChanged(KeycloakSession session, String key) {
    BindingChanges changes = session.getAttribute(ATTRIBUTE, BindingChanges.class);
    return changes != null
        && (changes.keys.contains(key) || changes.keys.stream().anyMatch(BindingChanges::ofMany));
  }

  /** Returns whether a key stands for bindings of several subjects. */
  static boolean ofMany(String key) {
    return key.contains(MANY);
  }

  /** The keys under which an end may be announced that reaches this binding. */
  static List<String> keysOf(String realmId, Binding binding) {
    return List.of(
        ticketKey(realmId, binding.ticket()),
        entitlementKey(realmId, binding.entitlement().id()),
        bindingKey(realmId, binding.id()),
        realmKey(realmId));
  }

  private static String ticketKey(String realmId, TicketRef ticket) {
    return realmId + MANY + "ticket/" + ticket;
  }

  private static String entitlementKey(String realmId, String entitlementId) {
    return realmId + MANY + "entitlement/" + entitlementId;
  }

  private static String bindingKey(String realmId, String id) {
    return realmId + MANY + "binding/" + id;
  }

  static String realmKey(String realmId) {
    return realmId + MANY + "realm";
  }

  private static Set<String> keys(String realmId, Selection which) {
    if (which instanceof Selection.UnderTicket under) {
      return Set.of(ticketKey(realmId, under.ticket()));
    }
    if (which instanceof Selection.OnBasis on) {
      return Set.of(ticketKey(realmId, on.ticket()));
    }
    if (which instanceof Selection.OfSubjects of) {
      return keys(of.subjectIds(), id -> key(realmId, id));
    }
    if (which instanceof Selection.ForEntitlements to) {
      return keys(to.entitlementIds(), id -> entitlementKey(realmId, id));
    }
    if (which instanceof Selection.These these) {
      return keys(these.ids(), id -> bindingKey(realmId, id));
    }
    if (which instanceof Selection.Overdue overdue) {
      return keys(overdue.ids(), id -> bindingKey(realmId, id));
    }
    if (which instanceof Selection.Unused unused) {
      return keys(unused.ids(), id -> bindingKey(realmId, id));
    }
    return Set.of(realmKey(realmId)); // OfRealm
  }

  private static Set<String> keys(Set<String> ids, UnaryOperator<String> key) {
    return ids.stream().map(key).collect(Collectors.toUnmodifiableSet());
  }

  /** Notes an end that is to be cleaned up after the commit. */
  static void ended(KeycloakSession session, String realmId, Selection which, boolean unwritten) {
    BindingChanges changes = of(session);
    changes.keys.addAll(keys(realmId, which));
    changes.ended.add(new Ended(realmId, which, unwritten));
  }

  /** Notes that these are cleaned up in the transaction that has ended them. */
  static void cleanedUp(KeycloakSession session, String realmId, Set<String> ids) {
    of(session)
        .ended
        .removeIf(
            each ->
                each.realmId().equals(realmId)
                    && each.which() instanceof Selection.These these
                    && ids.containsAll(these.ids()));
  }

  /** Notes that sessions are to end after the commit. */
  static void sessionsEnd(KeycloakSession session, Due due) {
    of(session).sessionEnds.add(due);
  }

  static void note(KeycloakSession session, String key) {
    of(session).keys.add(key);
  }

  private static BindingChanges of(KeycloakSession session) {
    BindingChanges changes = session.getAttribute(ATTRIBUTE, BindingChanges.class);
    if (changes == null) {
      changes = new BindingChanges(session);
      // Its cache is to have forgotten who was changed by the time that what follows begins.
      session.users();
      session.getTransactionManager().enlistAfterCompletion(changes);
      session.setAttribute(ATTRIBUTE, changes);
    }
    return changes;
  }

  @Override
  protected void commitImpl() {
    if (!keys.isEmpty() || !sessionEnds.isEmpty()) {
      session
          .getKeycloakSessionFactory()
          .publish(
              new Committed(
                  session, Set.copyOf(keys), List.copyOf(ended), List.copyOf(sessionEnds)));
    }
  }

  @Override
  protected void rollbackImpl() {
    keys.clear();
    ended.clear();
    sessionEnds.clear();
  }
}
