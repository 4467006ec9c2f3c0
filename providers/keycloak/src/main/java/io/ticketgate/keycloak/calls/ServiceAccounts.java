package io.ticketgate.keycloak.calls;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** The users behind clients. */
public final class ServiceAccounts {

  private ServiceAccounts() {}

  /** Gives the client a service account, as Keycloak does. */
  public static void enable(KeycloakSession session, ClientModel client) {
    if (!client.isServiceAccountsEnabled() || session.users().getServiceAccount(client) == null) {
      new ClientManager(new RealmManager(session)).enableServiceAccount(client);
    }
  }
}
