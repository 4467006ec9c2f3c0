package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import jakarta.enterprise.context.ContextNotActiveException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** The person behind the request of a session, and the ticket that it names. */
public final class Caller {

  /** Header by which a request to a stock Keycloak endpoint names its ticket. */
  public static final String TICKET_HEADER = "X-Ticket-Ref";

  private static final String NAMED = Caller.class.getName() + ".ticket";

  private Caller() {}

  /** The authenticated user; null where nobody is, as in a task or an import at start. */
  public static @Nullable Person person(KeycloakSession session) {
    UserModel known = session.getContext().getUser();
    UserModel user = known == null ? ClientRegistration.user(session) : known;
    return user == null ? null : Subjects.person(user);
  }

  /** What the header of this session's request says; read once, since several ask. */
  private record Named(@Nullable TicketRef ticket, GateException.@Nullable Invalid malformed) {}

  /**
   * The ticket that the request names; null when it names none, or when there is no request.
   *
   * @throws GateException.Invalid when the header is malformed or given more than once
   */
  public static @Nullable TicketRef namedTicket(KeycloakSession session) {
    Named named = session.getAttribute(NAMED, Named.class);
    if (named == null) {
      named = read(session);
      session.setAttribute(NAMED, named);
    }
    if (named.malformed() != null) {
      throw named.malformed();
    }
    return named.ticket();
  }

  /** The ticket that the request names, for a line of the log; empty without a proper one. */
  public static String underTicket(KeycloakSession session) {
    try {
      TicketRef ticket = namedTicket(session);
      return ticket == null ? "" : " under ticket " + ticket;
    } catch (GateException.Invalid malformed) {
      return "";
    }
  }

  private static Named read(KeycloakSession session) {
    HttpRequest request = request(session);
    List<String> values =
        request == null ? null : request.getHttpHeaders().getRequestHeader(TICKET_HEADER);
    if (values == null || values.isEmpty()) {
      return new Named(null, null);
    }
    try {
      if (values.size() > 1) {
        throw new IllegalArgumentException("Send the header " + TICKET_HEADER + " only once.");
      }
      return new Named(TicketRef.parse(values.get(0).strip()), null);
    } catch (IllegalArgumentException malformed) {
      return new Named(
          null,
          new GateException.Invalid(
              ErrorCode.INVALID_REQUEST,
              TICKET_HEADER,
              TICKET_HEADER + ": " + malformed.getMessage()));
    }
  }

  private static @Nullable HttpRequest request(KeycloakSession session) {
    try {
      return session.getContext().getHttpRequest();
    } catch (ContextNotActiveException noRequest) {
      return null;
    }
  }
}
