package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;

/** Which rules protect a role, a client or a group, for whoever looks at it in the console. */
@Produces(MediaType.APPLICATION_JSON)
public final class ProtectionResource extends Endpoint {

  private final Evaluator evaluator;
  private final Roles roles;

  ProtectionResource(Call call, Evaluator evaluator, Roles roles) {
    super(call);
    this.evaluator = evaluator;
    this.roles = roles;
  }

  /**
   * One rule that protects it, or something that comes with it.
   *
   * @param rule id of the rule
   * @param name its name
   * @param mode enforce, audit or off
   * @param entitlement what it protects: the thing itself, or a role that it contains
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Protection(String rule, String name, String mode, EntitlementJson entitlement) {}

  /** Asks for one of the three. */
  @GET
  @Operation(summary = "Says which rules protect a role, a client or a group")
  @APIResponseSchema(
      value = Protection[].class,
      responseCode = "200",
      responseDescription = "The rules, each with what it protects; empty where none does")
  public Response list(
      @Parameter(description = "Id of a role of the realm or of a client") @QueryParam("role")
          @Nullable String role,
      @Parameter(description = "Id of a client, for its credential") @QueryParam("client")
          @Nullable String client,
      @Parameter(description = "Id of a group, for the roles that it carries") @QueryParam("group")
          @Nullable String group) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          Closures closures = evaluator.closures();
          List<Protection> found = new ArrayList<>();
          for (Entitlement part : parts(role, client, group, closures)) {
            closures
                .protecting(part)
                .forEach(
                    rule ->
                        found.add(
                            new Protection(
                                rule.id(),
                                rule.name(),
                                rule.mode().name().toLowerCase(Locale.ROOT),
                                EntitlementJson.of(part.name()))));
          }
          return Response.ok(found).build();
        });
  }

  private Set<Entitlement> parts(
      @Nullable String role, @Nullable String client, @Nullable String group, Closures closures) {
    if (role != null && client == null && group == null) {
      RoleModel model = call.session().roles().getRoleById(call.realm(), role);
      return closures.of(Entitlements.of(known(model, "role")));
    }
    if (client != null && role == null && group == null) {
      ClientModel model = call.session().clients().getClientById(call.realm(), client);
      return Set.of(Entitlements.credential(known(model, "client")));
    }
    if (group != null && role == null && client == null) {
      GroupModel model = call.session().groups().getGroupById(call.realm(), group);
      return carried(known(model, "group"), closures);
    }
    throw RequestBody.invalid(
        ErrorCode.INVALID_REQUEST, "role", "Name one of role, client and group, by its id.");
  }

  /** Members have what the groups above theirs carry, too. */
  private Set<Entitlement> carried(GroupModel group, Closures closures) {
    Set<Entitlement> carried = new LinkedHashSet<>();
    for (GroupModel each = group; each != null; each = each.getParent()) {
      roles.direct(Subjects.of(each)).forEach(held -> carried.addAll(closures.of(held.role())));
    }
    return carried;
  }

  private static <T> T known(@Nullable T model, String what) {
    if (model == null) {
      throw new GateException.NotFound(
          ErrorCode.ENTITLEMENT_NOT_FOUND, "There is no " + what + " of this id in this realm.");
    }
    return model;
  }
}
