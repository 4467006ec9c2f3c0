package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.GateRuleFactory;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.config.ProtectionMemory;
import io.ticketgate.keycloak.store.MatchedNames;
import io.ticketgate.spi.EntitlementName;
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
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.events.admin.OperationType;

/** Rules, as a typed view of the components that hold them. */
@Produces(MediaType.APPLICATION_JSON)
public final class RulesResource extends Endpoint {

  private static final Logger LOG = Logger.getLogger(RulesResource.class);

  private final Directory directory;
  private final ProtectionMemory memory;
  private final MatchedNames names;

  RulesResource(Call call, Directory directory, ProtectionMemory memory, MatchedNames names) {
    super(call);
    this.names = names;
    this.directory = directory;
    this.memory = memory;
  }

  /** What a rule is to protect no more. */
  @Schema(requiredProperties = "entitlement")
  record Release(@Nullable EntitlementJson entitlement) {}

  /** Every rule of the realm, by name. */
  @GET
  @Operation(summary = "Lists the rules")
  @APIResponseSchema(
      value = RuleJson[].class,
      responseCode = "200",
      responseDescription = "All rules of the realm, by name")
  public Response list() {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  call.realm()
                      .getComponentsStream(call.realm().getId(), GateRule.class.getName())
                      .sorted(Comparator.comparing(GateRuleFactory::name))
                      .map(RuleJson::json)
                      .toList())
              .build();
        });
  }

  /** Adds a rule; it holds at once. */
  @POST
  @Operation(summary = "Adds a rule")
  @RequestBodySchema(RuleJson.class)
  @APIResponseSchema(
      value = RuleJson.class,
      responseCode = "201",
      responseDescription = "The rule applies at once")
  @APIResponse(responseCode = "409", description = "Another rule has this name")
  public Response create(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = new ComponentModel();
          component.setProviderId(GateRuleFactory.ID);
          component.setProviderType(GateRule.class.getName());
          component.setParentId(call.realm().getId());
          fill(component, RequestBody.read(body, ObjectNode.class, ErrorCode.RULE_INVALID));
          ComponentModel added = call.realm().addComponentModel(component);
          requireKnownSystems(added);
          caller.changed(OperationType.CREATE, "rules", added.getId(), RuleJson.json(added));
          return Response.created(location("rules", added.getId())).entity(saved(added)).build();
        });
  }

  /** One rule. */
  @GET
  @Path("{id}")
  @Operation(summary = "Reads a rule")
  @APIResponseSchema(value = RuleJson.class, responseCode = "200", responseDescription = "The rule")
  public Response get(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(RuleJson.json(component(id))).build();
        });
  }

  /** States a rule anew; what the body leaves out takes its default. */
  @PUT
  @Path("{id}")
  @Operation(summary = "Replaces a rule")
  @RequestBodySchema(RuleJson.class)
  @APIResponseSchema(
      value = RuleJson.class,
      responseCode = "200",
      responseDescription = "The rule applies at once")
  @APIResponse(responseCode = "409", description = "Another rule has this name")
  public Response update(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = new ComponentModel(component(id));
          fill(component, RequestBody.read(body, ObjectNode.class, ErrorCode.RULE_INVALID));
          call.realm().updateComponent(component);
          requireKnownSystems(component);
          caller.changed(OperationType.UPDATE, "rules", id, RuleJson.json(component));
          return Response.ok(saved(component)).build();
        });
  }

  /** Removes a rule; what it protected is protected no more. */
  @DELETE
  @Path("{id}")
  @Operation(summary = "Deletes a rule")
  @APIResponse(responseCode = "204", description = "The rule was deleted")
  public Response delete(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          call.realm().removeComponent(component);
          caller.changed(OperationType.DELETE, "rules", id, RuleJson.json(component));
          return Response.noContent().build();
        });
  }

  /** Lets a rule forget a role or client that has given up the name or mark it was known by. */
  @POST
  @Path("{id}/release")
  @Operation(summary = "Lets a rule forget what it protects by memory alone")
  @RequestBodySchema(Release.class)
  @APIResponse(responseCode = "204", description = "The rule protects it no more")
  @APIResponse(responseCode = "404", description = "The rule remembers no such role or client")
  @APIResponse(responseCode = "409", description = "The rule protects it by its name or attribute")
  public Response release(@PathParam("id") String id, InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          ComponentModel component = component(id);
          Release wanted = RequestBody.read(body, Release.class, ErrorCode.INVALID_REQUEST);
          if (wanted.entitlement() == null) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "entitlement", "entitlement is missing.");
          }
          EntitlementName name = wanted.entitlement().name("entitlement");
          Entitlement entitlement =
              directory
                  .entitlement(name)
                  .map(found -> new Entitlement(found, name))
                  .filter(found -> memory.release(component.getId(), found))
                  .orElseThrow(
                      () ->
                          new GateException.NotFound(
                              ErrorCode.ENTITLEMENT_NOT_FOUND,
                              "The rule remembers no such role or client."));
          LOG.infof(
              "Realm %s: rule %s protects %s no more",
              call.realm().getId(), component.getId(), entitlement.id());
          caller.changed(OperationType.UPDATE, "rules", id + "/release", wanted);
          return Response.noContent().build();
        });
  }

  private ObjectNode saved(ComponentModel component) {
    Rule rule =
        RuleParser.parse(component.getId(), GateRuleFactory.name(component), component.getConfig());
    return RuleJson.saved(component, RuleMatches.of(rule.protects(), names));
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }

  private ComponentModel component(String id) {
    ComponentModel component = call.realm().getComponent(id);
    if (component == null || !GateRule.class.getName().equals(component.getProviderType())) {
      throw new GateException.NotFound(ErrorCode.RULE_INVALID, "There is no rule " + id + ".");
    }
    return component;
  }

  private void fill(ComponentModel component, ObjectNode json) {
    if (!json.path("name").isTextual()) {
      throw RequestBody.invalid(ErrorCode.RULE_INVALID, "name", "name is missing.");
    }
    component.setName(json.path("name").asText());
    component.setConfig(RuleJson.config(json));
  }

  /**
   * A slip of the pen, told at once. A rule of Keycloak's own endpoints may come before the system
   * that it names: until that is there, nothing is granted under it.
   */
  private void requireKnownSystems(ComponentModel rule) {
    List<String> systems = rule.getConfig().getOrDefault(RuleField.SYSTEMS.key(), List.of());
    List<String> known =
        ItsmSystem.components(call.realm()).map(ComponentModel::getName).sorted().toList();
    for (String system : systems) {
      if (!known.contains(system)) {
        throw RequestBody.invalid(
            ErrorCode.RULE_INVALID,
            "tickets.systems",
            "No ITSM system '"
                + system
                + "' is configured in this realm; configured are "
                + known
                + ".");
      }
    }
  }
}
