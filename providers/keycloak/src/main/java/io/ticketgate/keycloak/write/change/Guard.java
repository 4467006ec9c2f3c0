package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.refusal.GateException;

/** Decides who may do what the gate reserves for its own administrators. */
public interface Guard {

  /**
   * Refuses a change that only someone who may configure the gate may make.
   *
   * @param refusal says what was refused, and who may do it
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireAdmin(String refusal);

  /**
   * Returns whether somebody asks for the change with an access token, as for all that the Admin
   * REST API does; false for what Keycloak does on its own account.
   */
  boolean isAskedByBearer();

  /** The refusal of a change that nobody may make. */
  GateException.Refused notPermitted(String message);

  /** Returns whether a role is one of the gate's admin roles. */
  boolean isGateRole(String roleId);

  /** Returns whether one of the gate's admin roles has that name. */
  boolean isNameOfGateRole(String name);
}
