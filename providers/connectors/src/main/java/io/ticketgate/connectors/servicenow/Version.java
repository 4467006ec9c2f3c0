package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a ticket: {@code <sys_mod_count>@<sys_updated_on>}, ordered by the count alone.
 *
 * <p>Of what there is only the count of changes never goes back. The time has a resolution of a
 * second, and comes from the clock of whichever node wrote. Approvals and catalog variables are
 * records of their own: answering one does not touch the ticket, and no number made of theirs only
 * grows, since they can be deleted; a version made of them would then call the ticket without the
 * deleted approval the older one. So they have no part in the order: two reads of one version may
 * differ in them, and the later read is right.
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
          "The version of a ServiceNow ticket is <sys_mod_count>@<sys_updated_on>, for example"
              + " 10@2026-11-21T18:59:27Z.",
          null);
    }
    return new BigInteger(form.group(1));
  }
}
