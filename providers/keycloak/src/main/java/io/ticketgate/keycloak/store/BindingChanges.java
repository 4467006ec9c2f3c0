package io.ticketgate.keycloak.store;

import java.util.LinkedHashSet;
import java.util.Set;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/** Tells this server, once a transaction is committed, whose bindings it has changed. */
public final class BindingChanges extends AbstractKeycloakTransaction {

  private static final String ATTRIBUTE = BindingChanges.class.getName();

  private final KeycloakSession session;
  private final Set<String> keys = new LinkedHashSet<>();

  /**
   * The bindings of these subjects have changed.
   *
   * @param keys as {@link #key} makes them
   */
  public record Committed(KeycloakSession session, Set<String> keys) implements ProviderEvent {}

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

  /** Returns whether the session has changed bindings of the subject itself. */
  static boolean isChanged(KeycloakSession session, String key) {
    BindingChanges changes = session.getAttribute(ATTRIBUTE, BindingChanges.class);
    return changes != null && changes.keys.contains(key);
  }

  static void note(KeycloakSession session, String key) {
    of(session).keys.add(key);
  }

  private static BindingChanges of(KeycloakSession session) {
    BindingChanges changes = session.getAttribute(ATTRIBUTE, BindingChanges.class);
    if (changes == null) {
      changes = new BindingChanges(session);
      session.getTransactionManager().enlistAfterCompletion(changes);
      session.setAttribute(ATTRIBUTE, changes);
    }
    return changes;
  }

  @Override
  protected void commitImpl() {
    if (!keys.isEmpty()) {
      session.getKeycloakSessionFactory().publish(new Committed(session, Set.copyOf(keys)));
    }
  }

  @Override
  protected void rollbackImpl() {
    keys.clear();
  }
}
