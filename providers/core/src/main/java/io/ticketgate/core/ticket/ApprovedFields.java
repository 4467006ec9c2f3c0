package io.ticketgate.core.ticket;

import io.ticketgate.core.evidence.Digest;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a ticket that an approver approves. State, version, approvals and url are left out:
 * they move as the ticket is worked on.
 */
final class ApprovedFields {

  private ApprovedFields() {}

  static String digest(Ticket ticket) {
    Digest digest = new Digest();
    digest
        .field("type", ticket.type())
        .field("requester", ticket.requester())
        .field("requestedFor", ticket.requestedFor())
        .field("justification", ticket.justification())
        .field("risk", ticket.risk())
        .field("configurationItem", ticket.configurationItem())
        .field("plannedStart", text(ticket.plannedStart()))
        .field("plannedEnd", text(ticket.plannedEnd()));
    names(ticket.entitlements()).forEach(name -> digest.field("entitlement", name));
    return digest.hex();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static List<String> names(List<EntitlementName> entitlements) {
    return entitlements.stream().map(ApprovedFields::qualified).distinct().sorted().toList();
  }

  static String qualified(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return Digest.join("realm", role.role());
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return Digest.join("client", role.client(), role.role());
    }
    if (name instanceof EntitlementName.Configuration configuration) {
      return Digest.join("configuration", configuration.area());
    }
    return Digest.join("credential", ((EntitlementName.ClientCredential) name).clientId());
  }
}
