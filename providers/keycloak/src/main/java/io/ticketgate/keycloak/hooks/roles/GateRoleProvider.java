package io.ticketgate.keycloak.hooks.roles;

import io.ticketgate.keycloak.calls.RemovedRoles;
import io.ticketgate.keycloak.calls.RoleTakenApart;
import io.ticketgate.keycloak.config.GateRule;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.JpaRealmProvider;
import org.keycloak.models.jpa.RoleAdapter;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * Keycloak's roles. In a realm with rules it tells of a role that is about to be deleted or to lose
 * a part. Keycloak's cache asks it for each role that it writes, so no route goes past it.
 */
final class GateRoleProvider extends JpaRealmProvider {

  private final KeycloakSession session;

  GateRoleProvider(KeycloakSession session, EntityManager em) {
    super(session, em, null, null);
    this.session = session;
  }

  @Override
  public boolean removeRole(RoleModel role) {
    RealmModel realm =
        role.getContainer() instanceof ClientModel client
            ? client.getRealm()
            : (RealmModel) role.getContainer();
    if (hasRules(realm)) {
      RoleModel stored = getRoleById(realm, role.getId());
      if (stored != null) {
        publish(RoleTakenApart.deleted(session, realm, stored));
      }
    }
    return super.removeRole(role);
  }

  @Override
  public void removeRoles(RealmModel realm) {
    RemovedRoles.together(session, realm, () -> super.removeRoles(realm));
  }

  @Override
  public void removeRoles(ClientModel client) {
    RemovedRoles.together(session, client.getRealm(), () -> super.removeRoles(client));
  }

  @Override
  public @Nullable RoleModel getRoleById(RealmModel realm, String id) {
    return super.getRoleById(realm, id) instanceof RoleAdapter role
        ? new Told(realm, role.getEntity())
        : null;
  }

  private void publish(RoleTakenApart event) {
    session.getKeycloakSessionFactory().publish(event);
  }

  private static boolean hasRules(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  /** A role that says which part it is about to lose. */
  private final class Told extends RoleAdapter {

    private final RealmModel home;

    Told(RealmModel realm, RoleEntity entity) {
      super(GateRoleProvider.this.session, realm, GateRoleProvider.this.em, entity);
      this.home = realm;
    }

    @Override
    public void removeCompositeRole(RoleModel part) {
      if (hasRules(home)) {
        publish(RoleTakenApart.lost(GateRoleProvider.this.session, home, this, part));
      }
      super.removeCompositeRole(part);
    }
  }
}
