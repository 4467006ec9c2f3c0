package io.ticketgate.core.binding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Since when the gate has looked at every token that a server issued. */
@FunctionalInterface
public interface Watch {

  /** The time; null where it does not look now. Of what was issued before, nothing is known. */
  @Nullable Instant since();
}
