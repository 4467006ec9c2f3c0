package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.DecidingAttributes;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.spi.EntitlementName;
import java.util.Set;

/** What the rules of a realm protect, and what the gate remembers of it. */
public interface RealmProtection {

  /** The mode of the strictest rule of the realm; off where it has none. */
  Mode strictest();

  /** Returns whether any rule of the realm is enforced. */
  default boolean enforced() {
    return strictest() == Mode.ENFORCE;
  }

  /** Every protected role that exists. */
  Set<Entitlement> roles();

  /** The roles that a configuration brings within reach; those that are not protected may be in. */
  Set<Entitlement> reached(Set<HandedOut> handedOut);

  /**
   * Returns whether a rename has brought a role or credential under a rule, which none protected
   * before.
   *
   * @param before the name that was given up
   */
  boolean newlyProtects(Entitlement entitlement, EntitlementName before);

  /**
   * The mode of the strictest rule that protected a role or credential under the name it gives up;
   * off where none did.
   *
   * @param before the name that was given up
   */
  Mode modeAs(Entitlement entitlement, EntitlementName before);

  /**
   * Returns whether an enforced rule protected a role or credential under the name it gives up.
   *
   * @param before the name that was given up
   */
  default boolean enforcedAs(Entitlement entitlement, EntitlementName before) {
    return modeAs(entitlement, before) == Mode.ENFORCE;
  }

  /** The roles that rules name without protecting them. */
  NamedRoles named();

  /** The attributes by which rules know people and subjects. */
  DecidingAttributes attributes();

  /**
   * Remembers what protected a role or client under the name it gives up.
   *
   * @param id of the role or client
   */
  void rememberRenamed(String id, EntitlementName before);

  /** Returns whether a rule knows by that attribute what it protects. */
  boolean marks(String attribute);

  /** Remembers a role or client that has an attribute by which a rule knows it. */
  void rememberMarked(Entitlement entitlement);

  /** Remembers everything that has such an attribute. */
  void rememberAllMarked();

  /** Reports the existing configuration that gives protected roles to people. */
  void reportExposed(JudgedRealm realm);
}
