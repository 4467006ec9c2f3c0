package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.keycloak.calls.ClientRegistration;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.ManagementClients;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.ClientCredentials;
import io.ticketgate.keycloak.realm.KeptOwners;
import io.ticketgate.keycloak.realm.KeycloakRoles;
import io.ticketgate.keycloak.store.Holders;
import io.ticketgate.keycloak.write.change.RealmContents;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.keycloak.write.mapper.MapperSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** Looks up users, groups, roles and clients in Keycloak. */
final class KeycloakContents implements RealmContents {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final KeycloakRoles roles;

  KeycloakContents(KeycloakSession session, RealmModel realm, KeycloakRoles roles) {
    this.session = session;
    this.realm = realm;
    this.roles = roles;
  }

  @Override
  public Detail.@Nullable Registered registered() {
    return ClientRegistration.registered(session);
  }

  @Override
  public Optional<Subject> user(String id) {
    return Optional.ofNullable(session.users().getUserById(realm, id))
        .map(user -> Subjects.of(user, realm));
  }

  @Override
  public boolean hasIdentityProvider(String organizationId) {
    try (var providers = session.identityProviders().getByOrganization(organizationId, 0, 1)) {
      return providers.findAny().isPresent();
    }
  }

  @Override
  public Optional<Subject> group(String id) {
    return groupModel(id).map(Subjects::of);
  }

  private Optional<GroupModel> groupModel(String id) {
    return Optional.ofNullable(session.groups().getGroupById(realm, id));
  }

  @Override
  public Optional<Subject> composite(String roleId) {
    return roleModel(roleId).map(Subjects::of);
  }

  private Optional<RoleModel> roleModel(String id) {
    return Optional.ofNullable(realm.getRoleById(id));
  }

  @Override
  public Optional<Subject> client(String uuid) {
    return clientModel(uuid).map(Subjects::of);
  }

  private Optional<ClientModel> clientModel(String uuid) {
    return Optional.ofNullable(realm.getClientById(uuid));
  }

  @Override
  public Optional<Entitlement> role(String id) {
    return roleModel(id).map(Entitlements::of);
  }

  @Override
  public Optional<Entitlement> credential(String clientUuid) {
    return clientModel(clientUuid).map(Entitlements::credential);
  }

  @Override
  public boolean isNamedAfterItsRealm(String clientUuid) {
    return ManagementClients.isNamedAfterItsRealm(session, realm.getClientById(clientUuid));
  }

  @Override
  public Set<Entitlement> bringing(Set<String> roleIds) {
    return new Holders(session, realm.getId())
        .bringingAny(roleIds).stream()
            .map(realm::getRoleById)
            .filter(Objects::nonNull)
            .map(Entitlements::of)
            .collect(Collectors.toSet());
  }

  @Override
  public Optional<String> serviceAccount(String clientUuid) {
    return clientModel(clientUuid)
        .map(client -> session.users().getServiceAccount(client))
        .map(user -> user.getId()); // no method reference: Keycloak 26.4 has another owner of it
  }

  @Override
  public List<Entitlement> rolesOfClient(String uuid) {
    ClientModel client = realm.getClientById(uuid);
    if (client == null) {
      return List.of();
    }
    try (Stream<RoleModel> owned = client.getRolesStream()) {
      return owned.map(Entitlements::of).toList();
    }
  }

  @Override
  public Set<Entitlement> rolesOfGroup(String id) {
    return roles.carried(id);
  }

  @Override
  public List<Carrier> above(String groupId) {
    List<Carrier> above = new ArrayList<>();
    GroupModel group = groupModel(groupId).map(GroupModel::getParent).orElse(null);
    while (group != null) {
      above.add(
          new Carrier(
              Subjects.of(group), group.getRoleMappingsStream().map(Entitlements::of).toList()));
      group = group.getParent();
    }
    return above;
  }

  @Override
  public Set<Entitlement> closure(Entitlement role) {
    return roles.closure(role);
  }

  @Override
  public Optional<Scope> clientScope(String id) {
    ClientScopeModel scope = realm.getClientScopeById(id);
    if (scope == null) {
      return Optional.empty();
    }
    Set<HandedOut> handedOut = new HashSet<>();
    scope
        .getProtocolMappersStream()
        .map(
            mapper ->
                MapperSettings.protocolMapper(
                    mapper.getProtocol(), mapper.getProtocolMapper(), mapper.getConfig()))
        .forEach(handedOut::addAll);
    return Optional.of(
        new Scope(
            scope.getName(),
            handedOut,
            scope.getScopeMappingsStream().map(Entitlements::of).toList()));
  }

  @Override
  public Optional<ComponentModel> component(String id) {
    return Optional.ofNullable(realm.getComponent(id));
  }

  @Override
  public List<ComponentModel> components(String providerType) {
    return realm
        .getComponentsStream()
        .filter(each -> each.getProviderType().equals(providerType))
        .toList();
  }

  @Override
  public boolean credentialIsOwnWork(String clientUuid) {
    return clientModel(clientUuid)
        .filter(client -> ClientCredentials.isOwnWork(session, client))
        .isPresent();
  }

  @Override
  public boolean ownerIsOwnWork(String clientUuid, String attribute) {
    return clientModel(clientUuid)
        .filter(client -> KeptOwners.isOwnWork(session, client, attribute))
        .isPresent();
  }
}
