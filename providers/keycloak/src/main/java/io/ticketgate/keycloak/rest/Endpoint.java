package io.ticketgate.keycloak.rest;

import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.internal.AdminCaller;
import io.ticketgate.keycloak.store.LockFailure;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;

/** What every part of the resource has in common. */
abstract class Endpoint {

  private static final int LONGEST_LIST = 1000;

  final RealmGate gate;
  final AdminCaller caller;
  final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

  Endpoint(RealmGate gate, AdminCaller caller) {
    this.gate = gate;
    this.caller = caller;
  }

  /** Answers a failure as a problem, and makes sure that nothing of it is committed. */
  final Response answer(Supplier<Response> work) {
    try {
      return work.get();
    } catch (GateException failure) {
      gate.session().getTransactionManager().setRollbackOnly();
      return Problem.answer(failure);
    } catch (RequestBody.TooLarge tooLarge) {
      gate.session().getTransactionManager().setRollbackOnly();
      return Problem.tooLarge();
    } catch (RuntimeException failure) {
      if (!LockFailure.is(failure)) {
        throw failure;
      }
      gate.session().getTransactionManager().setRollbackOnly();
      return Problem.answer(LockFailure.conflict());
    }
  }

  final URI location(String collection, String id) {
    return gate.session()
        .getContext()
        .getUri()
        .getBaseUriBuilder()
        .path("admin/realms")
        .path(gate.realm().getName())
        .path("ticket-gate")
        .path(collection)
        .path(id)
        .build();
  }

  static int first(@Nullable Integer first) {
    if (first != null && first < 0) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "first", "first is a whole number, at least 0.");
    }
    return first == null ? 0 : first;
  }

  static int max(@Nullable Integer max) {
    if (max != null && (max < 1 || max > LONGEST_LIST)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "max",
          "max is a whole number from 1 to " + LONGEST_LIST + ".");
    }
    return max == null ? 100 : max;
  }

  static TicketRef ticket(@Nullable String text, String field) {
    try {
      return TicketRef.parse(RequestBody.required(text, field));
    } catch (IllegalArgumentException malformed) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, field, String.valueOf(malformed.getMessage()));
    }
  }
}
