package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.access.Presence;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.ComponentLife;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.keycloak.events.EventDelivery;
import io.ticketgate.keycloak.realm.Owners;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import io.ticketgate.spi.Finding;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.events.admin.OperationType;

/** Subscribers of the gate's events, as a typed view of the components that hold them. */
@Produces(MediaType.APPLICATION_JSON)
public final class SubscribersResource extends Endpoint {

  private static final String COLLECTION = "subscribers";

  SubscribersResource(Call call) {
    super(call);
  }

  /** Every subscriber of the realm, by name. */
  @GET
  @Operation(summary = "Lists the subscribers of events")
  @APIResponseSchema(
      value = SubscriberJson[].class,
      responseCode = "200",
      responseDescription = "All subscribers of the realm, by name")
  public Response list() {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  EventSubscribers.components(call.realm())
                      .sorted(Comparator.comparing(ComponentModel::getName))
                      .map(SubscriberJson::of)
                      .toList())
              .build();
        });
  }

  /** Adds a subscriber. */
  @POST
  @Operation(summary = "Adds a subscriber of events")
  @RequestBodySchema(SubscriberJson.class)
  @APIResponseSchema(
      value = SubscriberJson.class,
      responseCode = "201",
      responseDescription = "It hears of what happens from now on")
  @APIResponse(responseCode = "409", description = "Another subscriber has this name")
  public Response create(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = new ComponentModel();
          component.setProviderType(EventSubscriber.class.getName());
          component.setParentId(call.realm().getId());
          fill(component, null, body);
          ComponentModel added = stored(() -> call.realm().addComponentModel(component));
          SubscriberJson json = SubscriberJson.of(added);
          caller.changed(OperationType.CREATE, COLLECTION, added.getId(), json);
          return Response.created(location(COLLECTION, added.getId())).entity(json).build();
        });
  }

  /** One subscriber; secrets are masked. */
  @GET
  @Path("{id}")
  @Operation(summary = "Reads a subscriber of events")
  @APIResponseSchema(
      value = SubscriberJson.class,
      responseCode = "200",
      responseDescription = "The subscriber")
  public Response get(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(SubscriberJson.of(component(id))).build();
        });
  }

  /** States a subscriber anew. What waits for it is sent to where it is then. */
  @PUT
  @Path("{id}")
  @Operation(summary = "Replaces a subscriber of events")
  @RequestBodySchema(SubscriberJson.class)
  @APIResponseSchema(
      value = SubscriberJson.class,
      responseCode = "200",
      responseDescription = "It applies at once")
  @APIResponse(responseCode = "409", description = "Another subscriber has this name")
  public Response update(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel before = component(id);
          ComponentModel component = new ComponentModel(before);
          fill(component, before, body);
          stored(
              () -> {
                call.realm().updateComponent(component);
                return component;
              });
          SubscriberJson json = SubscriberJson.of(component);
          caller.changed(OperationType.UPDATE, COLLECTION, id, json);
          return Response.ok(json).build();
        });
  }

  /** Removes a subscriber, and what waits for it. */
  @DELETE
  @Path("{id}")
  @Operation(summary = "Deletes a subscriber of events")
  @APIResponse(responseCode = "204", description = "It hears of nothing any more")
  public Response delete(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          SubscriberJson json = SubscriberJson.of(component);
          call.realm().removeComponent(component);
          caller.changed(OperationType.DELETE, COLLECTION, id, json);
          return Response.noContent().build();
        });
  }

  /** Sends it an event of the type {@code io.ticketgate.subscriber.test}, at once and once. */
  @POST
  @Path("{id}/test")
  @Operation(summary = "Sends a test event to a subscriber")
  @APIResponseSchema(
      value = SubscriberFindings.class,
      responseCode = "200",
      responseDescription = "The findings, also when it could not be reached")
  public Response test(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          List<Finding> findings = new ArrayList<>();
          String owner = component.get(EventSubscriberFactory.OWNER);
          if (!isEnabledUser(owner)) {
            findings.add(
                new Finding(
                    "owner",
                    Finding.Outcome.WARNING,
                    "The owner does not exist in this realm or is disabled. Set owner to an enabled"
                        + " user."));
          }
          findings.add(0, sent(component));
          return Response.ok(SubscriberFindings.of(component.getName(), findings)).build();
        });
  }

  private Finding sent(ComponentModel component) {
    GateEvent event =
        new GateEvent(
            UUID.randomUUID().toString(),
            EventType.SUBSCRIBER_TEST,
            COLLECTION + "/" + component.getId(),
            now,
            List.of(),
            null,
            Map.of());
    String body = EventOutbox.body(call.session(), call.realm(), component, event).orElse("{}");
    EventReceipt receipt =
        EventDelivery.send(call.session(), component, new EventMessage(event.id(), now, body));
    if (receipt instanceof EventReceipt.Refused refused) {
      return new Finding("delivery", Finding.Outcome.PROBLEM, refused.sentence());
    }
    List<EventReceipt.Answer> answers =
        receipt instanceof EventReceipt.Taken taken ? taken.answers() : List.of();
    return answers.isEmpty()
        ? new Finding("delivery", Finding.Outcome.OK, "The subscriber took the test event.")
        : new Finding(
            "delivery",
            answers.stream().allMatch(EventReceipt.Answer::good)
                ? Finding.Outcome.OK
                : Finding.Outcome.WARNING,
            "Its receivers: "
                + answers.stream()
                    .map(answer -> answer.receiver() + " (" + answer.word() + ")")
                    .collect(Collectors.joining(", "))
                + ".");
  }

  /** What was, is and will be sent to it. */
  @Path("{id}/deliveries")
  public DeliveriesResource deliveries() {
    return new DeliveriesResource(call);
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  private ComponentModel component(String id) {
    return component(call, id);
  }

  static ComponentModel component(Call call, String id) {
    return EventSubscribers.find(call.realm(), id)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.SUBSCRIBER_INVALID, "There is no subscriber " + id + "."));
  }

  private void fill(ComponentModel component, @Nullable ComponentModel before, InputStream body) {
    SubscriberJson json =
        RequestBody.read(body, SubscriberJson.class, ErrorCode.SUBSCRIBER_INVALID);
    json.into(component);
    requireKind(json, before, component);
    // The same is asked before the transaction commits, where it would be no problem detail.
    new ComponentLife(call.session(), call.realm()).requireValid(before, component);
    if (!isEnabledUser(json.owner())) {
      throw RequestBody.invalid(
          ErrorCode.SUBSCRIBER_INVALID,
          EventSubscriberFactory.OWNER,
          "owner is the username of an enabled user of this realm, who is responsible for the"
              + " subscriber.");
    }
  }

  private void requireKind(
      SubscriberJson json, @Nullable ComponentModel before, ComponentModel component) {
    String kind = json.kind();
    if (before == null) {
      component.setProviderId(kind == null ? EventSubscriberFactory.WEBHOOK : kind);
    } else if (kind != null && !kind.equals(before.getProviderId())) {
      throw RequestBody.invalid(
          ErrorCode.SUBSCRIBER_INVALID,
          SubscriberJson.KIND,
          "kind is " + before.getProviderId() + " for good. Add another subscriber.");
    }
    if (EventSubscribers.factory(call.session(), component.getProviderId()).isEmpty()) {
      throw RequestBody.invalid(
          ErrorCode.SUBSCRIBER_INVALID,
          SubscriberJson.KIND,
          "kind must be webhook or ssf; this server has no other subscribers.");
    }
  }

  private boolean isEnabledUser(@Nullable String username) {
    return new Owners(call.session(), call.realm()).state(username) == Presence.THERE;
  }

  private static ComponentModel stored(Supplier<ComponentModel> work) {
    try {
      return work.get();
    } catch (ComponentValidationException refused) {
      // With the code before its sentence, as the components endpoint shows it.
      Throwable alone =
          refused.getCause() instanceof ComponentValidationException cause ? cause : refused;
      String sentence = String.valueOf(alone.getMessage());
      throw RequestBody.invalid(ErrorCode.SUBSCRIBER_INVALID, field(sentence), sentence);
    }
  }

  /** The setting that a sentence begins with. */
  private static String field(String sentence) {
    String first = sentence.replaceFirst("^Set ", "").split("[ .:]", 2)[0];
    return List.of(
                "kind",
                "url",
                "allowHttp",
                "secret",
                "secretPrevious",
                "format",
                "owner",
                "giveUpAfter")
            .contains(first)
        ? first
        : "";
  }
}
