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

/** Who is behind the request of a session, and which ticket it names. */
public final class Caller {

  /** Header by which a request to a stock Keycloak endpoint names its ticket. */
  public static final String TICKET_HEADER = "X-Ticket-Ref";

  private Caller() {}

  /** The authenticated user; null where nobody is, as in a task or an import at start. */
  public static @Nullable Person person(KeycloakSession session) {
    UserModel user = session.getContext().getUser();
    return user == null ? null : Subjects.person(user);
  }

  /**
   * The ticket that the request names; null when it names none, or when there is no request.
   *
   * @throws GateException.Invalid when the header is malformed or given more than once
   */
  public static @Nullable TicketRef namedTicket(KeycloakSession session) {
    HttpRequest request = request(session);
    List<String> values =
        request == null ? null : request.getHttpHeaders().getRequestHeader(TICKET_HEADER);
    if (values == null || values.isEmpty()) {
      return null;
    }
    try {
      if (values.size() > 1) {
        throw new IllegalArgumentException("Send the header " + TICKET_HEADER + " only once.");
      }
      return TicketRef.parse(values.get(0).strip());
    } catch (IllegalArgumentException malformed) {
      throw new GateException.Invalid(
          ErrorCode.INVALID_REQUEST, TICKET_HEADER, TICKET_HEADER + ": " + malformed.getMessage());
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
