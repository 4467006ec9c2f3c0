package io.ticketgate.keycloak;

import io.ticketgate.core.Entitlement;
import io.ticketgate.core.Ports;
import io.ticketgate.core.Subject;
import io.ticketgate.keycloak.store.RoleMappings;
import io.ticketgate.spi.EntitlementName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.RoleUtils;

/** Roles, who holds them, and the tokens that carry them. */
public final class KeycloakRoles implements Ports.Roles {

  private static final long MILLIS = 1000L;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RoleMappings mappings;

  KeycloakRoles(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.mappings = new RoleMappings(session);
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
   * Not through the user cache, which may not know yet what another transaction has just committed.
   */
  @Override
  public Set<Entitlement> direct(Subject subject) {
    Set<Entitlement> direct = new HashSet<>();
    for (String roleId : mappings.of(subject.id())) {
      RoleModel role = realm.getRoleById(roleId);
      if (role != null) {
        direct.add(entitlement(role));
      }
    }
    return direct;
  }

  @Override
  public void give(Subject subject, Entitlement entitlement) {
    RoleModel role = realm.getRoleById(entitlement.id());
    UserModel user = uncached(subject);
    if (role == null || user == null) {
      throw new IllegalStateException("The role or the user to grant it to is gone.");
    }
    if (mappings.exists(subject.id(), role.getId())) {
      return;
    }
    user.grantRole(role);
    if (mappings.readPast()) {
      mappings.ensure(subject.id(), role.getId());
    }
  }

  @Override
  public void take(Subject subject, Entitlement entitlement) {
    RoleModel role = realm.getRoleById(entitlement.id());
    UserModel user = uncached(subject);
    if (role != null && user != null) {
      user.deleteRoleMapping(role);
    }
  }

  /**
   * The user as the database has it. Keycloak's cached user (26.7.3, {@code
   * infinispan.UserAdapter.deleteRoleMapping}) does nothing where the cache knows of no mapping,
   * and the cache learns of a grant only some time after that was committed.
   */
  private @Nullable UserModel uncached(Subject subject) {
    UserModel user = session.users().getUserById(realm, subject.id());
    return user instanceof CachedUserModel cached ? cached.getDelegateForUpdate() : user;
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
