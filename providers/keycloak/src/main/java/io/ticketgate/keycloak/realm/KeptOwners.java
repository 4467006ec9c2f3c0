package io.ticketgate.keycloak.realm;

import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** The owners that the gate itself writes to clients: those of their bindings. */
public final class KeptOwners {

  private static final String WRITTEN = KeptOwners.class.getName();

  private KeptOwners() {}

  /** Names an owner with a client. */
  static void write(KeycloakSession session, ClientModel client, String attribute, String owner) {
    client.setAttribute(attribute, owner);
    written(session).put(new Place(client.getId(), attribute), owner);
  }

  /**
   * Returns whether an attribute says what the gate wrote in this session. A change by anyone else,
   * before or after, makes it false.
   */
  public static boolean isOwnWork(KeycloakSession session, ClientModel client, String attribute) {
    String owner = written(session).get(new Place(client.getId(), attribute));
    return owner != null && owner.equals(client.getAttribute(attribute));
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Map<Place, String> written(KeycloakSession session) {
    Map<Place, String> written = session.getAttribute(WRITTEN, Map.class);
    if (written == null) {
      written = new HashMap<>();
      session.setAttribute(WRITTEN, written);
    }
    return written;
  }

  private record Place(String clientUuid, String attribute) {}
}
