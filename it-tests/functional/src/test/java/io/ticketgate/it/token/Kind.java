package io.ticketgate.it.token;

/** How far a way to a token depends on what the person holds now. */
enum Kind {
  /** The person logs in. */
  LOGIN,
  /** Something that was issued before is turned into a token. */
  CONTINUED,
  /** A token that was issued before, and names the role, is looked into. */
  LOOKED_INTO,
  /** A token that was issued before, and names no roles, is asked what its user holds. */
  RESOLVED,
  /** Somebody else asks in a session of their own. */
  IMPERSONATED,
  /** Somebody else asks with a token that was issued before. */
  EXCHANGED;

  Outcome expected(State state) {
    return switch (state) {
      case LIVE -> this == IMPERSONATED || this == EXCHANGED ? Outcome.WITHOUT : Outcome.WITH;
      case UNBOUND ->
          switch (this) {
            case LOGIN -> Outcome.REFUSED;
            case IMPERSONATED -> Outcome.WITHOUT;
            case CONTINUED, LOOKED_INTO, RESOLVED, EXCHANGED -> Outcome.ENDED;
          };
      case EXPIRED ->
          switch (this) {
            case LOGIN -> Outcome.REFUSED;
            case IMPERSONATED -> Outcome.WITHOUT;
            case CONTINUED, LOOKED_INTO, RESOLVED, EXCHANGED -> Outcome.ENDED;
          };
      case STRIPPED, REVOKED, SUSPENDED ->
          this == LOGIN || this == IMPERSONATED ? Outcome.WITHOUT : Outcome.ENDED;
    };
  }
}
