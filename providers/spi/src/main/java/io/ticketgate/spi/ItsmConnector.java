package io.ticketgate.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.Provider;

/**
 * Talks to one configured ITSM system.
 *
 * <p>One instance serves one Keycloak session and is used by one thread at a time; what is costly
 * to make (a connection pool) or shared between threads belongs to the {@link
 * ItsmConnectorFactory}. Every method but {@link #compareVersions} and {@link #ticketKey} may ask
 * the ITSM, and is called while the gate holds no database lock. A connector never retries for
 * longer than the time named at the method: the gate tries again later by itself.
 *
 * <p>A connector reports facts. It must fail, rather than leave out, what it could not read: a
 * ticket without the approvals that it has would be as wrong as one with approvals that it has not.
 * Every failure is an {@link ItsmException}, whose kind tells the gate what to do; it takes
 * anything else that is thrown for a fault of the connector.
 */
public interface ItsmConnector extends Provider, AutoCloseable {

  /**
   * Reads one ticket with all its approval records.
   *
   * <p>Bounded by the connector to 2 s for connecting and 5 s in all: a stock Keycloak endpoint may
   * be waiting.
   *
   * @param ref the ticket; {@code ref.system()} is the alias of this system
   * @param known what the gate knows of the ticket already, for a conditional read: it may be
   *     answered as it is when the ITSM says that nothing has changed since {@code
   *     known.version()}; null when the gate never saw the ticket
   * @return the ticket. Its {@code ref} must be the one asked for
   * @throws ItsmException.NotFound when the ITSM says that there is no such ticket, or answers with
   *     another one, since the two were merged or the ticket was moved: as long as it stays so,
   *     nothing is granted under it, and in the end its bindings are taken back
   * @throws ItsmException when the ticket could not be read; the gate then grants nothing
   */
  Ticket fetch(TicketRef ref, @Nullable Ticket known);

  /**
   * Lists tickets that have changed, a page at a time, oldest change first where the ITSM can.
   * Changes of approvals count where the ITSM can tell them. Bounded to 30 s.
   *
   * @param since changes before this instant, in the ITSM's time, need not be listed
   * @param page {@link Changes#next} of the page before; null for the first
   * @return the page; empty when this ITSM cannot list changes, and the gate then reads each ticket
   *     with live bindings from time to time
   * @throws ItsmException when they could not be listed; the gate asks again from where it was
   */
  default Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.empty();
  }

  /**
   * Adds a note for the people who work on a ticket, visible to them and not to its requester where
   * the ITSM makes that difference. Bounded to 10 s. The gate may repeat a note whose success it
   * did not hear of.
   *
   * @param note plain text of one or more lines, without secrets
   * @throws ItsmException when the note is not on the ticket; a {@link ItsmException#retryable} one
   *     is tried again later
   * @throws UnsupportedOperationException when this ITSM takes no notes
   */
  default void addNote(TicketRef ref, String note) {
    throw new UnsupportedOperationException("This connector writes no notes.");
  }

  /**
   * Tries out what the connector needs: reaching the system, its account's rights, the configured
   * fields and states, the difference of the clocks. Bounded to 30 s.
   *
   * @return what was looked at, in the order in which an administrator would mend it. A failure to
   *     reach the system is a finding too; nothing is thrown for it
   */
  default List<Finding> test() {
    return List.of();
  }

  /**
   * Reads which ticket a webhook is about. Nothing else in a webhook is believed.
   *
   * @param body the webhook's body, whose signature has been verified; any text
   * @return the ticket's key; empty when the body names none, or is of no form this connector knows
   */
  default Optional<String> ticketKey(String body) {
    return Optional.empty();
  }

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

  /** Nothing but {@link #compareVersions} is called after it. */
  @Override
  default void close() {}
}
