package io.ticketgate.keycloak.rest;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What every part of the resource has in common. */
abstract class Endpoint extends Answered {

  private static final int DEFAULT_LIST = 100;
  private static final int LONGEST_LIST = 1000;

  final Call call;
  final AdminCaller caller;
  final Instant now;

  Endpoint(Call call) {
    super(call.session());
    this.call = call;
    this.caller = call.caller();
    this.now = call.now();
  }

  /**
   * Refuses to let an account act for an ITSM system that is not its own.
   *
   * @param otherwise roles beside that of ITSM systems which entitle the caller
   * @throws io.ticketgate.core.refusal.GateException.Refused {@code not_permitted}
   */
  final void requireActing(TicketRef ticket, AdminRole... otherwise) {
    ItsmSystem.accounts(call.realm())
        .requireActing(
            caller.person().id(), ticket.system(), Arrays.stream(otherwise).anyMatch(caller::has));
  }

  final URI location(String collection, String id) {
    return call.location(collection, id);
  }

  /**
   * @throws GateException.NotFound {@code binding_not_live} when there is no such binding
   */
  static Binding binding(JpaBindings bindings, String id) {
    Call.requireId(id);
    return bindings.find(id).orElseThrow(() -> Call.noBinding(id));
  }

  static int first(@Nullable String first) {
    return number(first, "first", 0, 0, Integer.MAX_VALUE);
  }

  static int max(@Nullable String max) {
    return number(max, "max", DEFAULT_LIST, 1, LONGEST_LIST);
  }

  // Taken as text: what JAX-RS cannot convert it answers with a bare 404, before we are asked.
  static int number(@Nullable String text, String field, int byDefault, int least, int most) {
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
