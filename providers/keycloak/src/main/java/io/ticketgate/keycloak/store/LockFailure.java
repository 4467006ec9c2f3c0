package io.ticketgate.keycloak.store;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Set;
import org.hibernate.exception.LockAcquisitionException;

/** Two requests that waited for each other, and of which the database let one go. */
public final class LockFailure {

  /**
   * Of a row that was waited for in vain, or of a deadlock: a batch brings nothing but the state.
   */
  private static final Set<String> STATES = Set.of("HYT00", "55P03", "40P01", "40001");

  private LockFailure() {}

  /** Returns whether this failure is one. */
  public static boolean is(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof LockAcquisitionException
          || each instanceof PessimisticLockException
          || each instanceof LockTimeoutException
          || each instanceof org.hibernate.PessimisticLockException
          // MariaDB's word for a deadlock, which Keycloak's entity manager hands on bare.
          || each instanceof SQLTransactionRollbackException
          || (each instanceof SQLException refused
              && refused.getSQLState() != null
              && STATES.contains(refused.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** What to tell the one that was let go. */
  public static GateException conflict() {
    return new GateException.Conflict(
        ErrorCode.CONCURRENT_CHANGE,
        "Another request is changing the same ticket or person. Nothing was changed; try again.");
  }
}
