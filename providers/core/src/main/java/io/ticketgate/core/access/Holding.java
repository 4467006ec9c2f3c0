package io.ticketgate.core.access;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a subject has a role.
 *
 * @param role the role, composites not expanded
 * @param groupId the group through which the subject has it; null when it is mapped directly
 */
public record Holding(Entitlement role, @Nullable String groupId) {

  /** A direct mapping. */
  public static Holding mapped(Entitlement role) {
    return new Holding(role, null);
  }
}
