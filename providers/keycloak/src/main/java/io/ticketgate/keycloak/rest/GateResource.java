package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.Version;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.internal.AdminCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** The root of the admin REST resource. */
@Produces(MediaType.APPLICATION_JSON)
public final class GateResource extends Endpoint {

  public GateResource(RealmGate gate, AdminCaller caller) {
    super(gate, caller);
  }

  /**
   * What the gate is and does in this realm.
   *
   * @param mode the most that any rule may do: enforce, audit or off
   * @param counts bindings by state
   * @param rules how many rules there are
   */
  public record Overview(
      String version,
      String mode,
      Map<String, Long> counts,
      int rules,
      List<SystemHealth> systems) {}

  /**
   * An ITSM system and how it does.
   *
   * @param health up, or down; a push system has nothing to be reached and is up, a system whose
   *     connector this server lacks is down
   */
  public record SystemHealth(String name, String connector, String health) {}

  /** Version, mode, counts, and the health of each ITSM system. */
  @GET
  @Operation(summary = "Version, mode, counts, and the health of each ITSM system")
  @APIResponseSchema(
      value = Overview.class,
      responseCode = "200",
      responseDescription = "What the gate is and does in this realm")
  public Response overview() {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          Map<String, Long> counts = new TreeMap<>();
          gate.bindings()
              .counts()
              .forEach(
                  (status, count) -> counts.put(status.name().toLowerCase(Locale.ROOT), count));
          int rules =
              (int)
                  gate.realm()
                      .getComponentsStream(gate.realm().getId(), GateRule.class.getName())
                      .count();
          List<SystemHealth> systems =
              ItsmSystem.components(gate.realm())
                  .map(
                      component ->
                          new SystemHealth(
                              component.getName(),
                              component.getProviderId(),
                              ItsmSystem.factory(gate.session(), component.getProviderId())
                                      .isPresent()
                                  ? "up"
                                  : "down"))
                  .sorted(Comparator.comparing(SystemHealth::name))
                  .toList();
          return Response.ok(
                  new Overview(Version.get(), gate.serverMode().word(), counts, rules, systems))
              .build();
        });
  }

  /** Bindings. */
  @Path("bindings")
  public BindingsResource bindings() {
    return new BindingsResource(gate, caller);
  }

  /** Dry runs. */
  @Path("evaluations")
  public EvaluationsResource evaluations() {
    return new EvaluationsResource(gate, caller);
  }

  /** Grants with and without a binding. */
  @Path("coverage")
  public CoverageResource coverage() {
    return new CoverageResource(gate, caller);
  }

  /** Tickets. */
  @Path("tickets/{system}/{key}")
  public TicketsResource tickets() {
    return new TicketsResource(gate, caller);
  }

  /** Rules. */
  @Path("rules")
  public RulesResource rules() {
    return new RulesResource(gate, caller);
  }

  /** ITSM systems. */
  @Path("systems")
  public SystemsResource systems() {
    return new SystemsResource(gate, caller);
  }
}
