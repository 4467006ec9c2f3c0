package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import org.keycloak.models.ClientModel;

/** Puts the subject, entitlement and owner that exist in place of the names in a request. */
final class GrantRequests {

  private final Lookup lookup;

  GrantRequests(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The request in the terms of the domain.
   *
   * @param by who asks
   */
  GrantRequest of(WantedGrant wanted, Person by) {
    if (wanted.entitlement() instanceof EntitlementName.ClientCredential credential) {
      ClientModel client = lookup.client(credential);
      String owner = wanted.owner();
      return new GrantRequest(
          wanted.ticket(),
          Subjects.of(client),
          Entitlements.credential(client),
          wanted.activate(),
          wanted.expiresAt(),
          wanted.justification(),
          owner == null ? null : lookup.owner(owner),
          by);
    }
    Subject subject = lookup.subject(wanted.subject());
    GrantRequest request =
        new GrantRequest(
            wanted.ticket(),
            subject,
            lookup.entitlement(wanted.entitlement()),
            wanted.activate(),
            wanted.expiresAt(),
            wanted.justification(),
            null,
            by);
    Instant startsAt = wanted.startsAt();
    return startsAt == null ? request : request.startingAt(startsAt);
  }
}
