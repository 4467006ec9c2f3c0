package io.ticketgate.keycloak.store;

import io.ticketgate.core.rule.RememberedFact;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Map<String, Set<RememberedFact>> facts = new HashMap<>();
    rows.em()
        .createQuery(
            "select r.entitlementId, r.ruleId, r.fact from TgRememberedProtection r"
                + " where r.realmId = :realmId",
            Object[].class)
        .setParameter("realmId", realmId)
        .getResultList()
        .forEach(
            row -> {
              String entitlementId = (String) row[0];
              ruleIds.computeIfAbsent(entitlementId, id -> new HashSet<>()).add((String) row[1]);
              Optional.ofNullable((String) row[2])
                  .flatMap(RememberedFact::read)
                  .ifPresent(
                      fact ->
                          facts.computeIfAbsent(entitlementId, id -> new HashSet<>()).add(fact));
            });
    return new RememberedProtection(ruleIds, facts);
  }

  /**
   * Remembers what the rule protects the entitlement by; knowing it already is no error. It
   * outlives the rule.
   */
  public void remember(String entitlementId, String ruleId, RememberedFact fact) {
    String id = RowKey.of(realmId, ruleId, entitlementId, fact.text());
    if (rows.find(RememberedProtectionEntity.class, id) == null) {
      RememberedProtectionEntity row = new RememberedProtectionEntity();
      row.id = id;
      row.realmId = realmId;
      row.ruleId = ruleId;
      row.entitlementId = entitlementId;
      row.fact = fact.text();
      rows.insert(row);
      changed();
    }
  }

  /**
   * Forgets what one rule would go on protecting a role or client by.
   *
   * @return whether there was anything
   */
  public boolean release(Rule rule, String entitlementId) {
    List<RememberedProtectionEntity> kept =
        rows.em()
            .createQuery(
                "select r from TgRememberedProtection r where r.entitlementId = :entitlementId"
                    + " and r.realmId = :realmId",
                RememberedProtectionEntity.class)
            .setParameter("entitlementId", entitlementId)
            .setParameter("realmId", realmId)
            .getResultList();
    List<String> ids =
        kept.stream()
            .filter(row -> row.ruleId.equals(rule.id()) || byFact(row, rule))
            .map(row -> row.id)
            .toList();
    kept.forEach(rows::detached);
    ids.forEach(
        id ->
            rows.em()
                .createQuery("delete from TgRememberedProtection r where r.id = :id")
                .setParameter("id", id)
                .executeUpdate());
    changed();
    return !ids.isEmpty();
  }

  private static boolean byFact(RememberedProtectionEntity row, Rule rule) {
    return Optional.ofNullable(row.fact)
        .flatMap(RememberedFact::read)
        .filter(fact -> fact.matches(rule.protects()))
        .isPresent();
  }

  /** Forgets all of a realm that is removed. */
  public void forgetRealm() {
    rows.em()
        .createQuery("delete from TgRememberedProtection r where r.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
    changed();
  }

  /** Forgets all that is remembered of roles or clients. */
  public void forgetEntitlements(Set<String> entitlementIds) {
    rows.em()
        .createQuery(
            "delete from TgRememberedProtection r where r.entitlementId in :entitlementIds"
                + " and r.realmId = :realmId")
        .setParameter("entitlementIds", entitlementIds)
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
