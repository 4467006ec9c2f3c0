package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.keycloak.store.AdoptionFailure;
import io.ticketgate.keycloak.store.AdoptionJobs.Job;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Work that goes on after its request, as it stands.
 *
 * @param kind {@code adoption}
 * @param state {@code running}, {@code done}, {@code cancelled} or {@code failed}
 * @param reviewBy when the bindings end unless somebody reviews them
 * @param role the one role that is adopted; absent for all that the ticket names
 * @param user the one person; absent for everybody
 * @param startedBy user name of the person who began it
 * @param finishedAt absent while it is running
 * @param message why it has failed; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
    String id,
    String kind,
    String state,
    String ticket,
    String reviewBy,
    @Nullable String role,
    @Nullable String user,
    String startedBy,
    String createdAt,
    @Nullable String finishedAt,
    Counts counts,
    List<Failure> failures,
    @Nullable String message) {

  /**
   * How far it has come.
   *
   * @param looked holders that were looked at, with a binding or without
   * @param adopted bindings that were made
   * @param failed grants that could not be adopted
   */
  record Counts(long looked, long adopted, long failed) {}

  /**
   * One of the first hundred grants that could not be adopted.
   *
   * @param entitlement the name of a role, or the client id of a client
   * @param code the error code of what is missing
   */
  record Failure(SubjectJson subject, String entitlement, String code, String message) {}

  static JobView of(Job job) {
    return new JobView(
        job.id(),
        "adoption",
        job.state().name().toLowerCase(Locale.ROOT),
        job.scope().ticket().toString(),
        job.scope().reviewBy().toString(),
        job.scope().roleName(),
        job.scope().userName(),
        job.startedBy().name(),
        job.createdAt().toString(),
        job.finishedAt() == null ? null : job.finishedAt().toString(),
        new Counts(job.looked(), job.adopted(), job.failed()),
        job.failures().stream().map(JobView::failure).toList(),
        job.message());
  }

  private static Failure failure(AdoptionFailure failure) {
    return new Failure(
        SubjectJson.of(failure.subject()),
        failure.entitlement(),
        failure.code(),
        failure.message());
  }
}
