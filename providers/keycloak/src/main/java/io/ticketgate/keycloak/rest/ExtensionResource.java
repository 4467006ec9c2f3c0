package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ITSM;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Moves the end of a binding to later. */
@Produces(MediaType.APPLICATION_JSON)
public final class ExtensionResource extends Endpoint {

  private final JpaBindings bindings;
  private final Granting granting;

  ExtensionResource(Call call, JpaBindings bindings, Granting granting) {
    super(call);
    this.bindings = bindings;
    this.granting = granting;
  }

  /**
   * The body of {@code extend}.
   *
   * @param expiresAt the new end, ISO 8601
   * @param ticket {@code system:key} of another ticket, which makes a new binding; absent for the
   *     ticket that the binding has
   */
  @Schema(requiredProperties = "expiresAt")
  public record Extension(@Nullable String expiresAt, @Nullable String ticket) {

    /** The new end, in the future. */
    Instant until(Instant now) {
      RequestBody.required(expiresAt, "expiresAt");
      Instant until = RequestBody.instant(expiresAt, "expiresAt");
      if (until == null || !until.isAfter(now)) {
        throw RequestBody.invalid(
            ErrorCode.INVALID_REQUEST, "expiresAt", "expiresAt lies in the past.");
      }
      return until;
    }

    /** The ticket that it names; null for none. */
    @Nullable TicketRef named() {
      return ticket == null || ticket.isBlank() ? null : Endpoint.ticket(ticket, "ticket");
    }
  }

  /** Moves the end, or makes a new binding under another ticket. */
  @POST
  @Operation(summary = "Extends a binding, as far as ticket, change window and rules allow")
  @RequestBodySchema(Extension.class)
  @APIResponseSchema(
      value = BindingView.class,
      responseCode = "200",
      responseDescription = "The binding, with the end that was asked for")
  @APIResponse(
      responseCode = "201",
      description = "Another ticket was named: the new binding under it. The former one goes on")
  @APIResponse(
      responseCode = "409",
      description = "The binding is suspended or has ended, or lives longer already")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response extend(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_GRANT, TICKET_GATE_ITSM);
          Extension wanted = RequestBody.read(body, Extension.class, ErrorCode.INVALID_REQUEST);
          Instant until = wanted.until(now);
          TicketRef named = wanted.named();
          Binding binding = binding(bindings, id);
          requireActing(binding.ticket(), TICKET_GATE_GRANT);
          if (named != null) {
            requireActing(named, TICKET_GATE_GRANT);
          }
          Granting.Granted extended = granting.extend(binding, until, named);
          BindingView view = BindingView.of(extended.binding());
          return extended.created()
              ? Response.created(location("bindings", view.id())).entity(view).build()
              : Response.ok(view).build();
        });
  }
}
