package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;

/** What the active bindings of a realm are for, by the names that they were made under. */
public final class BoundEntitlements {

  private final Rows rows;
  private final String realmId;

  public BoundEntitlements(KeycloakSession session, String realmId) {
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
