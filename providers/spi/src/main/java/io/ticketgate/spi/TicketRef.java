package io.ticketgate.spi;

import java.util.regex.Pattern;

/**
 * The name of a ticket, written {@code system:key}, for example {@code snow:CHG0040001}.
 *
 * @param system alias of a configured ITSM system: 1 to 64 letters, digits, {@code . _ -}
 * @param key the ticket's key in that system: 1 to 128 letters, digits, {@code . _ -}
 */
public record TicketRef(String system, String key) {

  /**
   * The system that no ITSM can be: what the gate itself writes as the ticket of an emergency
   * grant, which has none. Its key is then the id of the binding.
   */
  public static final String BREAK_GLASS = "break-glass";

  private static final Pattern SYSTEM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /**
   * @throws IllegalArgumentException when system or key is empty, too long or has other characters
   */
  public TicketRef {
    if (!isSystem(system)) {
      throw new IllegalArgumentException(
          "The system of a ticket must have 1 to 64 letters, digits, '.', '_' or '-', and begin"
              + " with a letter or digit.");
    }
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "The key of a ticket must have 1 to 128 letters, digits, '.', '_' or '-', and begin with"
              + " a letter or digit.");
    }
  }

  /** Whether {@code name} can be the alias of an ITSM system. */
  public static boolean isSystem(String name) {
    return SYSTEM.matcher(name).matches();
  }

  /** Whether a name belongs to the gate itself, whatever its case: no ITSM system may have it. */
  public static boolean isReserved(String system) {
    return BREAK_GLASS.equalsIgnoreCase(system);
  }

  /** Whether it stands in the place of a ticket where there is none. */
  public boolean reserved() {
    return isReserved(system);
  }

  /**
   * Reads {@code system:key}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static TicketRef parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "Write a ticket as 'system:key', for example 'snow:CHG0040001'.");
    }
    return new TicketRef(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return system + ":" + key;
  }
}
