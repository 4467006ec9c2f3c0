package io.ticketgate.keycloak.store;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.StaleStateException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.LockAcquisitionException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;

/** Two requests that waited for each other, and of which the database let one go. */
public final class LockFailure {

  /**
   * Of a row that was waited for in vain, or of a deadlock: a batch brings nothing but the state.
   */
  private static final Set<String> STATES = Set.of("HYT00", "55P03", "40P01", "40001");

  /** What H2 says of the same, where Keycloak hands on no more than the bare cause. */
  private static final String H2 = "org.h2.mvstore.MVStoreException";

  /** H2's codes of a row that another transaction has locked, and of a deadlock. */
  private static final Pattern H2_LOCKED = Pattern.compile(".*/10[15]]", Pattern.DOTALL);

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
          || isOfH2(each)
          || (each instanceof SQLException refused
              && refused.getSQLState() != null
              && STATES.contains(refused.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfH2(Throwable failure) {
    return failure.getClass().getName().equals(H2)
        && H2_LOCKED.matcher(String.valueOf(failure.getMessage())).matches();
  }

  /**
   * Returns whether this failure, of a request that holds locks of the gate or writes for it alone,
   * comes from another request that was faster: a row that this one has read is gone, or one that
   * it adds is there. Elsewhere it may be what somebody asked for twice.
   */
  public static boolean isOvertaken(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof OptimisticLockException
          || each instanceof StaleStateException
          || each instanceof ConstraintViolationException
          || each instanceof ModelDuplicateException) {
        return true;
      }
    }
    return is(failure);
  }

  /** Returns whether the session has locked a subject for the gate. */
  public static boolean holdsLocks(KeycloakSession session) {
    return Rows.holdsAny(session);
  }

  /** What to tell the one that was let go. */
  public static GateException conflict() {
    return new GateException.Conflict(
        ErrorCode.CONCURRENT_CHANGE,
        "Another request is changing the same ticket or person. Nothing was changed; try again.");
  }
}
