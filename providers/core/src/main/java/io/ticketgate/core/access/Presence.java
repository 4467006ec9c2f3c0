package io.ticketgate.core.access;

/** What is known of an account that somebody relies on. */
public enum Presence {
  /** It is an enabled person's. */
  THERE,
  /** It is deleted or disabled, or no person's. */
  GONE,
  /** The directory that keeps it does not answer, or is switched off. */
  UNKNOWN
}
