package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;
import java.util.Objects;
import java.util.Set;

/**
 * What is protected. Two entitlements are the same when their ids are: a rename changes nothing.
 *
 * @param id Keycloak's id of the role; for a client credential that of the client; for a part of
 *     the configuration its name
 * @param name its name when this value was made
 */
public record Entitlement(String id, EntitlementName name) {

  /** Client whose roles administer the realm it is in. */
  private static final String MANAGEMENT = "realm-management";

  /** End of the names of the master realm's clients whose roles administer another realm. */
  private static final String MANAGEMENT_OF_REALM = "-realm";

  /** Roles of the master realm. */
  private static final Set<String> ADMINISTRATORS = Set.of("admin", "create-realm");

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

  /** Returns whether Keycloak's Admin API asks for the role. */
  public boolean administers() {
    return administers(name);
  }

  /** Returns whether Keycloak's Admin API asks for the role of that name. */
  public static boolean administers(EntitlementName name) {
    return name instanceof EntitlementName.ClientRole ofClient
        ? ofClient.client().equals(MANAGEMENT) || ofClient.client().endsWith(MANAGEMENT_OF_REALM)
        : name instanceof EntitlementName.RealmRole ofRealm
            && ADMINISTRATORS.contains(ofRealm.role());
  }
}
