package io.ticketgate.verifier;

/**
 * Something that is wrong with the evidence.
 *
 * @param message what, where, in a sentence
 */
record Finding(Kind kind, String message) {

  /** What kind of thing is wrong. */
  enum Kind {
    /** An entry, its names or another file is not what it was. */
    CHANGED,
    REMOVED,
    INSERTED,
    /** An entry is not at its place. */
    MOVED,
    /** An entry says that it is older than it is. */
    BACK_DATED,
    /** A signature is missing, or by another key. */
    NOT_SIGNED,
    /** The log is not the one that it was, grown. */
    REWRITTEN,
    /** The table of the server says something else than the log. */
    DIFFERS,
    /** Something cannot be read. */
    UNREADABLE
  }

  @Override
  public String toString() {
    return kind.name() + ": " + message;
  }
}
