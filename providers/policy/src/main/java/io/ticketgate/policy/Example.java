package io.ticketgate.policy;

import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody may make, and what is to become of it.
 *
 * @param tickets the records of the ticket in the order in which they came in; the last one is what
 *     it says now
 * @param uses how often the ticket has been used for this already
 */
record Example(
    String name,
    Finding.Place place,
    ExampleRealm realm,
    List<Ticket> tickets,
    GrantRequest request,
    int uses,
    Instant now,
    Expected expected) {

  /** What is to become of a request. */
  sealed interface Expected {}

  /** No rule is to apply. */
  record Unprotected() implements Expected {}

  /**
   * The request is to be allowed.
   *
   * @param expiresAt the end that the grant is to have; null for any
   */
  record Allowed(@Nullable Instant expiresAt) implements Expected {}

  /**
   * The request is to be denied.
   *
   * @param failed the checks that are to fail, no more and no fewer; null for any
   * @param code what the caller is to be told; null for any
   */
  record Denied(@Nullable Set<CheckResult.Id> failed, @Nullable ErrorCode code)
      implements Expected {}
}
