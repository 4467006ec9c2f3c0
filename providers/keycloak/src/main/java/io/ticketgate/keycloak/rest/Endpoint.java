package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.store.LockFailure;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What every part of the resource has in common. */
abstract class Endpoint {

  private static final int DEFAULT_LIST = 100;
  private static final int LONGEST_LIST = 1000;

  final Call call;
  final AdminCaller caller;
  final Instant now;

  Endpoint(Call call) {
    this.call = call;
    this.caller = call.caller();
    this.now = call.now();
  }

  /** Answers a failure as a problem, and makes sure that nothing of it is committed. */
  final Response answer(Supplier<Response> work) {
    try {
      return work.get();
    } catch (GateException failure) {
      call.rollBack();
      return Problem.answer(failure);
    } catch (Veto veto) {
      // From what Keycloak calls of ours below us: the factory of a rule.
      call.rollBack();
      return Problem.answer(veto.refusal());
    } catch (RequestBody.TooLarge tooLarge) {
      call.rollBack();
      return Problem.tooLarge();
    } catch (RuntimeException failure) {
      if (!LockFailure.isOvertaken(failure)) {
        throw failure;
      }
      call.rollBack();
      return Problem.answer(LockFailure.conflict());
    }
  }

  final URI location(String collection, String id) {
    return call.location(collection, id);
  }

  static int first(@Nullable String first) {
    return number(first, "first", 0, 0, Integer.MAX_VALUE);
  }

  static int max(@Nullable String max) {
    return number(max, "max", DEFAULT_LIST, 1, LONGEST_LIST);
  }

  // Taken as text: what JAX-RS cannot convert it answers with a bare 404, before we are asked.
  private static int number(
      @Nullable String text, String field, int byDefault, int least, int most) {
    if (text == null || text.isBlank()) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // answered below, in the same words as a number out of range
    }
    throw RequestBody.invalid(
        ErrorCode.INVALID_REQUEST,
        field,
        field + " is a whole number from " + least + " to " + most + ".");
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
