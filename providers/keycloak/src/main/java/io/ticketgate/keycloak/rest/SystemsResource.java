package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_AUDIT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.ComponentLife;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.Owners;
import io.ticketgate.keycloak.store.Happenings;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.events.admin.OperationType;
import org.keycloak.provider.ProviderConfigProperty;

/** ITSM systems, as a typed view of the components that hold them. */
@Produces(MediaType.APPLICATION_JSON)
public final class SystemsResource extends Endpoint {

  private static final Set<String> FIELDS = Set.of("id", "name", "connector", "config");

  SystemsResource(Call call) {
    super(call);
  }

  /** Every system of the realm, by name. */
  @GET
  @Operation(summary = "Lists the ITSM systems")
  @APIResponseSchema(
      value = SystemJson[].class,
      responseCode = "200",
      responseDescription = "All ITSM systems of the realm, by name")
  public Response list() {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  ItsmSystem.components(call.realm())
                      .sorted(Comparator.comparing(ComponentModel::getName))
                      .map(this::json)
                      .toList())
              .build();
        });
  }

  /** Adds a system. */
  @POST
  @Operation(summary = "Adds an ITSM system")
  @RequestBodySchema(SystemJson.class)
  @APIResponseSchema(
      value = SystemJson.class,
      responseCode = "201",
      responseDescription = "The ITSM system is in use at once")
  public Response create(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ObjectNode json = RequestBody.read(body, ObjectNode.class, ErrorCode.SYSTEM_INVALID);
          ComponentModel component = new ComponentModel();
          component.setProviderType(ItsmConnector.class.getName());
          component.setParentId(call.realm().getId());
          component.setName(text(json, "name"));
          component.setProviderId(text(json, "connector"));
          fill(component, json);
          ComponentModel added = stored(() -> call.realm().addComponentModel(component));
          caller.changed(OperationType.CREATE, "systems", added.getId(), json(added));
          return Response.created(location("systems", added.getId())).entity(json(added)).build();
        });
  }

  /** One system; secrets are masked. */
  @GET
  @Path("{id}")
  @Operation(summary = "Reads an ITSM system")
  @APIResponseSchema(
      value = SystemJson.class,
      responseCode = "200",
      responseDescription = "The ITSM system")
  public Response get(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(json(component(id))).build();
        });
  }

  /** States a system's settings anew. Its name is part of every ticket reference and stays. */
  @PUT
  @Path("{id}")
  @Operation(summary = "Replaces an ITSM system")
  @RequestBodySchema(SystemJson.class)
  @APIResponseSchema(
      value = SystemJson.class,
      responseCode = "200",
      responseDescription = "The ITSM system is in use at once")
  public Response update(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ObjectNode json = RequestBody.read(body, ObjectNode.class, ErrorCode.SYSTEM_INVALID);
          ComponentModel component = new ComponentModel(component(id));
          requireSame(json, "name", component.getName());
          requireSame(json, "connector", component.getProviderId());
          fill(component, json);
          stored(
              () -> {
                call.realm().updateComponent(component);
                return component;
              });
          caller.changed(OperationType.UPDATE, "systems", id, json(component));
          return Response.ok(json(component)).build();
        });
  }

  /** Removes a system that no rule names and no live binding rests on. */
  @DELETE
  @Path("{id}")
  @Operation(summary = "Deletes an ITSM system")
  @APIResponse(responseCode = "204", description = "The ITSM system was deleted")
  @APIResponse(
      responseCode = "409",
      description = "A rule names it, or its tickets carry live bindings")
  public Response delete(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          // The same is asked before the transaction commits, where it would be no problem detail.
          new ComponentLife(call.session(), call.realm()).requireRemovable(component);
          ObjectNode json = json(component);
          call.realm().removeComponent(component);
          caller.changed(OperationType.DELETE, "systems", id, json);
          return Response.noContent().build();
        });
  }

  /** Tries out the connection, and looks at the settings. Nothing is changed by it. */
  @POST
  @Path("{id}/test")
  @Operation(summary = "Tests an ITSM system")
  @APIResponseSchema(
      value = SystemFindings.class,
      responseCode = "200",
      responseDescription = "The findings, also when the system cannot be reached")
  public Response test(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          return Response.ok(SystemFindings.of(component.getName(), findings(component))).build();
        });
  }

  /** What happened because of it, newest first: under its tickets, and to its settings. */
  @GET
  @Path("{id}/history")
  @Operation(
      summary = "Lists what was granted and ended because of an ITSM system, and its changes")
  @APIResponseSchema(
      value = HappeningView[].class,
      responseCode = "200",
      responseDescription = "Entries of the log, newest first")
  public Response history(
      @PathParam("id") String id,
      @Parameter(description = "Id of the last entry of the page before") @QueryParam("after")
          @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW,
              TICKET_GATE_GRANT,
              TICKET_GATE_REVIEW,
              TICKET_GATE_ADMIN,
              TICKET_GATE_AUDIT);
          List<Happenings.Happening> page =
              new Happenings(call.session(), call.realm().getId())
                  .page(Happenings.Filter.ofSystem(component(id).getName()), after, max(max));
          if (page == null) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "after", "There is no such entry in this history.");
          }
          return Response.ok(page.stream().map(HappeningView::of).toList()).build();
        });
  }

  private List<Finding> findings(ComponentModel component) {
    Optional<ItsmSystem> system =
        ItsmSystem.find(call.session(), call.realm(), component.getName());
    if (system.isEmpty()) {
      return List.of(ConnectorFindings.missing(component.getProviderId()));
    }
    List<Finding> ofSettings = SettingsFindings.of(system.get(), call.session());
    // Nothing was written, and no connection to the database is to wait for the ITSM.
    call.session().getTransactionManager().commit();
    return Stream.concat(ConnectorFindings.of(system.get()).stream(), ofSettings.stream()).toList();
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  private ComponentModel component(String id) {
    ComponentModel component = call.realm().getComponent(id);
    if (component == null || !ItsmConnector.class.getName().equals(component.getProviderType())) {
      throw new GateException.NotFound(
          ErrorCode.SYSTEM_INVALID, "There is no ITSM system " + id + ".");
    }
    return component;
  }

  private ItsmConnectorFactory factory(String connector) {
    return ItsmSystem.factory(call.session(), connector)
        .orElseThrow(
            () ->
                invalid(
                    "connector",
                    "There is no connector '" + connector + "'; there are " + connectors() + "."));
  }

  private List<String> connectors() {
    return call.session().listProviderIds(ItsmConnector.class).stream().sorted().toList();
  }

  private ObjectNode json(ComponentModel component) {
    // A system whose connector this server lacks, its JAR taken away, is listed and can be deleted.
    List<ProviderConfigProperty> properties =
        ItsmSystem.factory(call.session(), component.getProviderId())
            .map(ItsmConnectorFactory::getConfigProperties)
            .orElse(List.of());
    return SystemJson.json(properties, component);
  }

  private void fill(ComponentModel component, ObjectNode json) {
    json.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw invalid(field, "There is no field '" + field + "' in an ITSM system.");
              }
            });
    JsonNode config = json.path("config");
    if (!config.isObject() && !config.isMissingNode()) {
      throw invalid("config", "config is a JSON object.");
    }
    ItsmConnectorFactory factory = factory(component.getProviderId());
    MultivaluedHashMap<String, String> old =
        component.getConfig() == null ? new MultivaluedHashMap<>() : component.getConfig();
    component.setConfig(SystemJson.config(factory, config, old));
    String owner = component.get(ItsmConnectorFactory.OWNER);
    if (owner != null
        && !owner.isBlank()
        && new Owners(call.session(), call.realm()).state(owner) != Presence.THERE) {
      throw invalid(
          "config.owner",
          "owner is the username of an enabled user of this realm, who is responsible for the ITSM"
              + " system.");
    }
  }

  private static ComponentModel stored(Supplier<ComponentModel> work) {
    try {
      return work.get();
    } catch (ComponentValidationException refused) {
      // With the code before its sentence, as the components endpoint shows it; or a connector's
      // own, without.
      Throwable alone =
          refused.getCause() instanceof ComponentValidationException cause ? cause : refused;
      throw invalid("", String.valueOf(alone.getMessage()));
    }
  }

  private static String text(ObjectNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw invalid(field, field + " is missing.");
    }
    return json.path(field).asText();
  }

  private static void requireSame(ObjectNode json, String field, String present) {
    if (json.has(field) && !text(json, field).equals(present)) {
      throw invalid(field, "The " + field + " of an ITSM system cannot be changed.");
    }
  }

  private static GateException.Invalid invalid(String field, String message) {
    return RequestBody.invalid(ErrorCode.SYSTEM_INVALID, field, message);
  }
}
