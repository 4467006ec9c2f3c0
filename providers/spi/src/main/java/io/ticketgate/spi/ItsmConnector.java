package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.Provider;

/**
 * Talks to one configured ITSM system.
 *
 * <p>One instance serves one Keycloak session, and one thread at a time uses it. What is costly to
 * create, such as a connection pool, belongs to the {@link ItsmConnectorFactory}. Every method but
 * {@link #compareVersions} and {@link #ticketKey} may ask the ITSM, and the gate holds no database
 * lock while it calls them. Each method states a time limit, retries included. The gate itself
 * tries again later.
 *
 * <p>A connector reports facts. When it cannot read something, it must fail rather than leave that
 * out: a ticket whose approvals are missing is as wrong as one with invented approvals. It throws
 * an {@link ItsmException}, whose kind tells the gate what to do. The gate treats any other
 * exception as a defect of the connector.
 */
public interface ItsmConnector extends Provider, AutoCloseable {

  /**
   * Reads one ticket with all its approval records.
   *
   * <p>Time limit: 2 s to connect and 5 s in all, since a stock Keycloak endpoint may be waiting.
   *
   * @param ref the ticket; {@code ref.system()} is the alias of this system
   * @param known the ticket as the gate knows it, for a conditional read; null when the gate has
   *     never read it. Return it as it is when the ITSM says that nothing has changed since {@code
   *     known.version()}
   * @return the ticket. Its {@code ref} must be the one asked for
   * @throws ItsmException.NotFound when the ITSM says that it has no such ticket, or answers with
   *     another one because the two were merged or the ticket was moved. The gate then grants
   *     nothing under the ticket, and ends its bindings when the answer stays the same
   * @throws ItsmException when the ticket could not be read. The gate then grants nothing
   */
  Ticket fetch(TicketRef ref, @Nullable Ticket known);

  /**
   * Lists changed tickets, one page at a time, the oldest change first if the ITSM can. A change of
   * an approval counts if the ITSM can tell. Time limit: 30 s.
   *
   * @param since the list may leave out changes before this instant of the ITSM's clock
   * @param page {@link Changes#next} of the page before; null for the first
   * @return the page; empty when this ITSM cannot list changes. The gate then reads each ticket
   *     with live bindings from time to time
   * @throws ItsmException when the page could not be read. The gate later asks for it again
   */
  default Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.empty();
  }

  /**
   * Adds a note for the people who work on a ticket; hidden from its requester if the ITSM can.
   * Time limit: 10 s. The gate repeats a note when it does not know whether it was written.
   *
   * @param note plain text of one or more lines, without secrets
   * @throws ItsmException when the note is not on the ticket. The gate tries again later if it is
   *     {@link ItsmException#retryable}
   * @throws UnsupportedOperationException when this ITSM takes no notes
   */
  default void addNote(TicketRef ref, String note) {
    throw new UnsupportedOperationException("This connector does not write notes.");
  }

  /**
   * Makes a ticket for a person who asks for access. Its fields must say what {@link #fetch} then
   * reads: the beneficiary, the entitlement, the window. It approves nothing.
   *
   * <p>Time limit: 2 s to connect and 10 s in all, since a person waits. The gate calls it again
   * with the same {@link NewTicket#id} when it does not know whether the ticket was made. The
   * connector then answers with that ticket, and makes no second one.
   *
   * @throws ItsmException when the ticket was not made, or nobody knows whether it was
   * @throws UnsupportedOperationException unless {@link ItsmConnectorFactory#createsTickets} says
   *     that the system takes requests
   */
  default CreatedTicket createTicket(NewTicket ticket) {
    throw new UnsupportedOperationException("This system takes no requests.");
  }

  /**
   * Tests what the connector needs: the connection, the rights of its account, the configured
   * fields and states, and whether the clocks agree. Time limit: 30 s.
   *
   * @return what was found, in the order in which an administrator would correct it. A system that
   *     does not answer is a finding too, and no exception
   */
  default List<Finding> test() {
    return List.of();
  }

  /**
   * Reads from a webhook which ticket has changed. The gate uses nothing else of a webhook.
   *
   * @param body the body of the webhook, any text. The gate has verified its signature
   * @return the ticket's key; empty when the body names none or has an unknown form
   */
  default Optional<String> ticketKey(String body) {
    return Optional.empty();
  }

  /**
   * Compares two versions of one ticket: integers as numbers, otherwise ISO 8601 instants by time.
   * Override it for a system with other versions.
   *
   * @return negative when {@code a} is older than {@code b}, 0 when they are the same version
   * @throws ItsmException.Malformed when the two cannot be compared. This includes two equal texts
   *     that are no version: once stored, no newer version could replace it
   */
  default int compareVersions(String a, String b) {
    return TicketVersions.compare(a, b);
  }

  /** The gate calls nothing but {@link #compareVersions} afterwards. */
  @Override
  default void close() {}
}
