package io.ticketgate.keycloak.write.change;

import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/** Rows as Keycloak writes them, of one realm. */
final class Entities {

  static final String REALM = "realm-id";

  private Entities() {}

  static RealmEntity realm() {
    RealmEntity realm = new RealmEntity();
    realm.setId(REALM);
    return realm;
  }

  static UserEntity alice() {
    UserEntity user = new UserEntity();
    user.setId(FakeRealm.ALICE.id());
    user.setRealmId(REALM);
    return user;
  }

  static GroupEntity group(String id, String parentId) {
    GroupEntity group = new GroupEntity();
    group.setId(id);
    group.setRealm(REALM);
    group.setParentId(parentId);
    return group;
  }

  static RoleEntity role(String id) {
    RoleEntity role = new RoleEntity();
    role.setId(id);
    role.setRealmId(REALM);
    return role;
  }

  static ClientEntity client(String uuid) {
    ClientEntity client = new ClientEntity();
    client.setId(uuid);
    client.setRealmId(REALM);
    return client;
  }

  static ClientAttributeEntity attribute(ClientEntity client, String name, String value) {
    ClientAttributeEntity attribute = new ClientAttributeEntity();
    attribute.setClient(client);
    attribute.setName(name);
    attribute.setValue(value);
    return attribute;
  }

  static ComponentEntity component(String id, String type, String provider) {
    ComponentEntity component = new ComponentEntity();
    component.setId(id);
    component.setRealm(realm());
    component.setProviderType(type);
    component.setProviderId(provider);
    return component;
  }
}
