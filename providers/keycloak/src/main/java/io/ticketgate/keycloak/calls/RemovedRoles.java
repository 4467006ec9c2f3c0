package io.ticketgate.keycloak.calls;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;

/**
 * The roles that Keycloak removes together with their client or realm, one by one. What rests on
 * them ends once they are gone, all of it by a few statements, in the same transaction.
 */
public final class RemovedRoles {

  private static final String ATTRIBUTE = RemovedRoles.class.getName();

  /** So many ids at most are named in one statement. */
  private static final int MOST = 500;

  private final KeycloakSession session;
  private final RealmModel realm;
  private Set<String> ids = new HashSet<>();

  private RemovedRoles(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Some of the roles are gone.
   *
   * @param roleIds of one realm; 500 at most
   */
  public record Gone(KeycloakSession session, RealmModel realm, Set<String> roleIds)
      implements ProviderEvent {}

  /** Removes roles, and publishes {@link Gone} of those that were added meanwhile. */
  public static void together(KeycloakSession session, RealmModel realm, Runnable removal) {
    RemovedRoles roles = new RemovedRoles(session, realm);
    session.setAttribute(ATTRIBUTE, roles);
    try {
      removal.run();
    } finally {
      session.removeAttribute(ATTRIBUTE);
    }
    roles.publish();
  }

  /** Those that the session is removing together; empty while it does nothing of the kind. */
  public static Optional<RemovedRoles> of(KeycloakSession session) {
    return Optional.ofNullable(session.getAttribute(ATTRIBUTE, RemovedRoles.class));
  }

  /** Returns whether none was added since the last were published. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }

  /** Adds one that is gone. */
  public void add(String roleId) {
    ids.add(roleId);
    if (ids.size() == MOST) {
      publish();
    }
  }

  private void publish() {
    if (!ids.isEmpty()) {
      Set<String> gone = ids;
      ids = new HashSet<>();
      session.getKeycloakSessionFactory().publish(new Gone(session, realm, gone));
    }
  }
}
