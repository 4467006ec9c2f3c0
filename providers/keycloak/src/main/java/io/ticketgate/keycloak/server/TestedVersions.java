package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Says at the start which versions of Keycloak the gate is tested with, and warns of others. */
public final class TestedVersions {

  private static final Logger LOG = Logger.getLogger(TestedVersions.class);

  /** One of each minor version: between these Keycloak moves its internals. */
  private static final List<String> TESTED = List.of("26.4.7", "26.5.6", "26.6.4", "26.7.5");

  private static final Pattern MINOR = Pattern.compile("(\\d+\\.\\d+)(?:\\..*)?");

  private TestedVersions() {}

  /**
   * Writes one line into the log: a warning where this minor version of Keycloak is not tested.
   *
   * @param running the version of Keycloak, as the server says it
   */
  public static void tell(String running) {
    String tested = String.join(", ", TESTED);
    if (isTested(running)) {
      LOG.infof("Ticket gate %s; tested with Keycloak %s", Version.get(), tested);
    } else {
      LOG.warnf(
          "Ticket gate %s is not tested with Keycloak %s, but with %s: tables and columns that it"
              + " does not know are refused in realms with an enforced rule, and there may be routes"
              + " to a role that it does not see. Try it where nothing depends on it",
          Version.get(), running, tested);
    }
  }

  /** Returns whether a version of the same minor version is among the tested. */
  static boolean isTested(String running) {
    Matcher minor = MINOR.matcher(running);
    return minor.matches()
        && TESTED.stream()
            .map(MINOR::matcher)
            .filter(Matcher::matches)
            .map(each -> each.group(1))
            .collect(Collectors.toSet())
            .contains(minor.group(1));
  }
}
