package io.ticketgate.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.Provider;

/**
 * Reads tickets from one configured ITSM system. One instance serves one Keycloak session and is
 * used by one thread; what is costly to make (a connection pool) belongs to the {@link
 * ItsmConnectorFactory}.
 */
public interface ItsmConnector extends Provider {

  /**
   * Reads one ticket with all its approval records.
   *
   * <p>Called before the gate holds any database lock, and bounded by the connector to 2 s for
   * connecting and 5 s in all: a stock Keycloak endpoint may be waiting.
   *
   * @param ref the ticket; {@code ref.system()} is the alias of this system
   * @param known what the gate knows of the ticket already, for a conditional read; null when it
   *     never saw it
   * @return the ticket; empty when the ITSM says that it does not exist. Its {@code ref} must be
   *     the one asked for: a system that follows merges and answers with another ticket is {@link
   *     ItsmException.Malformed}
   * @throws ItsmException when the ticket could not be read; the gate then grants nothing
   */
  Optional<Ticket> fetch(TicketRef ref, @Nullable Ticket known);

  /**
   * Orders two versions of one ticket: integers as numbers, else ISO 8601 instants by time.
   * Override it where a system counts in another way.
   *
   * @return negative when {@code a} is older than {@code b}, 0 when they are the same version
   * @throws ItsmException.Malformed when the two cannot be ordered; also when they are the same but
   *     of no form that can be: stored, it could never be followed by a newer one
   */
  default int compareVersions(String a, String b) {
    return TicketVersions.compare(a, b);
  }

  @Override
  default void close() {}
}
