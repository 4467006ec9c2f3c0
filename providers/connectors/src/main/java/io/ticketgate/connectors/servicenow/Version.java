package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a ticket: {@code <sys_mod_count>@<sys_updated_on>}, ordered by the count alone.
 *
 * <p>Only the count of changes never goes back. The time has a resolution of one second and comes
 * from the clock of the node that wrote the record. Approvals and catalog variables are records of
 * their own. An answered approval does not change the ticket, and a deleted one would lower any
 * number made from them. So they have no part in the order: two reads of one version may differ in
 * them, and the later read is right.
 */
final class Version {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18})@\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");

  private Version() {}

  static String of(Row ticket) {
    String version = ticket.filled(Columns.MOD_COUNT) + "@" + ticket.filledTime(Columns.UPDATED_ON);
    count(version);
    return version;
  }

  static int compare(String a, String b) {
    return count(a).compareTo(count(b));
  }

  private static BigInteger count(String version) {
    Matcher form = FORM.matcher(version);
    if (!form.matches()) {
      throw new ItsmException.Malformed(
          "The version of a ServiceNow ticket must be <sys_mod_count>@<sys_updated_on>, for example"
              + " 10@2026-11-21T18:59:27Z.",
          null);
    }
    return new BigInteger(form.group(1));
  }
}
