package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why and when bindings end.
 *
 * @param actor the person who caused it; null for the gate itself
 * @param detail what the history says beside the cause; null for nothing
 */
public record Ending(EndCause cause, @Nullable Person actor, @Nullable Detail detail, Instant at) {

  /** An end that the gate itself brings about, with nothing to add. */
  public static Ending by(EndCause cause, Instant at) {
    return new Ending(cause, null, null, at);
  }

  /** The state of a binding that has ended so. */
  public BindingStatus status() {
    return cause == EndCause.EXPIRED ? BindingStatus.EXPIRED : BindingStatus.REVOKED;
  }
}
