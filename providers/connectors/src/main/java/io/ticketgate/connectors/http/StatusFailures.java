package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns a status other than success into a failure. */
final class StatusFailures {

  private final Clock clock;

  StatusFailures(Clock clock) {
    this.clock = clock;
  }

  ItsmException failure(Answer answer, Peer peer) {
    int status = answer.status();
    String answered = peer.subject() + " answered " + status;
    @Nullable Duration wait = RetryAfter.of(answer, clock);
    if (status >= 500 || status == 408) {
      return new ItsmException.Unavailable(
          answered + ". Check its own logs. The gate asks it again later.", wait, null);
    }
    if (status >= 300 && status < 400) {
      return new ItsmException.Malformed(
          answered
              + ", a redirect, which the connector does not follow. It wants a login or has moved."
              + " Correct "
              + peer.setting()
              + " or the account.",
          null);
    }
    return switch (status) {
      case 401 ->
          new ItsmException.NotPermitted(
              answered
                  + ": it does not accept the account. Correct the credentials in the settings.",
              null);
      case 403 ->
          new ItsmException.NotPermitted(
              answered + ": the account lacks a right. Give it that right in the ITSM.", null);
      case 404, 410 ->
          new ItsmException.NotFound(
              answered + ": it has no such record, or the account may not see it.", null);
      case 407 ->
          new ItsmException.Unavailable(
              "The proxy on the way to "
                  + peer.name()
                  + " wants an account. Add one to Keycloak's proxy settings.",
              null,
              null);
      case 429 ->
          new ItsmException.RateLimited(
              answered
                  + ": the account sent more requests than it allows. Raise its limit, or increase"
                  + " pollEvery.",
              wait,
              null);
      default ->
          new ItsmException.Malformed(
              answered
                  + ". Check that "
                  + peer.setting()
                  + " leads to its API, and that it has what the settings name.",
              null);
    };
  }
}
