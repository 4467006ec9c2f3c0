package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.realm.CredentialForm;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request for a grant. Nothing that it names has been looked up yet.
 *
 * @param subject names exactly one subject; for a credential, the client itself
 * @param startsAt when the gate is to give by itself what is only authorised; null for not so
 * @param expiresAt null for the rule's default
 * @param owner user name; null to leave the owner as it is, or for a role
 * @param form what a client is to prove itself by; null for a new secret, or for a role
 */
record WantedGrant(
    TicketRef ticket,
    SubjectJson subject,
    EntitlementName entitlement,
    boolean activate,
    @Nullable Instant startsAt,
    @Nullable Instant expiresAt,
    @Nullable String justification,
    @Nullable String owner,
    @Nullable CredentialForm form) {

  static final int LONGEST_JUSTIFICATION = 4000;

  /** So far ahead at most a grant may start. */
  static final Duration LONGEST_WAIT = Duration.ofDays(366);

  /**
   * Reads the body of a request.
   *
   * @throws GateException.Invalid naming the field at fault
   */
  static WantedGrant of(BindingRequest body, Instant now) {
    TicketRef ticket = Endpoint.ticket(body.ticket(), "ticket");
    if (body.entitlement() == null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "entitlement", "entitlement is missing.");
    }
    EntitlementName entitlement = body.entitlement().name("entitlement");
    Instant expiresAt = RequestBody.instant(body.expiresAt(), "expiresAt");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "expiresAt", "expiresAt lies in the past.");
    }
    String justification =
        RequestBody.optional(body.justification(), "justification", LONGEST_JUSTIFICATION);
    Instant startsAt = startsAt(body, entitlement, now);
    boolean activate = startsAt == null && (body.activate() == null || body.activate());
    return new WantedGrant(
        ticket,
        subject(body.subject(), entitlement),
        entitlement,
        activate,
        startsAt,
        expiresAt,
        justification,
        owner(body, entitlement),
        form(body, entitlement, activate));
  }

  private static @Nullable Instant startsAt(
      BindingRequest body, EntitlementName entitlement, Instant now) {
    Instant startsAt = RequestBody.instant(body.startsAt(), "startsAt");
    if (startsAt == null) {
      return null;
    }
    if (!startsAt.isAfter(now) || startsAt.isAfter(now.plus(LONGEST_WAIT))) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "startsAt",
          "startsAt lies ahead, by "
              + LONGEST_WAIT.toDays()
              + " days at most; leave it out for a grant that begins now.");
    }
    if (body.activate() != null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "activate",
          "With startsAt the gate activates the binding then; leave activate out.");
    }
    if (entitlement instanceof EntitlementName.ClientCredential) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "startsAt",
          "A credential is shown once, to whoever takes it up: authorise it now (activate:false),"
              + " and activate it then.");
    }
    return startsAt;
  }

  private static SubjectJson subject(@Nullable SubjectJson subject, EntitlementName entitlement) {
    if (entitlement instanceof EntitlementName.ClientCredential credential) {
      SubjectJson client = SubjectJson.ofClient(credential.clientId());
      if (!client.equals(subject)) {
        throw RequestBody.invalid(
            ErrorCode.INVALID_REQUEST,
            "subject.serviceAccount",
            "The credential of a client is bound to that client: the subject is"
                + " {\"serviceAccount\": \"<clientId>\"} with the same client id.");
      }
      return client;
    }
    SubjectJson named = SubjectJson.requireOne(subject, "subject");
    if (named.onBehalfOf() != null && !isRole(entitlement)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject.onBehalfOf",
          "On behalf of a person a service account uses a role, and nothing else.");
    }
    if (entitlement instanceof EntitlementName.Configuration
        && (named.group() != null || named.role() != null)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject",
          "The configuration is changed by a user or a service account, not by a group or role.");
    }
    return named;
  }

  private static boolean isRole(EntitlementName entitlement) {
    return entitlement instanceof EntitlementName.RealmRole
        || entitlement instanceof EntitlementName.ClientRole;
  }

  private static @Nullable String owner(BindingRequest body, EntitlementName entitlement) {
    String owner = RequestBody.optional(body.owner(), "owner");
    if (owner != null && !(entitlement instanceof EntitlementName.ClientCredential)) {
      throw onlyForCredentials("owner");
    }
    return owner;
  }

  private static @Nullable CredentialForm form(
      BindingRequest body, EntitlementName entitlement, boolean activate) {
    if (body.credential() == null) {
      return null;
    }
    if (!(entitlement instanceof EntitlementName.ClientCredential)) {
      throw onlyForCredentials("credential");
    }
    if (!activate) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "credential",
          "activate:false issues nothing; send it with POST bindings/{id}/activate.");
    }
    return body.credential().form();
  }

  private static GateException.Invalid onlyForCredentials(String field) {
    return RequestBody.invalid(
        ErrorCode.INVALID_REQUEST, field, field + " is allowed only with a clientCredential.");
  }
}
