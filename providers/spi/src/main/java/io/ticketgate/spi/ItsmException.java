package io.ticketgate.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an ITSM system could not do what was asked.
 *
 * <p>Messages reach administrators and logs: they name the system and what to do, never a
 * credential or a ticket's text.
 */
public abstract sealed class ItsmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private ItsmException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later without anybody changing the configuration. */
  public abstract boolean retryable();

  /** How long the ITSM asks callers to wait; null when it does not say. */
  public @Nullable Duration retryAfter() {
    return null;
  }

  /**
   * The ITSM says that there is no such ticket. Many say the same of a ticket that the connector's
   * account may not see. Only for the ITSM's own answer about this ticket: when it keeps to it, the
   * gate ends the bindings under the ticket.
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

  /** The ITSM cannot be reached, does not answer in time or answers with a server error. */
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

  /** The connector's account has asked more often than the ITSM allows. */
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

  /** The ITSM refuses the connector's account. */
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

  /** The answer is not what the ITSM documents: a field is missing, or another ticket came back. */
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
