package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs the test of a connector. An exception becomes a finding. */
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
              "The gate connects to nothing: the ITSM sends its ticket records to the gate."));
    }
    try (ItsmConnector connector = system.connector()) {
      List<Finding> found = connector.test();
      return found.isEmpty()
          ? List.of(
              new Finding(
                  CONNECTION,
                  Finding.Outcome.WARNING,
                  "This connector has no test. Read one of its tickets with POST"
                      + " tickets/{system}/{key}/sync."))
          : found;
    } catch (RuntimeException failure) {
      return List.of(problem(system.name(), failure));
    }
  }

  /** The finding for a system whose connector this server does not have. */
  static Finding missing(String connector) {
    return new Finding(
        CONNECTION,
        Finding.Outcome.PROBLEM,
        "This server has no connector '"
            + connector
            + "'. Put the JAR of the connector back into providers/, or delete the system.");
  }

  /** The finding for a connector that could not be made or that failed in its test. */
  static Finding problem(String system, RuntimeException failure) {
    if (failure instanceof ItsmException known) {
      return new Finding(CONNECTION, Finding.Outcome.PROBLEM, String.valueOf(known.getMessage()));
    }
    // The message of another exception may contain anything, also a credential.
    LOG.errorf(failure, "The connector of ITSM system %s failed in its test", system);
    return new Finding(
        CONNECTION,
        Finding.Outcome.PROBLEM,
        "The connector failed with "
            + failure.getClass().getName()
            + ", which is a defect. Report it to the author with the stack trace in the server's"
            + " log.");
  }
}
