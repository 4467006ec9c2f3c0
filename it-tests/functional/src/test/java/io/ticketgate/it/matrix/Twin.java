package io.ticketgate.it.matrix;

/**
 * How the same is done properly: the positive twin of a refusal.
 *
 * @param area the part of the configuration that the ticket is for; empty for the other kinds
 */
record Twin(Kind kind, String area) {

  static final Twin NONE = new Twin(Kind.NONE, "");
  static final Twin TICKET = new Twin(Kind.TICKET, "");
  static final Twin EQUAL = new Twin(Kind.EQUAL, "");

  enum Kind {
    /** Nobody does it by this route. */
    NONE,
    /** Under a ticket for the role or the client's credential; it ends with the ticket. */
    TICKET,
    /** Under a ticket for a part of the configuration; what was changed stays. */
    CONFIGURATION,
    /** By somebody who holds the same roles of the gate. */
    EQUAL
  }

  static Twin configuration(String area) {
    return new Twin(Kind.CONFIGURATION, area);
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
