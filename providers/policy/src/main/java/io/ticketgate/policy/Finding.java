package io.ticketgate.policy;

/**
 * What is wrong with a file, or worth a look.
 *
 * @param rule name of the rule; empty where none is known
 * @param field path of the field at fault, for example {@code lifetime.max}; may be empty
 */
record Finding(Severity severity, Place place, String rule, String field, String message) {

  /** How bad it is. */
  enum Severity {
    /** Saving the rule would be refused, or an example cannot be read. */
    ERROR,
    /** It can be saved, and is perhaps not meant. */
    WARNING
  }

  /** Where it is; line and column count from 1. */
  record Place(String file, int line, int column) {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  static Finding error(Place place, String rule, String field, String message) {
    return new Finding(Severity.ERROR, place, rule, field, message);
  }

  static Finding warning(Place place, String rule, String field, String message) {
    return new Finding(Severity.WARNING, place, rule, field, message);
  }

  boolean isError() {
    return severity == Severity.ERROR;
  }
}
