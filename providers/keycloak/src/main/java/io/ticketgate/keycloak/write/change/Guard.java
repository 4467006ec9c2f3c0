package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.refusal.GateException;

/** Who may do what the gate keeps to its own administrators. */
public interface Guard {

  /**
   * Refuses what only somebody may do who may configure the gate.
   *
   * @param refusal says what was refused, and who may do it
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireAdmin(String refusal);

  /** The refusal of something that nobody may do. */
  GateException.Refused notPermitted(String message);

  /** Whether a role is one of the gate's admin roles. */
  boolean isGateRole(String roleId);

  /** Whether one of the gate's admin roles has that name. */
  boolean isNameOfGateRole(String name);
}
