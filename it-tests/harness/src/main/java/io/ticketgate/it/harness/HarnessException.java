package io.ticketgate.it.harness;

import org.jspecify.annotations.Nullable;

/**
 * A server, a database or a file that the harness needs cannot be had; the message says which and
 * why.
 */
public final class HarnessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public HarnessException(String message) {
    super(message);
  }

  public HarnessException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
