package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.refusal.GateException;

/** Who may do what the gate keeps to its own administrators. */
public interface Guard {

  /**
   * @param what begins the sentence that goes on "by who has the role ticket-gate-admin"
   * @throws GateException.Refused {@code not_permitted} when the caller may not configure the gate
   */
  void requireAdmin(String what);

  /** The refusal of something that nobody may do. */
  GateException.Refused notPermitted(String message);

  /** Whether a role is one of the gate's admin roles. */
  boolean isGateRole(String roleId);

  /** Whether one of the gate's admin roles has that name. */
  boolean isNameOfGateRole(String name);
}
