package io.ticketgate.keycloak.store;

import java.sql.Connection;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Whether a plain read may miss what was committed since its transaction began, as on MariaDB in
 * REPEATABLE READ. There a grant reads what others have committed in a transaction of its own, and
 * holds a second connection meanwhile.
 */
public final class SnapshotReads {

  /** Of the one database that a server has. */
  private static volatile @Nullable Boolean known;

  private SnapshotReads() {}

  /** Asks the session's connection the first time. */
  public static boolean on(KeycloakSession session) {
    Boolean answer = known;
    if (answer == null) {
      answer =
          session
                  .getProvider(JpaConnectionProvider.class)
                  .getEntityManager()
                  .unwrap(Session.class)
                  .doReturningWork(Connection::getTransactionIsolation)
              > Connection.TRANSACTION_READ_COMMITTED;
      known = answer;
    }
    return answer;
  }
}
