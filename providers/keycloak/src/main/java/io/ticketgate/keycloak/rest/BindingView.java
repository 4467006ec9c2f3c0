package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import io.ticketgate.keycloak.realm.FederatedIdentity;
import io.ticketgate.keycloak.realm.PublicKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A binding as clients see it. Times are ISO 8601 UTC.
 *
 * @param rule names of the rules that were fulfilled, separated by commas
 * @param requestedBy the requester, as the ITSM names people
 * @param grantedBy user name of the person who made the grant; absent for the gate itself
 * @param owner user name of the owner of a client credential; absent if there is none
 * @param approvers user names
 * @param lastUsedAt when a token was last issued that relied on it, to the accuracy of half a
 *     minute
 * @param startsAt when the gate activates it by itself; absent where it does not
 * @param expiresAt its planned end; absent for one that lives from review to review
 * @param reviewDueAt by when it is to be reviewed, or else it ends; of an emergency grant also when
 *     somebody has reviewed it; absent for no review
 * @param reviewer who is to review it: a user name, or {@code role:} and a role; absent where that
 *     is left to {@code ticket-gate-admin}
 * @param dueReview what kind of review is awaited, and how it is answered; absent for none
 * @param ephemeral true for the credential of a client that was made for its ticket and is removed
 *     with it; absent for all others
 * @param breakGlass true for an emergency grant, which has no ticket; absent for all others
 * @param review the review of an emergency grant; absent until there is one
 * @param credential what was issued by this very request; absent in every other answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BindingView(
    String id,
    String status,
    String ticket,
    SubjectJson subject,
    EntitlementJson entitlement,
    String rule,
    @Nullable String requestedBy,
    @Nullable String grantedBy,
    @Nullable String owner,
    List<String> approvers,
    @Nullable String justification,
    String createdAt,
    String notBefore,
    @Nullable String startsAt,
    @Nullable String expiresAt,
    @Nullable String reviewDueAt,
    @Nullable String reviewer,
    @Nullable DueReview dueReview,
    @Nullable String lastUsedAt,
    @Nullable String endedAt,
    @Nullable String cause,
    Evidence evidence,
    @Nullable Boolean ephemeral,
    @Nullable Boolean breakGlass,
    @Nullable Review review,
    @Nullable Credential credential) {

  /** What the decision relied on. */
  public record Evidence(String ticketVersion, String digest, String ruleDigest) {}

  /**
   * A review that is awaited.
   *
   * @param kind {@code certification}, or {@code emergency} for an emergency grant
   * @param operation how it is answered: {@code certify} is {@code POST bindings/{id}/certify};
   *     {@code review} is {@code POST bindings/{id}/review}, which confirms under a ticket
   */
  public record DueReview(String kind, String operation) {

    static @Nullable DueReview of(Binding binding) {
      if (binding.schedule().reviewDueAt() == null) {
        return null;
      }
      return binding.emergency()
          ? new DueReview("emergency", "review")
          : new DueReview("certification", "certify");
    }
  }

  /**
   * The review of an emergency grant.
   *
   * @param outcome confirmed or rejected
   * @param by user name of the reviewer
   * @param ticket what covers the emergency grant; absent for a rejection without one
   * @param late true when it came after the deadline
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Review(
      String outcome,
      String by,
      String at,
      @Nullable String ticket,
      @Nullable String comment,
      boolean late) {

    static @Nullable Review of(@Nullable BreakGlass emergency) {
      BreakGlass.Review review = emergency == null ? null : emergency.review();
      return review == null
          ? null
          : new Review(
              review.outcome().word(),
              review.by().name(),
              review.at().toString(),
              review.ticket() == null ? null : review.ticket().toString(),
              review.comment(),
              review.late());
    }
  }

  /**
   * A credential that was issued: shown once.
   *
   * @param secret absent where the client proves itself otherwise
   * @param keyIds ids of the keys that it registered
   * @param federated whose assertions it proves itself by
   * @param expiresAt when it is good no longer: at the end of the binding, or when its review is
   *     due
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Credential(
      String clientId,
      @Nullable String secret,
      @Nullable List<String> keyIds,
      CredentialJson.@Nullable Federated federated,
      String expiresAt) {

    static Credential of(CredentialIssuer.Issued issued) {
      return new Credential(
          issued.clientId(),
          issued.secret(),
          issued.form() instanceof PublicKeys keys ? keys.ids() : null,
          issued.form() instanceof FederatedIdentity identity
              ? CredentialJson.Federated.of(identity)
              : null,
          issued.expiresAt().toString());
    }

    @Override
    public String toString() {
      return "the credential of client " + clientId;
    }
  }

  /**
   * One step in the life of a binding.
   *
   * @param detail a sentence for a reader; its wording may change
   * @param detailCode what it says, for a program; absent for what a version before 2026-11-28
   *     stored
   * @param facts what the code is about, by name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(
      @Nullable String from,
      String to,
      @Nullable String cause,
      String at,
      @Nullable String actor,
      @Nullable String detail,
      @Nullable String detailCode,
      @Nullable Map<String, String> facts) {

    static Step of(Transition transition) {
      Detail detail = transition.detail();
      return new Step(
          transition.from() == null ? null : transition.from().name(),
          transition.to().name(),
          transition.cause() == null ? null : transition.cause().word(),
          transition.at().toString(),
          name(transition.actor()),
          detail == null ? null : detail.sentence(),
          detail == null ? null : detail.code(),
          detail == null || detail.facts().isEmpty() ? null : detail.facts());
    }
  }

  static BindingView of(Binding binding) {
    return of(binding, null, null);
  }

  /**
   * @param issued null when nothing was
   * @param emergency null for a binding under a ticket
   */
  static BindingView of(
      Binding binding, CredentialIssuer.@Nullable Issued issued, @Nullable BreakGlass emergency) {
    Instant start = binding.schedule().startsAt();
    Instant used = binding.lastUsedAt();
    Instant ended = binding.endedAt();
    Instant due = emergency == null ? binding.schedule().reviewDueAt() : emergency.reviewDueAt();
    Reviewer reviewer = binding.schedule().reviewer();
    return new BindingView(
        binding.id(),
        binding.status().name(),
        binding.ticket().toString(),
        SubjectJson.of(binding.subject()),
        EntitlementJson.of(binding.entitlement().name()),
        String.join(",", binding.rules()),
        binding.requestedBy(),
        name(binding.grantedBy()),
        name(binding.owner()),
        binding.approvers().stream().map(Person::name).toList(),
        binding.justification(),
        binding.createdAt().toString(),
        binding.notBefore().toString(),
        start == null ? null : start.toString(),
        binding.standing() ? null : binding.expiresAt().toString(),
        due == null ? null : due.toString(),
        reviewer == null ? null : reviewer.label(),
        DueReview.of(binding),
        used == null ? null : used.toString(),
        ended == null ? null : ended.toString(),
        binding.cause() == null ? null : binding.cause().word(),
        new Evidence(
            binding.evidence().ticketVersion(), binding.evidence().digest(), binding.ruleDigest()),
        binding.ephemeral() ? Boolean.TRUE : null,
        binding.emergency() ? Boolean.TRUE : null,
        Review.of(emergency),
        issued == null ? null : Credential.of(issued));
  }

  private static @Nullable String name(@Nullable Person person) {
    return person == null ? null : person.name();
  }
}
