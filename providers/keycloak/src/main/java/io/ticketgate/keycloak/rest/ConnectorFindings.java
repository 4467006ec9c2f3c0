package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import java.util.List;
import org.jboss.logging.Logger;

/** Has a connector try out what it needs; whatever it throws is a finding. */
final class ConnectorFindings {

  private static final Logger LOG = Logger.getLogger(ConnectorFindings.class);
  private static final String CONNECTION = "connection";

  private ConnectorFindings() {}

  static List<Finding> of(ItsmSystem system) {
    if (system.factory().acceptsRecords()) {
      return List.of(
          new Finding(
              CONNECTION,
              Finding.Outcome.OK,
              "There is nothing to reach: the records of this system are put here."));
    }
    try (ItsmConnector connector = system.connector()) {
      List<Finding> found = connector.test();
      return found.isEmpty()
          ? List.of(
              new Finding(
                  CONNECTION,
                  Finding.Outcome.WARNING,
                  "This connector tests nothing. Read one of its tickets with POST"
                      + " tickets/{system}/{key}/sync instead."))
          : found;
    } catch (RuntimeException failure) {
      return List.of(problem(system.name(), failure));
    }
  }

  /** A system whose connector this server lacks, its JAR taken away. */
  static Finding missing(String connector) {
    return new Finding(
        CONNECTION,
        Finding.Outcome.PROBLEM,
        "This server has no connector '"
            + connector
            + "'. Put its JAR into providers/ again, or delete the system.");
  }

  /** What a failure to make or to ask a connector is. */
  static Finding problem(String system, RuntimeException failure) {
    if (failure instanceof ItsmException known) {
      return new Finding(CONNECTION, Finding.Outcome.PROBLEM, String.valueOf(known.getMessage()));
    }
    // The message of a third party's exception may hold anything, a credential too.
    LOG.errorf(failure, "The connector of ITSM system %s failed in its test", system);
    return new Finding(
        CONNECTION,
        Finding.Outcome.PROBLEM,
        "The connector failed with "
            + failure.getClass().getName()
            + "; the server's log says more.");
  }
}
