package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import jakarta.persistence.TypedQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The roles of a realm and of its clients by their names, in one query: to load each of some
 * thousand roles only to see what it is called would take one query each.
 */
public final class RoleNames {

  private static final String ALL =
      "select r.id, r.name, r.clientRole, c.clientId from RoleEntity r"
          + " left join ClientEntity c on c.id = r.clientId where r.realmId = :realmId";

  private final Rows rows;
  private final String realmId;

  public RoleNames(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** All roles. */
  public List<Entitlement> all() {
    return entitlements(rows.em().createQuery(ALL, Object[].class));
  }

  /** Those that are called so, of whichever client or the realm. */
  public List<Entitlement> named(String name) {
    return entitlements(
        rows.em()
            .createQuery(ALL + " and r.name = :name", Object[].class)
            .setParameter("name", name));
  }

  /** The credentials of all clients. */
  public List<Entitlement> credentials() {
    return rows
        .em()
        .createQuery(
            "select c.id, c.clientId from ClientEntity c where c.realmId = :realmId",
            Object[].class)
        .setParameter("realmId", realmId)
        .getResultList()
        .stream()
        .map(
            row ->
                new Entitlement(
                    (String) row[0], new EntitlementName.ClientCredential((String) row[1])))
        .toList();
  }

  private List<Entitlement> entitlements(TypedQuery<Object[]> query) {
    return query.setParameter("realmId", realmId).getResultList().stream()
        .map(
            row ->
                new Entitlement(
                    (String) row[0], name((String) row[1], (Boolean) row[2], (String) row[3])))
        .toList();
  }

  private static EntitlementName name(String role, boolean ofClient, @Nullable String clientId) {
    return ofClient && clientId != null
        ? new EntitlementName.ClientRole(clientId, role)
        : new EntitlementName.RealmRole(role);
  }
}
