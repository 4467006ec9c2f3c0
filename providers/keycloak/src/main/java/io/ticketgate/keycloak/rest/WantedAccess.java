package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request for access. Nothing that it names has been looked up yet.
 *
 * @param serviceAccount client id of the service account or client that is to get it; null for the
 *     caller
 * @param from to the second; null for at once
 * @param until to the second; null for as long as the rules allow
 * @param system null for the first that may make the ticket
 */
record WantedAccess(
    EntitlementName entitlement,
    @Nullable String serviceAccount,
    String justification,
    @Nullable Instant from,
    @Nullable Instant until,
    @Nullable String system) {

  private static final int LONGEST_JUSTIFICATION = WantedGrant.LONGEST_JUSTIFICATION;
  private static final Duration FURTHEST = Duration.ofDays(2 * 366);

  /**
   * Reads the body of a request.
   *
   * @throws io.ticketgate.core.refusal.GateException.Invalid naming the field at fault
   */
  static WantedAccess of(MyRequestBody body, Instant now) {
    if (body.entitlement() == null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "entitlement", "entitlement is missing.");
    }
    EntitlementName entitlement = body.entitlement().name("entitlement");
    String justification =
        RequestBody.optional(body.justification(), "justification", LONGEST_JUSTIFICATION);
    if (justification == null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "justification",
          "justification is missing: say why the access is needed.");
    }
    Instant from = time(body.from(), "from", now);
    Instant until = time(body.until(), "until", now);
    if (until != null && !until.isAfter(from == null ? now : from)) {
      throw RequestBody.invalid(ErrorCode.INVALID_REQUEST, "until", "until lies after from.");
    }
    return new WantedAccess(
        entitlement,
        serviceAccount(body.subject(), entitlement),
        justification.strip(),
        from,
        until,
        RequestBody.optional(body.system(), "system"));
  }

  private static @Nullable Instant time(@Nullable String text, String field, Instant now) {
    Instant time = RequestBody.instant(text, field);
    if (time == null) {
      return null;
    }
    if (!time.isAfter(now) || time.isAfter(now.plus(FURTHEST))) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          field,
          field + " lies ahead, by " + FURTHEST.toDays() + " days at most.");
    }
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private static @Nullable String serviceAccount(
      @Nullable SubjectJson subject, EntitlementName entitlement) {
    String named = null;
    if (subject != null) {
      named = RequestBody.required(subject.serviceAccount(), "subject.serviceAccount");
      if (!SubjectJson.ofClient(named).equals(subject)) {
        throw RequestBody.invalid(
            ErrorCode.INVALID_REQUEST,
            "subject",
            "subject has serviceAccount alone. Leave it out to ask for yourself.");
      }
    }
    if (!(entitlement instanceof EntitlementName.ClientCredential credential)) {
      return named;
    }
    if (named != null && !named.equals(credential.clientId())) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject.serviceAccount",
          "The credential of a client is for that client itself.");
    }
    return credential.clientId();
  }
}
