package io.ticketgate.keycloak.store;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/**
 * Which roles, and clients, a rule goes on to protect although their name or their attribute no
 * longer says so.
 */
public final class RenamedRoles {

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  public RenamedRoles(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Role id to the ids of the rules that keep protecting it. */
  public Map<String, Set<String>> all() {
    Map<String, Set<String>> all = new HashMap<>();
    EntityManager em = rows.em();
    em.createQuery(
            "select r.roleId, r.ruleId from TgRenamedRole r where r.realmId = :realmId",
            Object[].class)
        .setParameter("realmId", realmId)
        .getResultList()
        .forEach(
            row ->
                all.computeIfAbsent((String) row[0], id -> new HashSet<>()).add((String) row[1]));
    return all;
  }

  /** Remembers that the rule protects the role; knowing it already is no error. */
  public void add(String roleId, String ruleId) {
    String id = RowKey.of(realmId, ruleId, roleId);
    if (rows.find(RenamedRoleEntity.class, id) == null) {
      RenamedRoleEntity row = new RenamedRoleEntity();
      row.id = id;
      row.realmId = realmId;
      row.ruleId = ruleId;
      row.roleId = roleId;
      rows.insert(row);
      changed();
    }
  }

  /** Ids of the roles and clients of the realm with that attribute. */
  public List<String> marked(String attribute, String value) {
    List<String> marked =
        new ArrayList<>(
            marked(
                "select distinct a.role.id from RoleAttributeEntity a where a.name = :name"
                    + " and a.value = :value and a.role.realmId = :realmId",
                attribute,
                value));
    marked.addAll(
        marked(
            "select distinct a.client.id from ClientAttributeEntity a where a.name = :name"
                + " and cast(a.value as string) = :value and a.client.realmId = :realmId",
            attribute,
            value));
    return marked;
  }

  private List<String> marked(String query, String attribute, String value) {
    return rows.em()
        .createQuery(query, String.class)
        .setParameter("name", attribute)
        .setParameter("value", value)
        .setParameter("realmId", realmId)
        .getResultList();
  }

  /** Forgets what a rule protected under other names: the rule was stated anew, or is gone. */
  public void forgetRule(String ruleId) {
    rows.em()
        .createQuery(
            "delete from TgRenamedRole r where r.ruleId = :ruleId and r.realmId = :realmId")
        .setParameter("ruleId", ruleId)
        .setParameter("realmId", realmId)
        .executeUpdate();
    changed();
  }

  /** Forgets a role that is gone. */
  public void forgetRole(String roleId) {
    rows.em()
        .createQuery(
            "delete from TgRenamedRole r where r.roleId = :roleId and r.realmId = :realmId")
        .setParameter("roleId", roleId)
        .setParameter("realmId", realmId)
        .executeUpdate();
    changed();
  }

  private void changed() {
    BindingChanges.note(session, realmId);
  }
}
