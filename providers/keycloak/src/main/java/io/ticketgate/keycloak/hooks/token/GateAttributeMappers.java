package io.ticketgate.keycloak.hooks.token;

import org.keycloak.protocol.saml.mappers.GroupMembershipMapper;
import org.keycloak.protocol.saml.mappers.HardcodedAttributeMapper;
import org.keycloak.protocol.saml.mappers.UserAttributeStatementMapper;
import org.keycloak.protocol.saml.mappers.UserPropertyAttributeStatementMapper;
import org.keycloak.protocol.saml.mappers.UserSessionNoteStatementMapper;

/**
 * Keycloak's mappers that can write a role's name into an assertion, for clients that have no role
 * list. Each takes the place of Keycloak's own of the same id.
 */
final class GateAttributeMappers {

  private GateAttributeMappers() {}

  /** Of an attribute of the user. */
  public static final class UserAttribute extends UserAttributeStatementMapper
      implements GuardedSamlMapper {}

  /** Of a property of the user. */
  public static final class UserProperty extends UserPropertyAttributeStatementMapper
      implements GuardedSamlMapper {}

  /** Of a fixed text. */
  public static final class Hardcoded extends HardcodedAttributeMapper
      implements GuardedSamlMapper {}

  /** Of the names of groups. */
  public static final class Groups extends GroupMembershipMapper implements GuardedSamlMapper {}

  /** Of what was noted in the session. */
  public static final class SessionNote extends UserSessionNoteStatementMapper
      implements GuardedSamlMapper {}
}
