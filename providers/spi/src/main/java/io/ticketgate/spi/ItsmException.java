package io.ticketgate.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an ITSM system did not do what the gate asked.
 *
 * <p>Administrators and logs get the message. It says what failed and what to do, and contains no
 * credential and no text of a ticket.
 */
public abstract sealed class ItsmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private ItsmException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later although nobody changes a setting. */
  public abstract boolean retryable();

  /** How long the ITSM asks callers to wait; null when it does not say. */
  public @Nullable Duration retryAfter() {
    return null;
  }

  /**
   * The ITSM says that it has no such ticket. Many ITSMs say so too when the account may not see
   * the ticket. Use it only for the ITSM's own answer about this ticket: when the answer stays the
   * same, the gate ends the bindings under the ticket.
   */
  public static final class NotFound extends ItsmException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The gate cannot reach the ITSM, or it answers too late or with a server error. */
  public static final class Unavailable extends ItsmException {
    private static final long serialVersionUID = 1L;
    private final @Nullable Duration retryAfter;

    /**
     * @param retryAfter how long the ITSM asks callers to wait; null when it does not say
     */
    public Unavailable(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    @Override
    public @Nullable Duration retryAfter() {
      return retryAfter;
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** The account has sent more requests than the ITSM allows. */
  public static final class RateLimited extends ItsmException {
    private static final long serialVersionUID = 1L;
    private final @Nullable Duration retryAfter;

    /**
     * @param retryAfter how long the ITSM asks callers to wait; null when it does not say
     */
    public RateLimited(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    @Override
    public @Nullable Duration retryAfter() {
      return retryAfter;
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** The ITSM refuses the account, or the account lacks a right. */
  public static final class NotPermitted extends ItsmException {
    private static final long serialVersionUID = 1L;

    public NotPermitted(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The answer is not as the ITSM documents it; for example, a field is missing. */
  public static final class Malformed extends ItsmException {
    private static final long serialVersionUID = 1L;

    public Malformed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }
}
