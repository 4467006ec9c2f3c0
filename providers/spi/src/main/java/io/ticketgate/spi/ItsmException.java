package io.ticketgate.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a ticket could not be read. A ticket that does not exist is no failure: the connector answers
 * empty.
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

  /** The ITSM cannot be reached, is overloaded or answers with a server error. */
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

    /** How long the ITSM asks callers to wait; null when it does not say. */
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
