package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;
import java.util.Objects;

/**
 * What is protected. Two entitlements are the same when their ids are: a rename changes nothing.
 *
 * @param id Keycloak's id of the role; for a client credential that of the client
 * @param name its name when this value was made
 */
public record Entitlement(String id, EntitlementName name) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Entitlement that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(id);
  }

  /** Returns whether it is the credential of a client, and not a role. */
  public boolean credential() {
    return name instanceof EntitlementName.ClientCredential;
  }

  /**
   * For people: {@code role db-admin}, {@code role orders/refund}, {@code the credential of client
   * ci-deployer}.
   */
  public String label() {
    return name instanceof EntitlementName.ClientCredential credential
        ? "the credential of client " + credential.clientId()
        : "role " + name;
  }
}
