package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.spi.EntitlementName;
import java.util.Set;

/** What the rules of a realm protect, and what the gate remembers of it. */
public interface Protection {

  /** Whether any rule of the realm is enforced. */
  boolean enforced();

  /** Every role that is there and protected. */
  Set<Entitlement> roles();

  /** The roles that a configuration brings within reach; those that are not protected may be in. */
  Set<Entitlement> reached(Set<HandedOut> handedOut);

  /**
   * Whether a rename has brought a role or credential under a rule, which none protected before.
   *
   * @param before the name that was given up
   */
  boolean newlyProtected(Entitlement entitlement, EntitlementName before);

  /**
   * Remembers what protected a role or client under the name it gives up.
   *
   * @param id of the role or client
   */
  void renamed(String id, EntitlementName before);

  /** Remembers a role that has an attribute by which a rule knows it. */
  void roleMarked(String roleId);

  /**
   * Remembers a client that has an attribute by which a rule knows it.
   *
   * @param attribute the one that was written; most are no rule's, and cost nothing
   */
  void clientMarked(String clientUuid, String attribute);

  /**
   * A rule was stated: remembers what it protects, and reports what exposes that already.
   *
   * @param realm the realm, in which the configuration that is there is judged
   */
  void ruleStated(JudgedRealm realm);
}
