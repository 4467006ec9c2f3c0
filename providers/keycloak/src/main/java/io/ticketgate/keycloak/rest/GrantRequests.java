package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.PublicKeys;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/**
 * Reads the wish for a grant: first whether it is well formed, then whether what it names exists.
 */
final class GrantRequests {

  private static final int LONGEST_JUSTIFICATION = 4000;

  private final RealmGate gate;
  private final Instant now;

  GrantRequests(RealmGate gate, Instant now) {
    this.gate = gate;
    this.now = now;
  }

  GrantRequest read(BindingRequest body, Person by) {
    var ticket = Endpoint.ticket(body.ticket(), "ticket");
    if (body.entitlement() == null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "entitlement", "entitlement is missing.");
    }
    EntitlementName name = body.entitlement().name("entitlement");
    Instant expiresAt = RequestBody.instant(body.expiresAt(), "expiresAt");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "expiresAt", "expiresAt lies in the past.");
    }
    String justification =
        RequestBody.optional(body.justification(), "justification", LONGEST_JUSTIFICATION);

    boolean activate = body.activate() == null || body.activate();
    keys(body, name, activate);
    String owner = owner(body, name);

    Names names = new Names(gate);
    if (name instanceof EntitlementName.ClientCredential credential) {
      ClientModel client = names.client(credential, body.subject());
      return new GrantRequest(
          ticket,
          Subjects.of(client),
          Entitlements.credential(client),
          activate,
          expiresAt,
          justification,
          owner == null ? null : names.owner(owner),
          by);
    }
    Subject subject = names.subject(body.subject());
    RoleModel role = names.role(name);
    return new GrantRequest(
        ticket, subject, Entitlements.of(role), activate, expiresAt, justification, null, by);
  }

  /** The keys that a client is to prove itself by; null for a new secret, or for a role. */
  static @Nullable PublicKeys keys(BindingRequest body) {
    return body.credential() == null ? null : body.credential().keys();
  }

  private static void keys(BindingRequest body, EntitlementName name, boolean activate) {
    if (body.credential() != null && !(name instanceof EntitlementName.ClientCredential)) {
      throw onlyForCredentials("credential");
    }
    if (body.credential() != null && !activate) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "credential",
          "activate:false issues nothing; send the keys with POST bindings/{id}/activate.");
    }
    keys(body);
  }

  private static @Nullable String owner(BindingRequest body, EntitlementName name) {
    String owner = RequestBody.optional(body.owner(), "owner");
    if (owner != null && !(name instanceof EntitlementName.ClientCredential)) {
      throw onlyForCredentials("owner");
    }
    return owner;
  }

  private static GateException.Invalid onlyForCredentials(String field) {
    return RequestBody.invalid(
        ErrorCode.INVALID_REQUEST, field, field + " is allowed only with a clientCredential.");
  }
}
