package io.ticketgate.connectors.jira;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Times in JQL. They have no seconds and no zone: Jira reads them in the zone of the account.
 *
 * @see <a href="https://support.atlassian.com/jira-software-cloud/docs/jql-fields/">JQL fields:
 *     Updated</a>
 */
final class JqlTime {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
  private static final ZoneOffset WESTMOST = ZoneOffset.ofHours(-12);

  private JqlTime() {}

  /**
   * The latest minute that Jira reads as no later than the instant.
   *
   * @param zone the account's time zone; null when it is unknown: the minute is then early enough
   *     for any zone
   */
  static String minute(Instant instant, @Nullable ZoneId zone) {
    if (zone == null) {
      return MINUTE.format(instant.atOffset(WESTMOST));
    }
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    // When summer time ends, one hour comes twice, and Jira may read it as the later one.
    return MINUTE.format(
        zone.getRules().getValidOffsets(local).size() > 1 ? local.minusHours(1) : local);
  }
}
