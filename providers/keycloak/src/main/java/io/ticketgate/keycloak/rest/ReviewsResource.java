package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_VIEW;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.binding.Detail.Reviewed.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.keycloak.store.ReviewKind;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Reviews: what is due, and many at once. */
@Produces(MediaType.APPLICATION_JSON)
public final class ReviewsResource extends Endpoint {

  private static final int MOST = 100;
  private static final int LONGEST_ID = 36;

  private final BindingLists lists;
  private final Function<String, BindingLists.For> reviewers;
  private final Reviewing reviewing;

  /**
   * @param reviewers what a person reviews, by user name or id
   */
  ReviewsResource(
      Call call,
      BindingLists lists,
      Function<String, BindingLists.For> reviewers,
      Reviewing reviewing) {
    super(call);
    this.lists = lists;
    this.reviewers = reviewers;
    this.reviewing = reviewing;
  }

  /**
   * The body of {@code POST reviews}.
   *
   * @param ids of bindings, 1 to 100
   * @param outcome {@code certified} or {@code revoked}
   * @param comment the reviewer's own words, for the history of each
   */
  public record Reviews(
      @Nullable List<String> ids, @Nullable String outcome, @Nullable String comment) {}

  /**
   * What became of the review of one binding.
   *
   * @param result certified, revoked or refused
   * @param reviewDueAt its next review; absent for none
   * @param code why it was refused; absent otherwise
   * @param detail the same in a sentence
   * @param checks every check that was made; absent where no decision was made
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      String id,
      String result,
      @Nullable String reviewDueAt,
      @Nullable String code,
      @Nullable String detail,
      @Nullable List<Problem.Check> checks) {

    static Result of(String id, Outcome wanted, Reviewing.Outcome became) {
      GateException refusal = became.refusal();
      if (refusal != null) {
        return new Result(
            id,
            "refused",
            null,
            refusal.code().code(),
            String.valueOf(refusal.getMessage()),
            Problem.checks(refusal));
      }
      Instant due =
          became.binding() == null || wanted == Outcome.REVOKED
              ? null
              : became.binding().schedule().reviewDueAt();
      return new Result(id, wanted.word(), due == null ? null : due.toString(), null, null, null);
    }
  }

  /**
   * What is to be reviewed, the next one first: live bindings to be certified, and emergency grants
   * that nobody has reviewed, also those that have ended. {@code dueReview} says which it is.
   */
  @GET
  @Operation(summary = "Lists what is due for review, the next first")
  @APIResponseSchema(
      value = BindingView[].class,
      responseCode = "200",
      responseDescription = "What awaits a review; `dueReview` says of which kind it is")
  public Response list(
      @Parameter(description = "Due before this instant; any time when absent") @QueryParam("due")
          @Nullable String due,
      @Parameter(description = "User name or id of the person who is to review them")
          @QueryParam("reviewer")
          @Nullable String reviewer,
      @Parameter(description = "`certification` or `emergency`; both when absent")
          @QueryParam("kind")
          @Nullable String kind,
      @QueryParam("first") @Nullable String first,
      @QueryParam("max") @Nullable String max) {
    return answer(
        () -> {
          caller.requireAny(
              TICKET_GATE_VIEW, TICKET_GATE_GRANT, TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          String person = RequestBody.optional(reviewer, "reviewer");
          return Response.ok(
                  lists
                      .reviews(
                          person == null ? null : reviewers.apply(person),
                          RequestBody.instant(due, "due"),
                          kind(kind),
                          first(first),
                          max(max))
                      .stream()
                      .map(BindingView::of)
                      .toList())
              .build();
        });
  }

  /** Reviews many bindings; what is wrong with one keeps no other. */
  @POST
  @Operation(summary = "Certifies or revokes many bindings, each with a result of its own")
  @RequestBodySchema(Reviews.class)
  @APIResponseSchema(
      value = Result[].class,
      responseCode = "200",
      responseDescription = "A result for each id, in their order")
  public Response review(InputStream body) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_REVIEW, TICKET_GATE_ADMIN);
          Reviews reviews = RequestBody.read(body, Reviews.class, ErrorCode.INVALID_REQUEST);
          Set<String> ids = ids(reviews.ids());
          Outcome outcome = outcome(reviews.outcome());
          String comment =
              RequestBody.optional(reviews.comment(), "comment", Reviewing.LONGEST_COMMENT);
          Map<String, Reviewing.Outcome> became =
              outcome == Outcome.CERTIFIED
                  ? reviewing.certify(ids, comment)
                  : reviewing.revoke(ids, comment);
          return Response.ok(
                  ids.stream()
                      .map(id -> Result.of(id, outcome, Objects.requireNonNull(became.get(id))))
                      .toList())
              .build();
        });
  }

  private static @Nullable ReviewKind kind(@Nullable String word) {
    if (word == null) {
      return null;
    }
    for (ReviewKind kind : ReviewKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    throw RequestBody.invalid(
        ErrorCode.INVALID_REQUEST, "kind", "kind is certification or emergency.");
  }

  private static Set<String> ids(@Nullable List<String> ids) {
    if (ids == null
        || ids.isEmpty()
        || ids.size() > MOST
        || ids.stream().anyMatch(id -> id == null || id.isBlank() || id.length() > LONGEST_ID)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "ids", "ids lists 1 to " + MOST + " ids of bindings.");
    }
    return new LinkedHashSet<>(ids);
  }

  private static Outcome outcome(@Nullable String word) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.word().equals(word)) {
        return outcome;
      }
    }
    throw RequestBody.invalid(
        ErrorCode.INVALID_REQUEST, "outcome", "outcome is certified or revoked.");
  }
}
