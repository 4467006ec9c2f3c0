package io.ticketgate.keycloak.calls;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The clients of the master realm by which it administers the other realms. */
public final class ManagementClients {

  private ManagementClients() {}

  /**
   * Returns whether a client is one of these, and has the name that its realm's name gives it.
   * Keycloak renames it with its realm, and its roles go on to be for the same realm.
   */
  public static boolean isNamedAfterItsRealm(
      KeycloakSession session, @Nullable ClientModel client) {
    if (client == null || !client.getClientId().endsWith(AdminRoles.APP_SUFFIX)) {
      return false;
    }
    String name = client.getClientId();
    RealmModel administered =
        session
            .realms()
            .getRealmByName(name.substring(0, name.length() - AdminRoles.APP_SUFFIX.length()));
    ClientModel by = administered == null ? null : administered.getMasterAdminClient();
    return by != null && by.getId().equals(client.getId());
  }
}
