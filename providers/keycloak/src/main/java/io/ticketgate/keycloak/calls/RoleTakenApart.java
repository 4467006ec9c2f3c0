package io.ticketgate.keycloak.calls;

import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.provider.ProviderEvent;

/**
 * A role is about to be deleted, or to lose one of the roles that it contains. Keycloak 26.7 writes
 * both with bulk statements, of which nothing says afterwards what the role contained.
 *
 * @param roleId the role that is taken apart
 * @param parts ids of the roles that it contains and is about to lose
 * @param deleted whether the role itself goes
 */
public record RoleTakenApart(
    KeycloakSession session, RealmModel realm, String roleId, List<String> parts, boolean deleted)
    implements ProviderEvent {

  /** Of a role with all that it contains. */
  public static RoleTakenApart deleted(KeycloakSession session, RealmModel realm, RoleModel role) {
    return new RoleTakenApart(
        session,
        realm,
        role.getId(),
        role.getCompositesStream().map(RoleModel::getId).toList(),
        true);
  }

  /** Of a role that goes on without one part. */
  public static RoleTakenApart lost(
      KeycloakSession session, RealmModel realm, RoleModel role, RoleModel part) {
    return new RoleTakenApart(session, realm, role.getId(), List.of(part.getId()), false);
  }
}
