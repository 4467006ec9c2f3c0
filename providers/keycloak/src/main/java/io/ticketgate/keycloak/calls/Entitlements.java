package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/** Turns a Keycloak model into an entitlement of the domain. Reads nothing else. */
public final class Entitlements {

  private Entitlements() {}

  /** The entitlement that a realm role or client role is. */
  public static Entitlement of(RoleModel role) {
    EntitlementName name =
        role.getContainer() instanceof ClientModel client
            ? new EntitlementName.ClientRole(client.getClientId(), role.getName())
            : new EntitlementName.RealmRole(role.getName());
    return new Entitlement(role.getId(), name);
  }

  /** The entitlement that the credential of a client is. */
  public static Entitlement credential(ClientModel client) {
    return new Entitlement(
        client.getId(), new EntitlementName.ClientCredential(client.getClientId()));
  }
}
