package io.ticketgate.keycloak.rest;

import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GrantRequest;
import io.ticketgate.core.Person;
import io.ticketgate.core.Subject;
import io.ticketgate.keycloak.KeycloakRoles;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
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

    Names names = new Names(gate);
    Subject subject = names.subject(body.subject());
    RoleModel role = names.role(name);
    return new GrantRequest(
        ticket,
        subject,
        KeycloakRoles.entitlement(role),
        body.activate() == null || body.activate(),
        expiresAt,
        justification,
        null,
        by);
  }
}
