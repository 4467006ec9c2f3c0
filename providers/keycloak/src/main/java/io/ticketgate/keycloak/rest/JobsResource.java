package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.store.AdoptionJobs;
import io.ticketgate.keycloak.store.AdoptionJobs.Job;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;

/** Work that goes on after the request that began it. */
@Produces(MediaType.APPLICATION_JSON)
public final class JobsResource extends Endpoint {

  private final AdoptionJobs jobs;

  JobsResource(Call call) {
    super(call);
    this.jobs = new AdoptionJobs(call.session());
  }

  /** The jobs of the realm, newest first. */
  @GET
  @Operation(summary = "Lists jobs, newest first")
  @APIResponseSchema(
      value = JobView[].class,
      responseCode = "200",
      responseDescription = "Those that go on, and those that have ended")
  public Response list(
      @QueryParam("first") @Nullable String first, @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          requireView();
          return Response.ok(
                  jobs.list(call.realm().getId(), first(first), max(max)).stream()
                      .map(JobView::of)
                      .toList())
              .build();
        });
  }

  /** One job. */
  @GET
  @Path("{id}")
  @Operation(summary = "Reads how far a job has come")
  @APIResponseSchema(
      value = JobView.class,
      responseCode = "200",
      responseDescription = "Counts, and the first hundred failures with their reasons")
  public Response get(@PathParam("id") String id) {
    return answer(
        () -> {
          requireView();
          return Response.ok(JobView.of(job(id))).build();
        });
  }

  /** Stops a job. What it has done stays; one that has ended stays as it is. */
  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Stops a job")
  @APIResponseSchema(
      value = JobView.class,
      responseCode = "200",
      responseDescription = "Nothing more is done; the bindings that it has made stay")
  public Response cancel(@PathParam("id") String id) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_ADMIN);
          job(id);
          boolean stopped = jobs.cancel(call.realm().getId(), id, now);
          JobView view = JobView.of(job(id));
          if (stopped) {
            caller.changed(OperationType.UPDATE, "jobs", id, view);
          }
          return Response.ok(view).build();
        });
  }

  private Job job(String id) {
    return jobs.find(call.realm().getId(), id)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.INVALID_REQUEST, "There is no job " + id + "."));
  }

  private void requireView() {
    caller.requireAny(TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
  }
}
