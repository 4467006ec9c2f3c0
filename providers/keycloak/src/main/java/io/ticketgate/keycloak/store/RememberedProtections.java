package io.ticketgate.keycloak.store;

import io.ticketgate.core.rule.RememberedProtection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** The remembered protection of a realm, in the database. */
public final class RememberedProtections {

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  public RememberedProtections(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** All that is remembered in the realm, with one query. */
  public RememberedProtection remembered() {
    Map<String, Set<String>> ruleIds = new HashMap<>();
    rows.em()
        .createQuery(
            "select r.entitlementId, r.ruleId from TgRememberedProtection r"
                + " where r.realmId = :realmId",
            Object[].class)
        .setParameter("realmId", realmId)
        .getResultList()
        .forEach(
            row ->
                ruleIds
                    .computeIfAbsent((String) row[0], id -> new HashSet<>())
                    .add((String) row[1]));
    return new RememberedProtection(ruleIds);
  }

  /** Remembers that the rule protects the entitlement; knowing it already is no error. */
  public void remember(String entitlementId, String ruleId) {
    String id = RowKey.of(realmId, ruleId, entitlementId);
    if (rows.find(RememberedProtectionEntity.class, id) == null) {
      RememberedProtectionEntity row = new RememberedProtectionEntity();
      row.id = id;
      row.realmId = realmId;
      row.ruleId = ruleId;
      row.entitlementId = entitlementId;
      rows.insert(row);
      changed();
    }
  }

  /** Forgets all that is remembered for a rule. */
  public void forgetRule(String ruleId) {
    rows.em()
        .createQuery(
            "delete from TgRememberedProtection r where r.ruleId = :ruleId"
                + " and r.realmId = :realmId")
        .setParameter("ruleId", ruleId)
        .setParameter("realmId", realmId)
        .executeUpdate();
    changed();
  }

  /** Forgets all that is remembered of a role or client. */
  public void forgetEntitlement(String entitlementId) {
    rows.em()
        .createQuery(
            "delete from TgRememberedProtection r where r.entitlementId = :entitlementId"
                + " and r.realmId = :realmId")
        .setParameter("entitlementId", entitlementId)
        .setParameter("realmId", realmId)
        .executeUpdate();
    changed();
  }

  /** Ids of the roles and clients of the realm with that attribute. */
  public List<String> withAttribute(String name, String value) {
    List<String> found =
        new ArrayList<>(
            withAttribute(
                "select distinct a.role.id from RoleAttributeEntity a where a.name = :name"
                    + " and a.value = :value and a.role.realmId = :realmId",
                name,
                value));
    found.addAll(
        withAttribute(
            "select distinct a.client.id from ClientAttributeEntity a where a.name = :name"
                + " and cast(a.value as string) = :value and a.client.realmId = :realmId",
            name,
            value));
    return found;
  }

  private List<String> withAttribute(String query, String name, String value) {
    return rows.em()
        .createQuery(query, String.class)
        .setParameter("name", name)
        .setParameter("value", value)
        .setParameter("realmId", realmId)
        .getResultList();
  }

  private void changed() {
    BindingChanges.note(session, realmId);
  }
}
