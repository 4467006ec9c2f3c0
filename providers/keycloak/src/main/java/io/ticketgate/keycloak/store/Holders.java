package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.connections.jpa.util.JpaUtils;
import org.keycloak.models.KeycloakSession;

/**
 * The holders of a role, by direct mapping, group or composite, from Keycloak's tables: local users
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

  /** A table, and what in it names the user. */
  private record First(String table, String user) {}

  private static final List<First> FIRST_ROLES =
      List.of(
          new First("UserRoleMappingEntity m where m.roleId", "m.user.id"),
          new First("FederatedUserRoleMappingEntity m where m.roleId", "m.userId"));

  private static final List<First> FIRST_GROUPS =
      List.of(
          new First("UserGroupMembershipEntity m where m.groupId", "m.user.id"),
          new First("FederatedUserGroupMembershipEntity m where m.groupId", "m.userId"));

  private final Rows rows;
  private final String realmId;

  public Holders(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * Ids of the users who have one of the roles, or are in one of the groups, and have no live
   * binding for the part.
   *
   * @param part id of the role that they have by that
   * @param covering ids of the roles that bring it along, whose binding would do if they did so
   *     when it was made
   * @param most how many to look for in each table
   */
  public Set<String> unbound(
      Set<String> viaRoles,
      Set<String> viaGroups,
      String part,
      Set<String> covering,
      Instant now,
      int most) {
    Set<String> found = new LinkedHashSet<>();
    BY_ROLE.forEach(query -> found.addAll(without(query, viaRoles, part, covering, now, most)));
    BY_GROUP.forEach(query -> found.addAll(without(query, viaGroups, part, covering, now, most)));
    return found;
  }

  /**
   * Returns whether somebody who has one of the first roles, or is in one of the first groups, also
   * has one of the second or is in one of those.
   */
  public boolean anyone(
      Set<String> viaRoles, Set<String> viaGroups, Set<String> alsoRoles, Set<String> alsoGroups) {
    return FIRST_ROLES.stream().anyMatch(from -> both(from, viaRoles, alsoRoles, alsoGroups))
        || FIRST_GROUPS.stream().anyMatch(from -> both(from, viaGroups, alsoRoles, alsoGroups));
  }

  /**
   * Ids of the users who have one of the first roles or are in one of the first groups, and also
   * have one of the second or are in one of those.
   *
   * @param most how many to look for in each table
   */
  public Set<String> ofBoth(
      Set<String> roles,
      Set<String> groups,
      Set<String> alsoRoles,
      Set<String> alsoGroups,
      int most) {
    Set<String> found = new LinkedHashSet<>();
    FIRST_ROLES.forEach(from -> found.addAll(both(from, roles, alsoRoles, alsoGroups, most)));
    FIRST_GROUPS.forEach(from -> found.addAll(both(from, groups, alsoRoles, alsoGroups, most)));
    return found;
  }

  private boolean both(First from, Set<String> via, Set<String> alsoRoles, Set<String> alsoGroups) {
    return !both(from, via, alsoRoles, alsoGroups, 1).isEmpty();
  }

  private List<String> both(
      First from, Set<String> via, Set<String> alsoRoles, Set<String> alsoGroups, int most) {
    if (via.isEmpty()) {
      return List.of();
    }
    String holder = from.user();
    return rows.em()
        .createQuery(
            "select distinct "
                + holder
                + " from "
                + from.table()
                + " in :via and (exists (select 1 from UserRoleMappingEntity r where r.user.id = "
                + holder
                + " and r.roleId in :roles) or exists (select 1 from"
                + " FederatedUserRoleMappingEntity r where r.userId = "
                + holder
                + " and r.roleId in :roles) or exists (select 1 from UserGroupMembershipEntity g"
                + " where g.user.id = "
                + holder
                + " and g.groupId in :groups) or exists (select 1 from"
                + " FederatedUserGroupMembershipEntity g where g.userId = "
                + holder
                + " and g.groupId in :groups)) order by "
                + holder,
            String.class)
        .setParameter("via", via)
        .setParameter("roles", alsoRoles)
        // An empty list is no valid SQL everywhere.
        .setParameter("groups", alsoGroups.isEmpty() ? Set.of("") : alsoGroups)
        .setMaxResults(most)
        .getResultList();
  }

  private List<String> without(
      String query, Set<String> via, String part, Set<String> covering, Instant now, int most) {
    if (via.isEmpty()) {
      return List.of();
    }
    TypedQuery<String> unbound =
        rows.em()
            .createQuery(
                query.formatted(
                    "select b.id from TgBinding b where b.realmId = :realmId and b.subjectId =",
                    "and b.status = :active and b.expiresAt > :now"
                        + ScheduleColumns.IN_TIME
                        + " and (b.entitlementId = :part"
                        + " or (b.entitlementId in :covering and locate(:quoted, b.parts) > 0))"),
                String.class);
    Map.of(
            "realmId",
            realmId,
            "active",
            BindingStatus.ACTIVE,
            "now",
            now.toEpochMilli(),
            "part",
            part,
            "quoted",
            '"' + part + '"',
            "covering",
            covering,
            "via",
            via)
        .forEach(unbound::setParameter);
    return unbound.setMaxResults(most).getResultList();
  }

  /** The role and every composite that brings it along. */
  public Set<String> bringing(String roleId) {
    return grown(Set.of(roleId), this::parents);
  }

  private Collection<String> parents(Collection<String> roleIds) {
    // The entity for this table has changed its shape between Keycloak 26.4 and 26.7.
    String parents =
        "select distinct COMPOSITE from "
            + JpaUtils.getTableNameForNativeQuery("COMPOSITE_ROLE", rows.em())
            + " where CHILD_ROLE in :ids";
    List<?> found =
        rows.em().createNativeQuery(parents).setParameter("ids", roleIds).getResultList();
    return found.stream().map(Object::toString).toList();
  }

  /** The groups to which the role itself is mapped without a live binding. */
  public List<String> groupsWithItself(String roleId, Instant now) {
    return unboundStructures(
        rows.em()
            .createQuery(
                "select m.group.id from GroupRoleMappingEntity m where m.roleId = :id",
                String.class)
            .setParameter("id", roleId)
            .getResultList(),
        roleId,
        now);
  }

  /** The composites that contain the role itself without a live binding. */
  public List<String> compositesOf(String roleId, Instant now) {
    return unboundStructures(parents(Set.of(roleId)), roleId, now);
  }

  private List<String> unboundStructures(
      Collection<String> structures, String roleId, Instant now) {
    if (structures.isEmpty()) {
      return List.of();
    }
    Set<String> bound =
        new HashSet<>(
            rows.em()
                .createQuery(
                    "select b.subjectId from TgBinding b where b.realmId = :realmId and b.subjectId"
                        + " in :structures and b.status = :active and b.expiresAt > :now"
                        + ScheduleColumns.IN_TIME
                        + " and b.entitlementId = :id",
                    String.class)
                .setParameter("realmId", realmId)
                .setParameter("structures", structures)
                .setParameter("active", BindingStatus.ACTIVE)
                .setParameter("now", now.toEpochMilli())
                .setParameter("id", roleId)
                .getResultList());
    return structures.stream().filter(id -> !bound.contains(id)).sorted().toList();
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

  /**
   * Ids of the clients whose service accounts have one of the roles, or are in one of the groups.
   *
   * @param most how many to look for by either way
   */
  public Set<String> actingClients(Set<String> roles, Set<String> groups, int most) {
    Set<String> found = new TreeSet<>();
    found.addAll(accounts("UserRoleMappingEntity m where m.roleId", roles, most));
    if (!groups.isEmpty()) {
      found.addAll(accounts("UserGroupMembershipEntity m where m.groupId", groups, most));
    }
    return found;
  }

  private List<String> accounts(String ways, Set<String> via, int most) {
    return rows.em()
        .createQuery(
            "select distinct m.user.serviceAccountClientLink from "
                + ways
                + " in :via and m.user.serviceAccountClientLink is not null"
                + " order by m.user.serviceAccountClientLink",
            String.class)
        .setParameter("via", via)
        .setMaxResults(most)
        .getResultList();
  }

  /** The roles and every composite that brings one of them along. */
  public Set<String> bringingAny(Set<String> roleIds) {
    return grown(roleIds, this::parents);
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
