package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ticket that a request names, for one realm and session. The write gate asks for it; the
 * code that talks to an ITSM lies above the write gate.
 */
public interface TicketSource {

  /**
   * Reads the ticket from its ITSM and stores it in the transaction of the session, unless what is
   * stored is young enough for every rule of the realm. What was read stands also where that
   * transaction rolls back. The ITSM is asked once in a session. To be called before any lock is
   * taken.
   *
   * @param by the person on whose behalf it is read; null for the server itself
   * @throws GateException.NotFound {@code ticket_not_found}
   * @throws GateException.Unavailable when the ITSM does not answer
   */
  void readNamed(TicketRef ref, @Nullable Person by, Instant now);
}
