package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_AUDIT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.store.Happenings;
import io.ticketgate.keycloak.store.RefusalCounts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** What has happened in the realm, out of the log: grants, ends, and changes of the gate itself. */
@Produces(MediaType.APPLICATION_JSON)
public final class ActivityResource extends Endpoint {

  private static final int DEFAULT_DAYS = 14;
  private static final int MOST_DAYS = 92;
  private static final int LONGEST_TYPE = 64;
  private static final String REFUSED = "refused";

  private final Happenings happenings;

  ActivityResource(Call call, Happenings happenings) {
    super(call);
    this.happenings = happenings;
  }

  /**
   * How many of one kind happened on one day.
   *
   * @param day such as {@code 2026-12-01}, in UTC
   * @param type such as {@code binding.activated}, or {@code refused}
   * @param code why it was refused; null for what was not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DayCount(String day, String type, @Nullable String code, long count) {

    static DayCount of(Happenings.Count count) {
      return new DayCount(date(count.day()), count.kind(), null, count.count());
    }

    static DayCount of(RefusalCounts.Count refused) {
      return new DayCount(date(refused.day()), REFUSED, refused.code(), refused.count());
    }

    private static String date(Instant day) {
      return LocalDate.ofInstant(day, ZoneOffset.UTC).toString();
    }
  }

  /** Pages of it, newest first. */
  @GET
  @Operation(summary = "Lists what has happened, newest first")
  @APIResponseSchema(
      value = HappeningView[].class,
      responseCode = "200",
      responseDescription = "Entries of the log")
  public Response list(
      @Parameter(description = "Only of this type, such as `binding.revoked`") @QueryParam("type")
          @Nullable String type,
      @Parameter(description = "Not before this instant") @QueryParam("from") @Nullable String from,
      @Parameter(description = "Before this instant") @QueryParam("to") @Nullable String to,
      @Parameter(description = "Id of the last entry of the page before") @QueryParam("after")
          @Nullable String after,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          requireReader();
          List<Happenings.Happening> page =
              happenings.page(
                  new Happenings.Filter(
                      null,
                      RequestBody.optional(type, "type", LONGEST_TYPE),
                      RequestBody.instant(from, "from"),
                      RequestBody.instant(to, "to")),
                  after,
                  max(max));
          if (page == null) {
            throw RequestBody.invalid(
                ErrorCode.INVALID_REQUEST, "after", "There is no such entry in this realm.");
          }
          return Response.ok(page.stream().map(HappeningView::of).toList()).build();
        });
  }

  /** How much of it on each day. */
  @GET
  @Path("counts")
  @Operation(summary = "Counts what has happened and was refused on each day, by type")
  @APIResponseSchema(
      value = DayCount[].class,
      responseCode = "200",
      responseDescription = "The counts, the earliest day first; days without any are left out")
  public Response counts(
      @Parameter(description = "So many days, today included: 1 to 92, by default 14")
          @QueryParam("days")
          @Nullable String days) {
    return answer(
        () -> {
          requireReader();
          int many = number(days, "days", DEFAULT_DAYS, 1, MOST_DAYS);
          Instant today =
              LocalDate.ofInstant(now, ZoneOffset.UTC).atStartOfDay(ZoneOffset.UTC).toInstant();
          Instant from = today.minus(Duration.ofDays(many - 1L));
          Stream<DayCount> happened = happenings.counts(from).stream().map(DayCount::of);
          Stream<DayCount> refused =
              RefusalCounts.counts(call.session(), call.realm().getId(), from).stream()
                  .map(DayCount::of);
          return Response.ok(
                  Stream.concat(happened, refused)
                      .sorted(Comparator.comparing(DayCount::day))
                      .toList())
              .build();
        });
  }

  private void requireReader() {
    caller.requireAny(
        TICKET_GATE_VIEW,
        TICKET_GATE_GRANT,
        TICKET_GATE_REVIEW,
        TICKET_GATE_ADMIN,
        TICKET_GATE_AUDIT);
  }
}
