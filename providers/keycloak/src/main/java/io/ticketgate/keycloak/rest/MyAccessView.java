package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A binding as its holder sees it: what they hold, why, until when, under which ticket. Times are
 * ISO 8601 UTC.
 *
 * @param startsAt when the gate activates it by itself; null where it does not
 * @param expiresAt its planned end; null for none: it lives from review to review
 * @param reviewDueAt by when it is to be certified, or else it ends; null for no review
 * @param actions what the holder may try: {@code activate}, {@code extend}, {@code give-back}
 * @param subject the service account or client that holds it; absent for the caller
 * @param credential what was issued by this very request; absent in every other answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MyAccessView(
    String id,
    String status,
    EntitlementJson entitlement,
    String ticket,
    String rule,
    @Nullable String justification,
    String createdAt,
    String notBefore,
    @Nullable String startsAt,
    @Nullable String expiresAt,
    @Nullable String reviewDueAt,
    @Nullable String endedAt,
    @Nullable String cause,
    List<String> actions,
    @Nullable SubjectJson subject,
    BindingView.@Nullable Credential credential) {

  static MyAccessView of(Binding binding, Instant now) {
    return of(binding, null, now);
  }

  /**
   * @param issued null when nothing was
   */
  static MyAccessView of(Binding binding, CredentialIssuer.@Nullable Issued issued, Instant now) {
    Instant ended = binding.endedAt();
    Instant start = binding.schedule().startsAt();
    Instant review = binding.schedule().reviewDueAt();
    return new MyAccessView(
        binding.id(),
        binding.status().name(),
        EntitlementJson.of(binding.entitlement().name()),
        binding.ticket().toString(),
        String.join(",", binding.rules()),
        binding.justification(),
        binding.createdAt().toString(),
        binding.notBefore().toString(),
        start == null ? null : start.toString(),
        binding.standing() ? null : binding.expiresAt().toString(),
        review == null ? null : review.toString(),
        ended == null ? null : ended.toString(),
        binding.cause() == null ? null : binding.cause().word(),
        actions(binding, now),
        binding.subject().kind() == Subject.Kind.USER ? null : SubjectJson.of(binding.subject()),
        issued == null ? null : BindingView.Credential.of(issued));
  }

  private static List<String> actions(Binding binding, Instant now) {
    List<String> actions = new ArrayList<>();
    boolean ticketed = !binding.ticket().reserved();
    if (ticketed && binding.exercisable(now)) {
      actions.add("activate");
    }
    if (ticketed
        && !binding.standing()
        && (binding.status() == BindingStatus.AUTHORIZED
            || binding.status() == BindingStatus.ACTIVE)) {
      actions.add("extend");
    }
    if (binding.status().live()) {
      actions.add("give-back");
    }
    return actions;
  }
}
