package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.calls.Entitlements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** What the active bindings of a realm are for, by the names that they were made under. */
public final class BoundEntitlements {

  private static final List<BindingStatus> LIVE =
      List.of(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE, BindingStatus.SUSPENDED);

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  public BoundEntitlements(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Each entitlement, once for every name that it has in a binding; parts of configuration not. */
  public List<Entitlement> all() {
    return rows
        .em()
        .createQuery(
            "select distinct b.entitlementId, b.entitlementKind, b.entitlementClient,"
                + " b.entitlementName from TgBinding b where b.realmId = :realmId and b.status ="
                + " :active and b.entitlementKind <> :configuration",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("active", BindingStatus.ACTIVE)
        .setParameter("configuration", BindingEntity.EntitlementKind.CONFIGURATION)
        .getResultList()
        .stream()
        .map(BoundEntitlements::entitlement)
        .toList();
  }

  private static Entitlement entitlement(Object[] columns) {
    BindingEntity row = new BindingEntity();
    row.entitlementId = (String) columns[0];
    row.entitlementKind = (BindingEntity.EntitlementKind) columns[1];
    row.entitlementClient = (String) columns[2];
    row.entitlementName = (String) columns[3];
    return new Entitlement(row.entitlementId, BindingMapper.name(row));
  }

  /**
   * Gives the roles of a client, in what is live, the name that the client has now. What has ended
   * says what it was called.
   */
  public void follow(ClientModel client) {
    Map<String, String> names = new HashMap<>();
    client
        .getRolesStream()
        .forEach(role -> names.put(role.getId(), Entitlements.of(role).name().toString()));
    if (names.isEmpty()) {
      return;
    }
    rows.em()
        .createQuery(
            "update TgBinding b set b.entitlementClient = :client where b.realmId = :realmId and"
                + " b.status in :live and b.entitlementKind = :kind and b.entitlementId in :ids")
        .setParameter("client", client.getClientId())
        .setParameter("realmId", realmId)
        .setParameter("live", LIVE)
        .setParameter("kind", BindingEntity.EntitlementKind.CLIENT_ROLE)
        .setParameter("ids", names.keySet())
        .executeUpdate();
    names.keySet().forEach(id -> followParts(id, names));
    BindingChanges.note(session, BindingChanges.realmKey(realmId));
  }

  private void followParts(String roleId, Map<String, String> names) {
    rows.em()
        .createQuery(
            "select b.id, b.parts from TgBinding b where b.realmId = :realmId and b.status in :live"
                + " and locate(:quoted, b.parts) > 0",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("live", LIVE)
        .setParameter("quoted", '"' + roleId + '"')
        .getResultList()
        .forEach(row -> followParts((String) row[0], (String) row[1], names));
  }

  private void followParts(String bindingId, String column, Map<String, String> names) {
    Map<String, String> parts = BindingMapper.readParts(column);
    Map<String, String> followed = new HashMap<>(parts);
    followed.replaceAll((id, name) -> names.getOrDefault(id, name));
    if (!followed.equals(parts)) {
      rows.em()
          .createQuery("update TgBinding b set b.parts = :parts where b.id = :id")
          .setParameter("parts", BindingMapper.parts(followed))
          .setParameter("id", bindingId)
          .executeUpdate();
    }
  }

  /**
   * Some of the active bindings for an entitlement, in the order of their ids.
   *
   * @param after id of the last one before; empty to begin
   */
  public List<Binding> page(Entitlement entitlement, String after, int most) {
    return rows
        .em()
        .createQuery(
            "select b from TgBinding b where b.realmId = :realmId and b.entitlementId = :id and"
                + " b.status = :active and b.id > :after order by b.id",
            BindingEntity.class)
        .setParameter("realmId", realmId)
        .setParameter("id", entitlement.id())
        .setParameter("active", BindingStatus.ACTIVE)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(rows::detached)
        .map(BindingMapper::binding)
        .toList();
  }

  /** The first active bindings for an entitlement under this name. */
  public List<Binding> active(Entitlement named, int max) {
    Map<String, Object> parameters = new HashMap<>();
    String name = BindingMapper.conditions(named.name(), parameters);
    var query =
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.entitlementId = :id and"
                    + " b.status = :active and "
                    + name
                    + " order by b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("id", named.id())
            .setParameter("active", BindingStatus.ACTIVE)
            .setMaxResults(max);
    parameters.forEach(query::setParameter);
    return query.getResultList().stream().map(rows::detached).map(BindingMapper::binding).toList();
  }
}
