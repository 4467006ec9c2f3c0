package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The holders of a role and the bindings for it, a page at a time: what one call costs depends on
 * the page and not on how many there are.
 */
public final class HolderPages {

  private static final List<String> BY_ROLE =
      List.of(
          "select m.user.id from UserRoleMappingEntity m where m.roleId = :via and m.user.id >"
              + " :after order by m.user.id",
          "select m.userId from FederatedUserRoleMappingEntity m where m.roleId = :via and m.userId"
              + " > :after order by m.userId");

  private static final List<String> BY_GROUP =
      List.of(
          "select m.user.id from UserGroupMembershipEntity m where m.groupId = :via and m.user.id >"
              + " :after order by m.user.id",
          "select m.userId from FederatedUserGroupMembershipEntity m where m.groupId = :via and"
              + " m.userId > :after order by m.userId");

  private static final List<String> WHO_HOLD =
      List.of(
          "select m.user.id from UserRoleMappingEntity m where m.user.id in :ids and m.roleId in"
              + " :via",
          "select m.userId from FederatedUserRoleMappingEntity m where m.userId in :ids and m.roleId"
              + " in :via");

  private static final List<String> WHO_ARE_IN =
      List.of(
          "select m.user.id from UserGroupMembershipEntity m where m.user.id in :ids and m.groupId"
              + " in :via",
          "select m.userId from FederatedUserGroupMembershipEntity m where m.userId in :ids and"
              + " m.groupId in :via");

  private final Rows rows;
  private final String realmId;

  public HolderPages(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * By what somebody holds a role.
   *
   * @param roles ids of the role and of the composites that bring it along
   * @param groups ids of the groups that carry one of those
   */
  public record Ways(Set<String> roles, Set<String> groups) {}

  /**
   * Where a look through the holders of a role goes on.
   *
   * @param table which of the tables that say who holds it
   * @param via id of the role or group
   * @param after id of the last user there that has been looked at
   */
  public record Position(int table, String via, String after) {

    /** Before the first. */
    public static final Position START = new Position(0, "", "");
  }

  /**
   * Some of the holders.
   *
   * @param ids of users; one who holds the role in several ways comes several times
   * @param next where to go on; null after the last
   */
  public record Page(List<String> ids, @Nullable Position next) {}

  /**
   * Some of those who hold a role.
   *
   * @param most how many there are in a page
   */
  public Page holders(Position from, Ways ways, int most) {
    List<String> ids = new ArrayList<>();
    for (int table = from.table(); table < BY_ROLE.size() + BY_GROUP.size(); table++) {
      boolean byRole = table < BY_ROLE.size();
      String query = byRole ? BY_ROLE.get(table) : BY_GROUP.get(table - BY_ROLE.size());
      for (String via : new TreeSet<>(byRole ? ways.roles() : ways.groups())) {
        boolean begun = table == from.table() && via.equals(from.via());
        if (table == from.table() && via.compareTo(from.via()) < 0) {
          continue;
        }
        int room = most - ids.size();
        List<String> more = after(query, via, begun ? from.after() : "", room);
        ids.addAll(more);
        if (more.size() == room) {
          return new Page(ids, new Position(table, via, more.get(more.size() - 1)));
        }
      }
    }
    return new Page(ids, null);
  }

  private List<String> after(String query, String via, String after, int most) {
    return rows.em()
        .createQuery(query, String.class)
        .setParameter("via", via)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
  }

  /**
   * Those of the subjects who have a live binding for the part, or whose grant goes without
   * anybody's doing: a binding has ended and is not cleaned up after yet, or has run out and waits
   * for the sweep, which may be long after the database was away.
   *
   * @param part id of the role that they have
   * @param covering ids of the roles that bring it along, whose binding does if they did so when it
   *     was made
   */
  public Set<String> bound(Collection<String> subjectIds, String part, Set<String> covering) {
    if (subjectIds.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        rows.em()
            .createQuery(
                "select b.subjectId from TgBinding b where b.realmId = :realmId and b.subjectId in"
                    + " :ids and (b.cleanUp is not null or (b.status = :active and (b.entitlementId ="
                    + " :part or (b.entitlementId in :covering and locate(:quoted, b.parts) > 0))))",
                String.class)
            .setParameter("realmId", realmId)
            .setParameter("ids", subjectIds)
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("part", part)
            .setParameter("covering", covering)
            .setParameter("quoted", '"' + part + '"')
            .getResultList());
  }

  /** Those of the users who hold a role. */
  public Set<String> holding(Collection<String> userIds, Ways ways) {
    Set<String> holding = new HashSet<>();
    WHO_HOLD.forEach(query -> holding.addAll(among(query, userIds, ways.roles())));
    WHO_ARE_IN.forEach(query -> holding.addAll(among(query, userIds, ways.groups())));
    return holding;
  }

  private List<String> among(String query, Collection<String> ids, Set<String> via) {
    return ids.isEmpty() || via.isEmpty()
        ? List.of()
        : rows.em()
            .createQuery(query, String.class)
            .setParameter("ids", ids)
            .setParameter("via", via)
            .getResultList();
  }

  /**
   * Some of the active bindings for a role, in the order of their ids.
   *
   * @param lost ids of those whose person does not hold the role
   * @param last id of the last one that was looked at; null where there are no more
   */
  public record Ungranted(List<String> lost, @Nullable String last) {}

  /**
   * Looks for bindings whose person does not hold the role.
   *
   * @param after id of the last one that was looked at; empty to begin
   * @param most how many bindings to look at
   */
  public Ungranted ungranted(String entitlementId, Ways ways, String after, int most) {
    TypedQuery<Object[]> page =
        rows.em()
            .createQuery(
                "select b.id, b.subjectId from TgBinding b where b.realmId = :realmId and"
                    + " b.entitlementId = :entitlementId and b.status = :active and b.id > :after"
                    + " and b.subjectKind in :people order by b.id",
                Object[].class)
            .setParameter("realmId", realmId)
            .setParameter("entitlementId", entitlementId)
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("after", after)
            .setParameter("people", Set.of(Subject.Kind.USER, Subject.Kind.SERVICE_ACCOUNT))
            .setMaxResults(most);
    List<Object[]> looked = page.getResultList();
    Set<String> holding =
        holding(looked.stream().map(row -> (String) row[1]).distinct().toList(), ways);
    return new Ungranted(
        looked.stream()
            .filter(row -> !holding.contains((String) row[1]))
            .map(row -> (String) row[0])
            .toList(),
        looked.size() < most ? null : (String) looked.get(looked.size() - 1)[0]);
  }

  /**
   * Ids of people who own active bindings, in their order; an index answers each without reading
   * what it owns.
   *
   * @param after the last one that was looked at; empty to begin
   */
  public List<String> owners(String after, int most) {
    List<String> owners = new ArrayList<>();
    String last = after;
    while (owners.size() < most) {
      Map<String, Object> parameters =
          Map.of("realmId", realmId, "active", BindingStatus.ACTIVE, "after", last);
      TypedQuery<String> next =
          rows.em()
              .createQuery(
                  "select b.ownerId from TgBinding b where b.realmId = :realmId and b.status ="
                      + " :active and b.ownerId > :after order by b.ownerId",
                  String.class)
              .setMaxResults(1);
      parameters.forEach(next::setParameter);
      List<String> found = next.getResultList();
      if (found.isEmpty()) {
        break;
      }
      last = found.get(0);
      owners.add(last);
    }
    return owners;
  }
}
