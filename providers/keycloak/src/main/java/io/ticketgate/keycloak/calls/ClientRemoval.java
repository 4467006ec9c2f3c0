package io.ticketgate.keycloak.calls;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/** The removal of a client as Keycloak's Admin API does it. */
public final class ClientRemoval {

  private static final String REMOVED = ClientRemoval.class.getName() + ".";

  private ClientRemoval() {}

  /** Removes a client, with its service account and every session that it takes part in. */
  public static void remove(KeycloakSession session, RealmModel realm, ClientModel client) {
    session.setAttribute(REMOVED + client.getId(), true);
    new ClientManager(new RealmManager(session)).removeClient(realm, client);
  }

  /** Returns whether the gate itself removes the client of this id in this session. */
  public static boolean isByGate(KeycloakSession session, String clientUuid) {
    return session.getAttribute(REMOVED + clientUuid) != null;
  }
}
