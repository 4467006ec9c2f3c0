package io.ticketgate.keycloak.token;

import org.jspecify.annotations.Nullable;

/** The roles that a token shows. */
@FunctionalInterface
public interface TokenRoles {

  /**
   * Shows a name as a role of the user, unless that is not allowed. What the token shows, it relies
   * on.
   *
   * @param clientId of the client whose role that would be; null for a realm role
   * @return whether the name may be shown
   */
  boolean show(@Nullable String clientId, String role);
}
