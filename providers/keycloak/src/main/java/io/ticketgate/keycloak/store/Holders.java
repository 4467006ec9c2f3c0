package io.ticketgate.keycloak.store;

import io.ticketgate.core.BindingStatus;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.connections.jpa.util.JpaUtils;
import org.keycloak.models.KeycloakSession;

/**
 * Who holds a role, by direct mapping, group or composite, as Keycloak's tables say: local users
 * and those of storage providers. What a directory keeps for itself is not there.
 *
 * <p>The tables are asked and not the model, which would load every member of a group to learn that
 * all of them are bound.
 */
public final class Holders {

  private static final List<String> BY_ROLE =
      List.of(
          "select distinct m.user.id from UserRoleMappingEntity m where m.roleId in :via"
              + " and not exists (%s m.user.id %s) order by m.user.id",
          "select distinct m.userId from FederatedUserRoleMappingEntity m where m.roleId in :via"
              + " and not exists (%s m.userId %s) order by m.userId");

  private static final List<String> BY_GROUP =
      List.of(
          "select distinct m.user.id from UserGroupMembershipEntity m where m.groupId in :via"
              + " and not exists (%s m.user.id %s) order by m.user.id",
          "select distinct m.userId from FederatedUserGroupMembershipEntity m where m.groupId in"
              + " :via and not exists (%s m.userId %s) order by m.userId");

  private final Rows rows;
  private final String realmId;

  public Holders(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * Ids of the users who have one of the roles, or are in one of the groups, and have no live
   * binding for any of the entitlements.
   *
   * @param covering ids of the entitlements whose binding would do
   * @param most how many to look for in each table
   */
  public Set<String> unbound(
      Set<String> viaRoles, Set<String> viaGroups, Set<String> covering, Instant now, int most) {
    Set<String> found = new LinkedHashSet<>();
    BY_ROLE.forEach(query -> found.addAll(without(query, viaRoles, covering, now, most)));
    BY_GROUP.forEach(query -> found.addAll(without(query, viaGroups, covering, now, most)));
    return found;
  }

  private List<String> without(
      String query, Set<String> via, Set<String> covering, Instant now, int most) {
    if (via.isEmpty()) {
      return List.of();
    }
    TypedQuery<String> unbound =
        rows.em()
            .createQuery(
                query.formatted(
                    "select b.id from TgBinding b where b.realmId = :realmId and b.subjectId =",
                    "and b.status = :active and b.expiresAt > :now and b.entitlementId in"
                        + " :covering"),
                String.class);
    Map.of(
            "realmId",
            realmId,
            "active",
            BindingStatus.ACTIVE,
            "now",
            now.toEpochMilli(),
            "covering",
            covering,
            "via",
            via)
        .forEach(unbound::setParameter);
    return unbound.setMaxResults(most).getResultList();
  }

  /** The role and every composite that brings it along. */
  public Set<String> bringing(String roleId) {
    // The entity for this table has changed its shape between Keycloak 26.4 and 26.7.
    String parents =
        "select distinct COMPOSITE from "
            + JpaUtils.getTableNameForNativeQuery("COMPOSITE_ROLE", rows.em())
            + " where CHILD_ROLE in :ids";
    return grown(
        Set.of(roleId),
        ids -> {
          List<?> found =
              rows.em().createNativeQuery(parents).setParameter("ids", ids).getResultList();
          return found.stream().map(Object::toString).toList();
        });
  }

  /** The groups to which one of the roles is mapped, and all below them. */
  public Set<String> groupsWith(Set<String> roleIds) {
    return below(
        rows.em()
            .createQuery(
                "select distinct m.group.id from GroupRoleMappingEntity m where m.roleId in :ids",
                String.class)
            .setParameter("ids", roleIds)
            .getResultList());
  }

  /** The groups and all below them. */
  public Set<String> below(Collection<String> groupIds) {
    return grown(
        groupIds,
        ids ->
            rows.em()
                .createQuery(
                    "select g.id from GroupEntity g where g.parentId in :ids", String.class)
                .setParameter("ids", ids)
                .getResultList());
  }

  /** The groups of that name, also those of organizations. */
  public Set<String> groupsNamed(String name) {
    return Set.copyOf(
        rows.em()
            .createQuery(
                "select g.id from GroupEntity g where g.realm = :realmId and g.name = :name",
                String.class)
            .setParameter("realmId", realmId)
            .setParameter("name", name)
            .getResultList());
  }

  private interface Next {
    Collection<String> of(Collection<String> ids);
  }

  private static Set<String> grown(Collection<String> seeds, Next next) {
    Set<String> all = new HashSet<>(seeds);
    Collection<String> latest = seeds;
    while (!latest.isEmpty()) {
      Set<String> fresh = new HashSet<>(next.of(latest));
      fresh.removeAll(all);
      all.addAll(fresh);
      latest = fresh;
    }
    return all;
  }
}
