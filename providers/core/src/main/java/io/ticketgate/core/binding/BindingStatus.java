package io.ticketgate.core.binding;

/** The states of a binding. REVOKED and EXPIRED are final. */
public enum BindingStatus {
  /** Approved and not activated yet: no grant exists. */
  AUTHORIZED,
  /** The grant exists. */
  ACTIVE,
  /** The grant is withheld, or may not be made yet, until somebody resumes it. */
  SUSPENDED,
  REVOKED,
  EXPIRED;

  /** Returns whether a binding in this state can still carry a grant, now or later. */
  public boolean live() {
    return switch (this) {
      case AUTHORIZED, ACTIVE, SUSPENDED -> true;
      case REVOKED, EXPIRED -> false;
    };
  }

  /** Returns whether the life cycle leads from this state to {@code next}. */
  public boolean canBecome(BindingStatus next) {
    return switch (this) {
      case AUTHORIZED -> next == ACTIVE || next == SUSPENDED || !next.live();
      case ACTIVE -> next == SUSPENDED || !next.live();
      case SUSPENDED -> next == ACTIVE || !next.live();
      case REVOKED, EXPIRED -> false;
    };
  }
}
