package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;
import java.util.Objects;

/**
 * What is protected. Two entitlements are the same when their ids are: a rename changes nothing.
 *
 * @param id Keycloak's id of the role; for a client credential that of the client; for a part of
 *     the configuration its name
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
   * The change of a part of the configuration. It has no row in Keycloak that could be an id, and
   * its name never changes.
   */
  public static Entitlement configuration(String area) {
    EntitlementName name = new EntitlementName.Configuration(area);
    return new Entitlement(name.toString(), name);
  }

  /** Returns whether it is the change of a part of the configuration: nothing is given with it. */
  public boolean configuration() {
    return name instanceof EntitlementName.Configuration;
  }

  /**
   * For people: {@code role db-admin}, {@code role orders/refund}, {@code the credential of client
   * ci-deployer}, {@code configuration authentication}.
   */
  public String label() {
    if (name instanceof EntitlementName.Configuration configuration) {
      return "configuration " + configuration.area();
    }
    return name instanceof EntitlementName.ClientCredential credential
        ? "the credential of client " + credential.clientId()
        : labelOfRole(name.toString());
  }

  /** The label of a role of which only the text of its name is known. */
  public static String labelOfRole(String name) {
    return "role " + name;
  }
}
