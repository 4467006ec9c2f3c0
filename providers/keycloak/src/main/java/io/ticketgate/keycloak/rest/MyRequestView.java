package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.keycloak.store.StoredRequest;
import io.ticketgate.spi.Approval;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked for, as they see it. Times are ISO 8601 UTC.
 *
 * @param subject the service account or client that it is for; absent for the caller
 * @param ticket absent until the ITSM has made it
 * @param url where people read the ticket
 * @param status what has become of it
 * @param ticketState the ITSM's word for the state of the ticket, when it was last read
 * @param approvals how many approvals the ticket has; absent until it was read
 * @param binding id of the binding under the ticket; absent for none
 * @param actions what the caller may try: {@code activate}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MyRequestView(
    String id,
    EntitlementJson entitlement,
    @Nullable SubjectJson subject,
    String justification,
    @Nullable String from,
    @Nullable String until,
    String createdAt,
    String system,
    @Nullable String ticket,
    @Nullable String url,
    String status,
    @Nullable String ticketState,
    @Nullable Approvals approvals,
    @Nullable String binding,
    List<String> actions) {

  /** How many approval records say so. */
  public record Approvals(int approved, int pending, int rejected) {

    static Approvals of(KnownTicket known) {
      return new Approvals(
          count(known, Approval.Decision.APPROVED),
          count(known, Approval.Decision.PENDING),
          count(known, Approval.Decision.REJECTED));
    }

    private static int count(KnownTicket known, Approval.Decision decision) {
      return (int) known.approvals().stream().filter(each -> each.decision() == decision).count();
    }

    /** A hint: the rules decide when it is taken up. */
    boolean complete() {
      return approved > 0 && pending == 0 && rejected == 0;
    }
  }

  /** What has become of a request. */
  enum Status {
    /** The ITSM has not made the ticket yet. Asking again goes on with it. */
    MAKING,
    /** The ticket is open. */
    PENDING,
    /** Everybody who was asked has approved it. */
    APPROVED,
    /** Somebody has rejected it. */
    REJECTED,
    /** The ticket was closed, and nothing was granted under it. */
    CLOSED,
    /** There is a live binding under it. */
    GRANTED,
    /** The binding under it has ended. */
    ENDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param known its ticket; null until it was read
   * @param binding the newest binding under it for what was asked; null for none
   * @param automatic whether the caller may take up what nobody has authorised
   */
  static MyRequestView of(
      StoredRequest request,
      @Nullable KnownTicket known,
      @Nullable Binding binding,
      boolean automatic,
      Instant now) {
    Approvals approvals = known == null ? null : Approvals.of(known);
    Status status = status(request, known, approvals, binding);
    boolean waits = binding != null && binding.exercisable(now);
    boolean unclaimed = automatic && status == Status.APPROVED;
    return new MyRequestView(
        request.id(),
        EntitlementJson.of(request.entitlement().name()),
        request.subject().kind() == Subject.Kind.USER
            ? null
            : SubjectJson.ofClient(request.subject().name()),
        request.justification(),
        text(request.from()),
        text(request.until()),
        request.createdAt().toString(),
        request.system(),
        request.ticket() == null ? null : request.ticket().toString(),
        url(request, known),
        status.word(),
        known == null ? null : known.ticket().state(),
        approvals,
        binding == null ? null : binding.id(),
        waits || unclaimed ? List.of("activate") : List.of());
  }

  private static Status status(
      StoredRequest request,
      @Nullable KnownTicket known,
      @Nullable Approvals approvals,
      @Nullable Binding binding) {
    if (request.ticket() == null) {
      return Status.MAKING;
    }
    if (binding != null) {
      return binding.status().live() ? Status.GRANTED : Status.ENDED;
    }
    if (known == null || approvals == null) {
      return Status.PENDING;
    }
    if (approvals.rejected() > 0) {
      return Status.REJECTED;
    }
    if (!known.ticket().open()) {
      return Status.CLOSED;
    }
    return approvals.complete() ? Status.APPROVED : Status.PENDING;
  }

  private static @Nullable String url(StoredRequest request, @Nullable KnownTicket known) {
    String told = known == null ? null : known.ticket().url();
    return told == null ? request.url() : told;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
