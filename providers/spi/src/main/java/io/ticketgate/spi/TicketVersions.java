package io.ticketgate.spi;

import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** The default order of ticket versions. */
final class TicketVersions {

  private static final Pattern INTEGER = Pattern.compile("\\d{1,64}");

  private TicketVersions() {}

  static int compare(String a, String b) {
    if (INTEGER.matcher(a).matches() && INTEGER.matcher(b).matches()) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    try {
      return Instant.parse(a).compareTo(Instant.parse(b));
    } catch (DateTimeParseException notInstants) {
      throw new ItsmException.Malformed(
          "The versions of the ticket cannot be compared. Both must be whole numbers, or both ISO"
              + " 8601 instants.",
          notInstants);
    }
  }
}
