package io.ticketgate.keycloak.store;

import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/**
 * Keycloak's direct role mappings and memberships, as last committed or written here. Users of a
 * storage provider have theirs in tables of their own.
 */
public final class RoleMappings {

  private final Rows rows;

  public RoleMappings(KeycloakSession session) {
    this.rows = new Rows(session);
  }

  /** Ids of the roles mapped to the user. */
  public Set<String> of(String userId) {
    String ids =
        StorageId.isLocalStorage(userId)
            ? "select m.roleId from UserRoleMappingEntity m where m.user.id = :userId"
            : "select m.roleId from FederatedUserRoleMappingEntity m where m.userId = :userId";
    Set<String> found =
        new LinkedHashSet<>(rows.committed(String.class, ids, Map.of("userId", userId)));
    if (rows.readsThePast()) {
      found.removeIf(roleId -> !exists(userId, roleId));
    }
    return found;
  }

  /** Ids of the groups the user is in. */
  public Set<String> groupsOf(String userId) {
    boolean local = StorageId.isLocalStorage(userId);
    Set<String> found =
        new LinkedHashSet<>(
            rows.committed(
                String.class,
                local
                    ? "select m.groupId from UserGroupMembershipEntity m where m.user.id = :userId"
                    : "select m.groupId from FederatedUserGroupMembershipEntity m where m.userId ="
                        + " :userId",
                Map.of("userId", userId)));
    if (rows.readsThePast()) {
      found.removeIf(groupId -> !isIn(userId, groupId));
    }
    return found;
  }

  private boolean isIn(String userId, String groupId) {
    Map<String, String> which = Map.of("userId", userId, "groupId", groupId);
    return StorageId.isLocalStorage(userId)
        ? isThere(
            UserGroupMembershipEntity.class,
            "select m from UserGroupMembershipEntity m where m.user.id = :userId and m.groupId ="
                + " :groupId",
            which)
        : isThere(
            FederatedUserGroupMembershipEntity.class,
            "select m from FederatedUserGroupMembershipEntity m where m.userId = :userId and"
                + " m.groupId = :groupId",
            which);
  }

  /** Ids of the roles mapped to the group itself. */
  public Set<String> ofGroup(String groupId) {
    Set<String> found =
        new LinkedHashSet<>(
            rows.committed(
                String.class,
                "select m.roleId from GroupRoleMappingEntity m where m.group.id = :groupId",
                Map.of("groupId", groupId)));
    if (rows.readsThePast()) {
      found.removeIf(
          roleId ->
              !isThere(
                  GroupRoleMappingEntity.class,
                  "select m from GroupRoleMappingEntity m where m.group.id = :groupId and m.roleId ="
                      + " :roleId",
                  Map.of("groupId", groupId, "roleId", roleId)));
    }
    return found;
  }

  /** Returns whether this mapping is there, read with a lock on it. */
  public boolean exists(String userId, String roleId) {
    Map<String, String> which = Map.of("userId", userId, "roleId", roleId);
    return StorageId.isLocalStorage(userId)
        ? isThere(
            UserRoleMappingEntity.class,
            "select m from UserRoleMappingEntity m where m.user.id = :userId and m.roleId = :roleId",
            which)
        : isThere(
            FederatedUserRoleMappingEntity.class,
            "select m from FederatedUserRoleMappingEntity m where m.userId = :userId and m.roleId ="
                + " :roleId",
            which);
  }

  private <E> boolean isThere(Class<E> type, String query, Map<String, String> which) {
    TypedQuery<E> rowsLocked =
        rows.em().createQuery(query, type).setLockMode(LockModeType.PESSIMISTIC_WRITE);
    which.forEach(rowsLocked::setParameter);
    return rowsLocked.getResultStream().map(rows::detached).count() > 0;
  }

  /**
   * Returns whether Keycloak itself may be mistaken about what is mapped, since it reads the past.
   */
  public boolean readPast() {
    return rows.readsThePast();
  }

  /** Makes the mapping that Keycloak believed to be there. */
  public void ensure(String userId, String roleId) {
    if (StorageId.isLocalStorage(userId) && !exists(userId, roleId)) {
      UserRoleMappingEntity mapping = new UserRoleMappingEntity();
      mapping.setUser(rows.em().getReference(UserEntity.class, userId));
      mapping.setRoleId(roleId);
      rows.insert(mapping);
    }
  }
}
