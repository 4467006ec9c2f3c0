package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.Mailbox;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.keycloak.store.Outbox.Delivery;
import io.ticketgate.keycloak.store.Outbox.Status;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;

/** What was, is and will be sent to a subscriber, or by e-mail: {@code subscribers/mail}. */
@Produces(MediaType.APPLICATION_JSON)
public final class DeliveriesResource extends Endpoint {

  /** So many dead letters are sent again by one request. */
  private static final int MOST_AGAIN = 1000;

  private final Outbox outbox;

  DeliveriesResource(Call call) {
    super(call);
    this.outbox = new Outbox(call.session(), call.realm().getId());
  }

  /**
   * How many dead letters wait again.
   *
   * @param queued how many this request has queued
   * @param left whether there are more
   */
  public record Redelivered(int queued, boolean left) {}

  /** The deliveries of a subscriber, newest first. */
  @GET
  @Operation(summary = "Lists the deliveries to a subscriber, newest first")
  @APIResponseSchema(
      value = DeliveryView[].class,
      responseCode = "200",
      responseDescription = "The deliveries, without their events")
  public Response list(
      @PathParam("id") String id,
      @Parameter(description = "`waiting`, `delivered` or `dead`") @QueryParam("status")
          @Nullable String status,
      @Parameter(description = "Id of the last delivery of the page before") @QueryParam("after")
          @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  outbox
                      .list(
                          target(id),
                          status(status),
                          after == null ? null : number(after, "after"),
                          max(max))
                      .stream()
                      .map(DeliveryView::listed)
                      .toList())
              .build();
        });
  }

  /** One delivery, with its event. */
  @GET
  @Path("{delivery}")
  @Operation(summary = "Reads a delivery and its event")
  @APIResponseSchema(
      value = DeliveryView.class,
      responseCode = "200",
      responseDescription = "The delivery")
  public Response get(@PathParam("id") String id, @PathParam("delivery") String delivery) {
    return answer(
        () -> {
          requireView();
          return Response.ok(DeliveryView.whole(delivery(id, delivery))).build();
        });
  }

  /** Has a delivered or dead one sent again, as the same event. */
  @POST
  @Path("{delivery}/redeliver")
  @Operation(summary = "Sends a delivered event or a dead letter again")
  @APIResponseSchema(
      value = DeliveryView.class,
      responseCode = "202",
      responseDescription = "It is sent again")
  @APIResponse(responseCode = "409", description = "It waits to be sent")
  public Response redeliver(@PathParam("id") String id, @PathParam("delivery") String delivery) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          Delivery found = delivery(id, delivery);
          if (!outbox.again(target(id), found.number(), now)) {
            throw new GateException.Conflict(
                ErrorCode.SUBSCRIBER_INVALID, "This event waits to be sent already.");
          }
          caller.changed(
              OperationType.ACTION,
              "subscribers",
              id + "/deliveries/" + found.number(),
              found.eventId());
          return Response.accepted(DeliveryView.listed(delivery(id, delivery))).build();
        });
  }

  /** Has the dead letters sent again, the oldest first. */
  @POST
  @Path("redeliver")
  @Operation(summary = "Sends the dead letters of a subscriber again, the oldest first")
  @APIResponseSchema(
      value = Redelivered.class,
      responseCode = "202",
      responseDescription = "So many are sent again")
  public Response redeliverDead(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          int queued = outbox.deadAgain(target(id), MOST_AGAIN, now);
          Redelivered answer = new Redelivered(queued, queued == MOST_AGAIN);
          caller.changed(OperationType.ACTION, "subscribers", id + "/deliveries", answer);
          return Response.accepted(answer).build();
        });
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  /** Under which id the outbox keeps what goes to a subscriber, or is e-mail. */
  private String target(String id) {
    return id.equals(Mailbox.WORD)
        ? Mailbox.of(call.realm().getId())
        : SubscribersResource.component(call, id).getId();
  }

  private Delivery delivery(String id, String text) {
    String target = target(id);
    return (text.matches("[0-9]{1,18}")
            ? outbox.find(target, Long.parseLong(text))
            : Optional.<Delivery>empty())
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.SUBSCRIBER_INVALID,
                    "This subscriber has no delivery " + text + ", or has it no more."));
  }

  private static long number(String text, String field) {
    if (!text.matches("[0-9]{1,18}")) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          field,
          field + " is the id of the last delivery of the page before.");
    }
    return Long.parseLong(text);
  }

  private static @Nullable Status status(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(Status.values())
        .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST, "status", "status is waiting, delivered or dead."));
  }
}
