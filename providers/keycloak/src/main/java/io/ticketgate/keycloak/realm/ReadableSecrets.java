package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.store.Holders;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The clients that act for the gate, such as the ITSM's, and prove themselves by a secret. Keycloak
 * shows a client's secret to anyone who may view the client, and asks no extension about it. So
 * anyone with {@code view-clients} can act as such a client.
 */
public final class ReadableSecrets {

  /** A short name for the finding beside the ids of entitlements, of which none has a colon. */
  public static final String KEY = "x:secret-readable";

  /** More are not told apart: one is enough to act. */
  private static final int MOST = 50;

  private ReadableSecrets() {}

  /** Some of the clients of a realm, in the order of their ids. */
  public static List<Subject> of(KeycloakSession session, RealmModel realm) {
    Set<String> roles =
        AdminRole.of(realm).stream().map(RoleModel::getId).collect(Collectors.toSet());
    if (roles.isEmpty()) {
      return List.of();
    }
    Holders holders = new Holders(session, realm.getId());
    Set<String> bringing = holders.bringingAny(roles);
    return holders.actingClients(bringing, holders.groupsWith(bringing), MOST).stream()
        .map(realm::getClientById)
        .filter(Objects::nonNull)
        .filter(client -> client.isEnabled() && ClientCredentials.provesItselfBySecret(client))
        .map(Subjects::of)
        .toList();
  }
}
