package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.TestServer;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/** Queries over Keycloak's own tables, filled by Keycloak's own model. */
abstract class RealmRows {

  final String federated = "f:ldap:" + UUID.randomUUID();

  final TestServer server = new TestServer();
  String realmId;
  String otherRealmId;
  KeycloakSession session;

  @BeforeEach
  void open() {
    realmId = server.realm(realm -> {});
    otherRealmId = server.realm(realm -> {});
    session = server.open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  <T> T in(Function<RealmModel, T> work) {
    return server.in(realmId, own -> work.apply(own.getContext().getRealm()));
  }

  String role(String name) {
    return in(realm -> realm.addRole(name).getId());
  }

  String user(String name) {
    return server.in(
        realmId,
        own -> own.users().addUser(own.getContext().getRealm(), null, name, false, false).getId());
  }

  /** The account of a client. */
  String account(String name, String client) {
    String id = user(name);
    server.run(realmId, own -> userOf(own, id).setServiceAccountClientLink(client));
    return id;
  }

  String group(String name, @Nullable String parent) {
    return in(
        realm ->
            parent == null
                ? realm.createGroup(name).getId()
                : realm.createGroup(name, realm.getGroupById(parent)).getId());
  }

  void map(String userId, String roleId) {
    server.run(realmId, own -> userOf(own, userId).grantRole(roleOf(own, roleId)));
  }

  void join(String userId, String groupId) {
    server.run(realmId, own -> userOf(own, userId).joinGroup(groupOf(own, groupId)));
  }

  void mapToGroup(String groupId, String roleId) {
    server.run(realmId, own -> groupOf(own, groupId).grantRole(roleOf(own, roleId)));
  }

  void contain(String composite, String part) {
    server.run(realmId, own -> roleOf(own, composite).addCompositeRole(roleOf(own, part)));
  }

  void mapFederated(String roleId) {
    server.run(
        own -> {
          FederatedUserRoleMappingEntity row = new FederatedUserRoleMappingEntity();
          row.setUserId(federated);
          row.setRoleId(roleId);
          row.setRealmId(realmId);
          row.setStorageProviderId("ldap");
          own.getProvider(JpaConnectionProvider.class).getEntityManager().persist(row);
        });
  }

  void joinFederated(String groupId) {
    server.run(
        own -> {
          FederatedUserGroupMembershipEntity row = new FederatedUserGroupMembershipEntity();
          row.setUserId(federated);
          row.setGroupId(groupId);
          row.setRealmId(realmId);
          row.setStorageProviderId("ldap");
          own.getProvider(JpaConnectionProvider.class).getEntityManager().persist(row);
        });
  }

  private static UserModel userOf(KeycloakSession own, String id) {
    return own.users().getUserById(own.getContext().getRealm(), id);
  }

  private static RoleModel roleOf(KeycloakSession own, String id) {
    return own.getContext().getRealm().getRoleById(id);
  }

  private static GroupModel groupOf(KeycloakSession own, String id) {
    return own.getContext().getRealm().getGroupById(id);
  }
}
