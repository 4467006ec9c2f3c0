package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The roles that rules name by their patterns or mark by an attribute, in pages and in the order of
 * their names. One query answers a page, in the order of the database: names that are put together
 * in another one could be left out between two pages.
 */
public final class AskableNames {

  private static final char ESCAPE = '!';

  private final Rows rows;
  private final String realmId;

  /**
   * A role.
   *
   * @param description what an administrator says about it; null for nothing
   */
  public record Found(Entitlement role, @Nullable String description) {}

  public AskableNames(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * A page. A database may take upper and lower case for the same: the rules decide.
   *
   * @param rules of which one names each role
   * @param after id of the last role of the page before; null to begin
   * @return null where there is no such role any more
   */
  public @Nullable List<Found> page(Collection<Rule> rules, @Nullable String after, int most) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("realmId", realmId);
    List<String> named = new ArrayList<>();
    for (Rule rule : rules) {
      Rule.Protects protects = rule.protects();
      for (NamePattern pattern : protects.realmRoles()) {
        named.add(
            "(r.clientRole = false and r.name like "
                + put(parameters, pattern.like(ESCAPE))
                + " escape '!')");
      }
      for (Rule.ClientRolePattern pattern : protects.clientRoles()) {
        named.add(
            "(r.clientRole = true and c.clientId like "
                + put(parameters, pattern.client().like(ESCAPE))
                + " escape '!' and r.name like "
                + put(parameters, pattern.role().like(ESCAPE))
                + " escape '!')");
      }
      if (protects.attributeName() != null && protects.attributeValue() != null) {
        named.add(
            "exists (select a.id from RoleAttributeEntity a where a.role = r and a.name = "
                + put(parameters, protects.attributeName())
                + " and a.value = "
                + put(parameters, protects.attributeValue())
                + ")");
      }
    }
    if (named.isEmpty()) {
      return List.of();
    }
    String from = "";
    if (after != null) {
      String name = name(after);
      if (name == null) {
        return null;
      }
      from = " and (r.name > :afterName or (r.name = :afterName and r.id > :afterId))";
      parameters.put("afterName", name);
      parameters.put("afterId", after);
    }
    TypedQuery<Object[]> query =
        rows.em()
            .createQuery(
                "select r.id, r.name, r.clientRole, c.clientId, r.description from RoleEntity r"
                    + " left join ClientEntity c on c.id = r.clientId where r.realmId = :realmId"
                    + " and ("
                    + String.join(" or ", named)
                    + ")"
                    + from
                    + " order by r.name, r.id",
                Object[].class)
            .setMaxResults(most);
    parameters.forEach(query::setParameter);
    return query.getResultList().stream().map(AskableNames::found).toList();
  }

  private @Nullable String name(String roleId) {
    return rows.em()
        .createQuery(
            "select r.name from RoleEntity r where r.id = :id and r.realmId = :realmId",
            String.class)
        .setParameter("id", roleId)
        .setParameter("realmId", realmId)
        .getResultStream()
        .findFirst()
        .orElse(null);
  }

  private static String put(Map<String, Object> parameters, String value) {
    String name = "p" + parameters.size();
    parameters.put(name, value);
    return ":" + name;
  }

  private static Found found(Object[] row) {
    String client = (String) row[3];
    EntitlementName name =
        Boolean.TRUE.equals(row[2]) && client != null
            ? new EntitlementName.ClientRole(client, (String) row[1])
            : new EntitlementName.RealmRole((String) row[1]);
    return new Found(new Entitlement((String) row[0], name), (String) row[4]);
  }
}
