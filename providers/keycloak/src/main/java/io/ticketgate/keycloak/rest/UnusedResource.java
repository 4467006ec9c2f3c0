package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.store.UnusedGrants;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.GroupModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The report of least privilege: what is held and not used, and by whom in the team besides. */
@Produces(MediaType.APPLICATION_JSON)
public final class UnusedResource extends Endpoint {

  private static final int DEFAULT_DAYS = 30;
  private static final int MOST_DAYS = 3650;
  private static final int MOST_TEAMS = 5;

  private final UnusedGrants grants;

  UnusedResource(Call call, UnusedGrants grants) {
    super(call);
    this.grants = grants;
  }

  /**
   * A page of the report.
   *
   * @param after where the next page begins; absent on the last one. A page without grants may have
   *     a next one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Report(List<Unused> grants, @Nullable String after) {}

  /**
   * A grant that nobody uses.
   *
   * @param binding its id
   * @param heldSince since when it is held
   * @param lastUsedAt when a token was last issued that relied on it; absent for never
   * @param expiresAt when it ends; absent where only its reviews end it
   * @param teams groups that the subject is a direct member of, five at most
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Unused(
      SubjectJson subject,
      EntitlementJson entitlement,
      String binding,
      String heldSince,
      @Nullable String lastUsedAt,
      @Nullable String expiresAt,
      List<Team> teams) {}

  /**
   * A group.
   *
   * @param members how many are in it directly
   * @param holding how many of them have such a grant under a ticket, the subject too
   */
  public record Team(String group, long members, long holding) {}

  /** What is held and was not used for a time. */
  @GET
  @Operation(
      summary = "Lists grants that nobody has used for a time, with who else in the team has them")
  @APIResponseSchema(
      value = Report.class,
      responseCode = "200",
      responseDescription =
          "A page. It looks at 10000 bindings at most, so it may be empty and have a next one")
  public Response list(
      @Parameter(description = "Not used for so many days, 30 by default, 3650 at most")
          @QueryParam("days")
          @Nullable String days,
      @Parameter(description = "`after` of the page before") @QueryParam("after")
          @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          if (after != null && !Call.isId(after)) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "after", "after is what the page before ended with.");
          }
          Duration time = Duration.ofDays(number(days, "days", DEFAULT_DAYS, 0, MOST_DAYS));
          UnusedGrants.Page page =
              grants.since(now.minus(time), now, Objects.requireNonNullElse(after, ""), max(max));
          Teams teams = new Teams();
          return Response.ok(
                  new Report(
                      page.unused().stream().map(each -> unused(each, teams)).toList(),
                      page.next()))
              .build();
        });
  }

  private Unused unused(Binding binding, Teams teams) {
    return new Unused(
        SubjectJson.of(binding.subject()),
        EntitlementJson.of(binding.entitlement().name()),
        binding.id(),
        binding.notBefore().toString(),
        binding.lastUsedAt() == null ? null : binding.lastUsedAt().toString(),
        binding.expiresAt().equals(Binding.NO_END) ? null : binding.expiresAt().toString(),
        teams.of(binding));
  }

  /** The teams of a page: each is counted once. */
  private final class Teams {

    private final Map<String, Long> members = new HashMap<>();

    List<Team> of(Binding binding) {
      Subject subject = binding.subject();
      List<Team> teams = new ArrayList<>();
      if (subject.kind() == Subject.Kind.USER || subject.kind() == Subject.Kind.SERVICE_ACCOUNT) {
        for (String id : grants.teamsOf(subject.id(), MOST_TEAMS)) {
          GroupModel group = call.session().groups().getGroupById(call.realm(), id);
          if (group != null) {
            teams.add(
                new Team(
                    KeycloakModelUtils.buildGroupPath(group),
                    members.computeIfAbsent(id, grants::membersOf),
                    grants.holdersIn(id, binding.entitlement().id(), now)));
          }
        }
      }
      return teams;
    }
  }
}
