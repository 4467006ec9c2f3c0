package io.ticketgate.core.refusal;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why the gate refused a request. Nothing has changed when it is thrown; the transaction is rolled
 * back.
 *
 * <p>The message is a sentence for the caller: what was refused, by which rule, and what to do
 * next. It holds no secret.
 */
public abstract sealed class GateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  private GateException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable code. */
  public final ErrorCode code() {
    return code;
  }

  /** Returns whether the same request may succeed later without being changed. */
  public boolean retryable() {
    return false;
  }

  /** A check of a rule failed, or nothing covers what was attempted. */
  public static final class Refused extends GateException {
    private static final long serialVersionUID = 1L;
    private final transient List<CheckResult> checks;

    public Refused(ErrorCode code, String message, List<CheckResult> checks) {
      super(code, message);
      this.checks = List.copyOf(checks);
    }

    /** Every check that was made, failed or not; empty when no ticket was looked at. */
    public List<CheckResult> checks() {
      return checks;
    }
  }

  /**
   * The request contradicts the present state: an older ticket version, a binding that has ended.
   */
  public static final class Conflict extends GateException {
    private static final long serialVersionUID = 1L;

    public Conflict(ErrorCode code, String message) {
      super(code, message);
    }
  }

  /** A ticket, subject, entitlement or binding does not exist. */
  public static final class NotFound extends GateException {
    private static final long serialVersionUID = 1L;

    public NotFound(ErrorCode code, String message) {
      super(code, message);
    }
  }

  /** The request is malformed. */
  public static final class Invalid extends GateException {
    private static final long serialVersionUID = 1L;
    private final String field;
    private final transient @Nullable Place place;

    /**
     * Where in the text of a field the fault is; both count from 1.
     *
     * @param column in characters as people count them, not in UTF-16 units
     */
    public record Place(int line, int column) {}

    /**
     * @param field path of the field at fault, for example {@code lifetime.max}; empty when it is
     *     the whole request
     */
    public Invalid(ErrorCode code, String field, String message) {
      this(code, field, message, null);
    }

    /** The same, where it is known where in the field's text the fault is. */
    public Invalid(ErrorCode code, String field, String message, @Nullable Place place) {
      super(code, message);
      this.field = field;
      this.place = place;
    }

    /** Where in the field's text the fault is; empty where only the field is known. */
    public Optional<Place> place() {
      return Optional.ofNullable(place);
    }

    /** Path of the field at fault, or empty. */
    public String field() {
      return field;
    }
  }

  /** The ITSM did not answer, so nothing new is granted. */
  public static final class Unavailable extends GateException {
    private static final long serialVersionUID = 1L;
    private final long retryAfterSeconds;

    public Unavailable(String message, long retryAfterSeconds) {
      super(ErrorCode.ITSM_UNAVAILABLE, message);
      this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Seconds after which to try again. */
    public long retryAfterSeconds() {
      return retryAfterSeconds;
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }
}
