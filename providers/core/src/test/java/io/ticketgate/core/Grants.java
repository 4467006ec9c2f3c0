package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Requests for tests, and what became of them. */
public final class Grants {

  private Grants() {}

  public static GrantRequest grant(String ticket, Subject subject, Entitlement entitlement) {
    return new GrantRequest(
        TicketRef.parse(ticket), subject, entitlement, true, null, null, null, InMemoryRealm.ADMIN);
  }

  public static GrantRequest grantUntil(
      String ticket, Subject subject, Entitlement entitlement, Instant end) {
    return new GrantRequest(
        TicketRef.parse(ticket), subject, entitlement, true, end, null, null, InMemoryRealm.ADMIN);
  }

  public static GrantRequest authorise(String ticket, Subject subject, Entitlement entitlement) {
    return new GrantRequest(
        TicketRef.parse(ticket),
        subject,
        entitlement,
        false,
        null,
        null,
        null,
        InMemoryRealm.ADMIN);
  }

  public static GrantRequest authoriseUntil(
      String ticket, Subject subject, Entitlement entitlement, Instant end) {
    return new GrantRequest(
        TicketRef.parse(ticket), subject, entitlement, false, end, null, null, InMemoryRealm.ADMIN);
  }

  public static List<CheckResult.Id> failures(Decision decision) {
    return decision.checks().stream()
        .filter(CheckResult::failed)
        .map(CheckResult::id)
        .distinct()
        .toList();
  }

  /** The work is stopped by the gate, with this code. */
  public static AbstractObjectAssert<?, GateException> refused(
      ErrorCode code, ThrowingCallable work) {
    return assertThatThrownBy(work)
        .asInstanceOf(type(GateException.class))
        .satisfies(
            failure ->
                org.assertj.core.api.Assertions.assertThat(failure.code())
                    .as(failure.getMessage())
                    .isEqualTo(code));
  }
}
