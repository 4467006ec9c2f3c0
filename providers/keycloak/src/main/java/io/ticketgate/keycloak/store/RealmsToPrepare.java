package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.calls.AdminRole;
import java.util.Arrays;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;

/**
 * The realms that lack admin roles of the gate, found by one statement: a start does not load the
 * others.
 */
public final class RealmsToPrepare {

  /** How many of the gate's roles a client has; without a description a role was imported bare. */
  private static final String ROLES_OF =
      "select count(role) from RoleEntity role where role.clientRole = true and role.name in :names"
          + " and role.description is not null and role.clientId = ";

  private RealmsToPrepare() {}

  /**
   * Their ids. The master realm is always among them: it has no client {@code realm-management}.
   */
  public static List<String> ids(KeycloakSession session) {
    List<String> names = Arrays.stream(AdminRole.values()).map(AdminRole::roleName).toList();
    return session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery(
            "select realm.id from RealmEntity realm where ("
                + ROLES_OF
                + "realm.masterAdminClient) < :all or (select count(role) from RoleEntity"
                + " role, ClientEntity app where app.realmId = realm.id and app.clientId = :app and"
                + " role.clientId = app.id and role.name in :names and role.description is not"
                + " null) < :all",
            String.class)
        .setParameter("names", names)
        .setParameter("app", Constants.REALM_MANAGEMENT_CLIENT_ID)
        .setParameter("all", (long) names.size())
        .getResultList();
  }
}
