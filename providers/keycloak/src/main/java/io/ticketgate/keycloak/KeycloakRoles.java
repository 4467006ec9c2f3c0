package io.ticketgate.keycloak;

import io.ticketgate.core.Entitlement;
import io.ticketgate.core.Ports;
import io.ticketgate.core.Subject;
import io.ticketgate.spi.EntitlementName;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/** Roles, who holds them, and the tokens that carry them. */
public final class KeycloakRoles implements Ports.Roles {

  private static final long MILLIS = 1000L;

  private final KeycloakSession session;
  private final RealmModel realm;

  KeycloakRoles(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The entitlement that a role is. */
  public static Entitlement entitlement(RoleModel role) {
    EntitlementName name =
        role.getContainer() instanceof ClientModel client
            ? new EntitlementName.ClientRole(client.getClientId(), role.getName())
            : new EntitlementName.RealmRole(role.getName());
    return new Entitlement(role.getId(), name);
  }

  /** The role of that name; empty when there is none. */
  public Optional<RoleModel> named(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return Optional.ofNullable(realm.getRole(role.role()));
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return Optional.ofNullable(realm.getClientByClientId(role.client()))
          .map(client -> client.getRole(role.role()));
    }
    return Optional.empty();
  }

  @Override
  public Set<Entitlement> closure(Entitlement entitlement) {
    RoleModel role = realm.getRoleById(entitlement.id());
    if (role == null) {
      return Set.of(entitlement);
    }
    Set<Entitlement> closure = new HashSet<>();
    RoleUtils.expandCompositeRoles(Set.of(role)).forEach(part -> closure.add(entitlement(part)));
    return closure;
  }

  /**
   * Not through the user cache, which may not know yet what another transaction has just committed;
   * with a lock, since MariaDB's plain reads see the past. Users of a storage provider keep their
   * mappings in a table of their own.
   */
  @Override
  public Set<Entitlement> direct(Subject subject) {
    EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    Set<Entitlement> direct = new HashSet<>();
    if (StorageId.isLocalStorage(subject.id())) {
      em.createQuery(
              "select m from UserRoleMappingEntity m where m.user.id = :id",
              UserRoleMappingEntity.class)
          .setParameter("id", subject.id())
          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
          .getResultList()
          .forEach(mapping -> add(direct, mapping.getRoleId()));
    } else {
      em.createQuery(
              "select m from FederatedUserRoleMappingEntity m where m.userId = :id",
              FederatedUserRoleMappingEntity.class)
          .setParameter("id", subject.id())
          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
          .getResultList()
          .forEach(mapping -> add(direct, mapping.getRoleId()));
    }
    return direct;
  }

  private void add(Set<Entitlement> roles, String roleId) {
    RoleModel role = realm.getRoleById(roleId);
    if (role != null) {
      roles.add(entitlement(role));
    }
  }

  @Override
  public void give(Subject subject, Entitlement entitlement) {
    RoleModel role = realm.getRoleById(entitlement.id());
    UserModel user = session.users().getUserById(realm, subject.id());
    if (role == null || user == null) {
      throw new IllegalStateException("The role or the user to grant it to is gone.");
    }
    user.grantRole(role);
  }

  @Override
  public void take(Subject subject, Entitlement entitlement) {
    RoleModel role = realm.getRoleById(entitlement.id());
    UserModel user = session.users().getUserById(realm, subject.id());
    if (role != null && user != null) {
      user.deleteRoleMapping(role);
    }
  }

  /**
   * Not-before reaches every token, also those of service accounts, which have no session; removing
   * the sessions ends single sign-on too. The second ahead covers tokens issued within the current
   * one.
   */
  @Override
  public void endSessions(Subject subject) {
    UserModel user = session.users().getUserById(realm, subject.id());
    if (user != null) {
      session
          .users()
          .setNotBeforeForUser(realm, user, Math.toIntExact(Time.currentTimeMillis() / MILLIS) + 1);
      session.sessions().removeUserSessions(realm, user);
    }
  }
}
