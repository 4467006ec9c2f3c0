package io.ticketgate.core;

import io.ticketgate.spi.EntitlementName;
import java.util.Objects;

/**
 * What is protected. Two entitlements are the same when their ids are: a rename changes nothing.
 *
 * @param id Keycloak's id of the role
 * @param name what it was called when this value was made
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

  /** For people: {@code role db-admin}, {@code role orders/refund}. */
  public String label() {
    return (name instanceof EntitlementName.ClientCredential ? "" : "role ") + name;
  }
}
