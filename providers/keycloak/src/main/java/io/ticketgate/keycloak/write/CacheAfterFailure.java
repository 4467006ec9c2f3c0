package io.ticketgate.keycloak.write;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;

/**
 * Clears Keycloak's cache of realms after a transaction that was rolled back, by the gate or by a
 * failure that somebody provoked: what it read of its own writes may have stayed there. A realm
 * without rules fails as stock Keycloak does.
 */
final class CacheAfterFailure extends AbstractKeycloakTransaction {

  private static final String ATTRIBUTE = CacheAfterFailure.class.getName();

  private final KeycloakSession session;

  private CacheAfterFailure(KeycloakSession session) {
    this.session = session;
  }

  /** To be called once or more by a session that writes what may stay. */
  static void of(KeycloakSession session) {
    RealmModel realm = session.getContext().getRealm();
    if (session.getAttribute(ATTRIBUTE) == null
        && realm != null
        && ChangeCollector.hasRules(realm)) {
      CacheAfterFailure cache = new CacheAfterFailure(session);
      session.setAttribute(ATTRIBUTE, cache);
      session.getTransactionManager().enlistAfterCompletion(cache);
    }
  }

  @Override
  protected void commitImpl() {
    // What was read is what was stored.
  }

  @Override
  protected void rollbackImpl() {
    CacheRealmProvider cache = session.getProvider(CacheRealmProvider.class);
    if (cache != null) {
      cache.clear();
    }
  }
}
