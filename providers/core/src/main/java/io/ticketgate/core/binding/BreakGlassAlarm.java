package io.ticketgate.core.binding;

import java.time.Instant;

/** Tells everybody who should know of an emergency grant, beside the journal of its binding. */
public interface BreakGlassAlarm {

  /** One was made. */
  void used(Binding binding, BreakGlass used);

  /** Nobody has reviewed one by its deadline. */
  void overdue(Binding binding, BreakGlass used, Instant now);
}
