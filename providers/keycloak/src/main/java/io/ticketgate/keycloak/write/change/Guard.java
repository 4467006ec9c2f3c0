package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;

/** Decides who may do what the gate reserves for its own administrators. */
public interface Guard {

  /**
   * Refuses a change that only someone who may configure the gate may make.
   *
   * @param refusal says what was refused, and who may do it
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireAdmin(String refusal);

  /** Returns whether the gate itself has made that component in this session. */
  boolean isOwnComponent(String componentId);

  /**
   * Refuses a change of the trust base, unless someone makes it who may configure the gate or has a
   * ticket for that part: the ticket is judged with the grants of the transaction.
   *
   * @param area the part of the trust base
   * @param why what that part decides, as part of a sentence
   * @param what the entity, and its property, that is written
   * @throws GateException.Refused {@code trust_base_guarded}
   */
  void requireTrusted(String area, String why, String what);

  /**
   * Reports what {@link #requireTrusted} would refuse if a rule of the realm were enforced.
   *
   * @param area the part of the trust base
   * @param why what that part decides, as part of a sentence
   * @param what the entity, and its property, that is written
   */
  void reportTrusted(String area, String why, String what);

  /**
   * Refuses or reports a change of the trust base that only some rules guard.
   *
   * @param mode of the strictest of these rules: off when there is none
   * @throws GateException.Refused {@code trust_base_guarded} where one of them is enforced
   */
  default void requireTrusted(Mode mode, String area, String why, String what) {
    switch (mode) {
      case ENFORCE -> requireTrusted(area, why, what);
      case AUDIT -> reportTrusted(area, why, what);
      case OFF -> {}
    }
  }

  /**
   * Returns whether somebody asks for the change with an access token, as for all that the Admin
   * REST API does; false for what Keycloak does on its own account.
   */
  boolean isAskedByBearer();

  /**
   * Returns whether somebody else than this user asks for the change: with an access token that is
   * not one of the user's own, or in a login that goes on from a session which somebody took over.
   */
  boolean isAskedByOtherThan(String userId);

  /**
   * Returns whether an attribute of a user was written because a directory or identity provider
   * says so, which are part of the trust base; false where whoever asks may have said it.
   *
   * @param made whether the user is new
   */
  boolean isSaidByDirectory(String userId, boolean made, String attribute);

  /**
   * Refuses that somebody gets hold of the account of a user who has roles of the gate, and does
   * not have those roles.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireEqualOf(String userId);

  /**
   * As {@link #requireEqualOf}, of what is stored of the account: for one that must not be looked
   * up.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireEqualOfStored(String userId);

  /**
   * Refuses that somebody silences a service account that had roles of the gate before this
   * transaction, and does not have those roles.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireEqualOfBefore(String userId);

  /**
   * Refuses that somebody takes a role or group away from what contained it, or deletes it, and
   * does not have the roles of the gate that it contained before this transaction.
   *
   * @param id of the role or group
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireEqualOfContents(String id);

  /** The refusal of a change that nobody may make. */
  GateException.Refused notPermitted(String message);

  /** Returns whether a role is one of the gate's admin roles. */
  boolean isGateRole(String roleId);

  /**
   * Returns whether a role or group contained one of the gate's admin roles before this
   * transaction, or is one.
   */
  boolean containedOfGate(String id);

  /** Returns whether one of the gate's admin roles has that name. */
  boolean isNameOfGateRole(String name);
}
