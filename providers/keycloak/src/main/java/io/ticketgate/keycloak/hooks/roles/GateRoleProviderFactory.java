package io.ticketgate.keycloak.hooks.roles;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleProvider;
import org.keycloak.models.jpa.JpaRoleProviderFactory;

/** Takes the place of Keycloak's own factory of the same id. */
public final class GateRoleProviderFactory extends JpaRoleProviderFactory {

  @Override
  public RoleProvider create(KeycloakSession session) {
    return new GateRoleProvider(
        session, session.getProvider(JpaConnectionProvider.class).getEntityManager());
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
