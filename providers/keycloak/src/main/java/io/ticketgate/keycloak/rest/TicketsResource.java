package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ITSM;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.gate.TicketDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Tickets: read what the gate knows, take in what the ITSM pushes, read it anew. */
@Produces(MediaType.APPLICATION_JSON)
public final class TicketsResource extends Endpoint {

  private static final int MOST_BINDINGS = 1000;

  private final TicketDesk desk;
  private final JpaTickets stored;
  private final JpaBindings bindings;
  private final RequestedTickets tickets;

  TicketsResource(
      Call call,
      TicketDesk desk,
      JpaTickets stored,
      JpaBindings bindings,
      RequestedTickets tickets) {
    super(call);
    this.desk = desk;
    this.stored = stored;
    this.bindings = bindings;
    this.tickets = tickets;
  }

  /** The ticket as last read, and its bindings. */
  @GET
  @Operation(summary = "Reads the stored ticket and its bindings")
  @APIResponseSchema(
      value = TicketView.class,
      responseCode = "200",
      responseDescription = "The ticket")
  public Response get(@PathParam("system") String system, @PathParam("key") String key) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW,
              TICKET_GATE_GRANT,
              TICKET_GATE_REVIEW,
              TICKET_GATE_ADMIN,
              TICKET_GATE_ITSM);
          TicketRef ref = ref(system, key);
          requireActing(
              ref, TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          return Response.ok(view(ref)).build();
        });
  }

  /** Stores a newer record of a ticket, and ends the bindings that it no longer carries. */
  @PUT
  @Operation(summary = "Stores a ticket record that the ITSM pushes")
  @RequestBodySchema(TicketBody.class)
  @APIResponseSchema(
      value = TicketView.class,
      responseCode = "200",
      responseDescription = "The record was stored, or was stored already")
  @APIResponse(responseCode = "201", description = "The first record of this ticket")
  @APIResponse(
      responseCode = "409",
      description = "Older than the stored record, or the same version with other content")
  public Response put(
      @PathParam("system") String system, @PathParam("key") String key, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ITSM, TICKET_GATE_ADMIN);
          TicketRef ref = ref(system, key);
          requireActing(ref, TICKET_GATE_ADMIN);
          TicketBody record = RequestBody.read(body, TicketBody.class, ErrorCode.INVALID_REQUEST);
          ItsmSystem target = pushSystem(ref);
          TicketDesk.Receipt receipt;
          try {
            receipt =
                desk.receive(
                    record.ticket(ref), target.connector()::compareVersions, caller.person(), now);
          } catch (ItsmException.Malformed unordered) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "version", String.valueOf(unordered.getMessage()));
          }
          Response.Status status =
              receipt == TicketDesk.Receipt.CREATED ? Response.Status.CREATED : Response.Status.OK;
          return Response.status(status).entity(view(ref)).build();
        });
  }

  /** Reads the ticket from its ITSM now; of a push system, the record is the ticket. */
  @POST
  @Path("sync")
  @Operation(summary = "Reads a ticket from its ITSM now")
  @APIResponseSchema(
      value = TicketView.class,
      responseCode = "200",
      responseDescription = "The ticket")
  @APIResponse(responseCode = "503", ref = "Unavailable")
  public Response sync(@PathParam("system") String system, @PathParam("key") String key) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ITSM, TICKET_GATE_ADMIN, TICKET_GATE_GRANT);
          TicketRef ref = ref(system, key);
          requireActing(ref, TICKET_GATE_ADMIN, TICKET_GATE_GRANT);
          tickets.read(ref, Duration.ZERO, caller.person(), now);
          return Response.ok(view(ref)).build();
        });
  }

  private ItsmSystem pushSystem(TicketRef ref) {
    ItsmSystem target = tickets.system(ref);
    if (!target.factory().acceptsRecords()) {
      throw RequestBody.invalid(
          ErrorCode.SYSTEM_INVALID,
          "system",
          "Tickets of '"
              + ref.system()
              + "' are read from the ITSM, not put here; only systems with the connector push accept"
              + " ticket records.");
    }
    return target;
  }

  private TicketView view(TicketRef ref) {
    KnownTicket known =
        stored
            .find(ref)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND, "There is no ticket " + ref + "."));
    List<Binding> under = bindings.lists().list(BindingLists.Filter.under(ref), 0, MOST_BINDINGS);
    return TicketView.of(known, stored.readAt(ref).orElse(null), bindings.uncleaned(ref), under);
  }

  private static TicketRef ref(String system, String key) {
    try {
      return new TicketRef(system, key);
    } catch (IllegalArgumentException malformed) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "", String.valueOf(malformed.getMessage()));
    }
  }
}
