package io.ticketgate.core.binding;

import io.ticketgate.core.access.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The emergency grants of a realm, and their reviews. */
public interface BreakGlasses {

  /** Keeps one that was made just now. Its subject is locked. */
  void insert(BreakGlass used);

  /** The emergency grant of that binding; empty for a binding under a ticket. */
  Optional<BreakGlass> find(String bindingId);

  /**
   * Those that nobody has reviewed and that went to the subject, or to one who had its name before.
   * Certain where the subject is locked.
   */
  List<BreakGlass> unreviewedOf(Subject subject);

  /** Returns whether one that this person made is overdue for its review. */
  boolean anyOverdue(String personId, Instant now);

  /**
   * Keeps a review, unless there is one.
   *
   * @return whether it was kept
   */
  boolean review(String bindingId, BreakGlass.Review review);
}
