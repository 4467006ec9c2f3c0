package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a status other than success means. */
final class Statuses {

  private final Clock clock;

  Statuses(Clock clock) {
    this.clock = clock;
  }

  ItsmException failure(Answer answer, Peer peer) {
    int status = answer.status();
    String answered = peer.subject() + " answered " + status;
    @Nullable Duration wait = RetryAfter.of(answer, clock);
    if (status >= 500 || status == 408) {
      return new ItsmException.Unavailable(
          answered + ". Look at its own logs; it is asked again later.", wait, null);
    }
    if (status >= 300 && status < 400) {
      return new ItsmException.Malformed(
          answered
              + ", a redirect, and redirects are not followed. It wants a login, or has moved:"
              + " correct the base URL or the account.",
          null);
    }
    return switch (status) {
      case 401 ->
          new ItsmException.NotPermitted(
              answered
                  + ": it does not accept the account. Correct the credentials in the system's"
                  + " settings.",
              null);
      case 403 ->
          new ItsmException.NotPermitted(
              answered + ": the account lacks a right. Grant it in the ITSM.", null);
      case 404, 410 ->
          new ItsmException.NotFound(
              answered + ": there is no such record, or the account may not see it.", null);
      case 407 ->
          new ItsmException.Unavailable(
              "The proxy on the way to "
                  + peer.name()
                  + " wants an account. Name one in Keycloak's proxy settings.",
              null,
              null);
      case 429 ->
          new ItsmException.RateLimited(
              answered + ": it is asked more often than it allows. Raise its limit, or poll less.",
              wait,
              null);
      default ->
          new ItsmException.Malformed(
              answered
                  + ". See whether the base URL leads to the API and the settings name what the"
                  + " ITSM has.",
              null);
    };
  }
}
