package io.ticketgate.keycloak.write;

import io.ticketgate.spi.EntitlementName;
import java.util.function.Supplier;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * A privilege-relevant write that was observed in a transaction. A further route to a role is a
 * further case here, seen by {@link PreWriteListener} or {@link CollectionListener} and made into
 * what the gate judges by {@link Attempts}.
 */
sealed interface AttemptedChange {

  /**
   * Id of the realm in which the write happens; may read the entity, so not to be called inside a
   * flush.
   */
  String realmId();

  /** Who a role mapping or membership is written for. */
  sealed interface Holder {
    String realmId();

    String userId();
  }

  /** A user in Keycloak's own tables. */
  record LocalUser(UserEntity user) implements Holder {
    @Override
    public String realmId() {
      return user.getRealmId();
    }

    @Override
    public String userId() {
      return user.getId();
    }
  }

  /** A user of a storage provider, whose mappings Keycloak keeps beside. */
  record FederatedUser(String realmId, String userId) implements Holder {}

  /** Something a user gets or loses. */
  sealed interface OfHolder extends AttemptedChange {
    Holder holder();

    @Override
    default String realmId() {
      return holder().realmId();
    }
  }

  /** A role was mapped directly to a user or service account. */
  record RoleMapped(Holder holder, String roleId) implements OfHolder {}

  /** A direct role mapping was removed. */
  record RoleUnmapped(Holder holder, String roleId) implements OfHolder {}

  /** A user got into a group. */
  record GroupJoined(Holder holder, String groupId) implements OfHolder {}

  /** A user got out of a group. */
  record GroupLeft(Holder holder, String groupId) implements OfHolder {}

  /**
   * An account of an identity provider was linked to a user, who can log in with it from now on.
   */
  record LoginLinked(Holder holder) implements OfHolder {}

  /** A user or service account was removed. */
  record SubjectRemoved(LocalUser holder) implements OfHolder {}

  /** A role was mapped to a group. */
  record RoleMappedToGroup(GroupEntity group, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }
  }

  /** A role was taken out of a group. */
  record RoleUnmappedFromGroup(GroupEntity group, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }
  }

  /** A group was made or moved below another. */
  record GroupPlaced(GroupEntity group) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }
  }

  /** A group got another name, by which a mapper may hand it out. */
  record GroupRenamed(GroupEntity group) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }
  }

  /** A role was put into another. */
  record CompositeAdded(RoleEntity composite, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return composite.getRealmId();
    }
  }

  /** Every new user gets into the group from now on. */
  record DefaultGroupAdded(String realmId, String groupId) implements AttemptedChange {}

  /** Every new user gets another role than before. */
  record DefaultRoleChosen(String realmId, String roleId) implements AttemptedChange {}

  /** A mapper that writes into tokens was made or changed. */
  record TokenMapperWritten(ProtocolMapperEntity mapper) implements AttemptedChange {
    @Override
    public String realmId() {
      return mapper.getClient() == null
          ? mapper.getClientScope().getRealmId()
          : mapper.getClient().getRealmId();
    }
  }

  /** A mapper of an identity provider was made or changed. */
  record LoginMapperWritten(IdentityProviderMapperEntity mapper) implements AttemptedChange {
    @Override
    public String realmId() {
      return mapper.getRealmId();
    }
  }

  /** A component was made, changed or removed. */
  record Configured(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }
  }

  /**
   * A client, or every new client of the realm, got a client scope.
   *
   * @param toWhom id of the client or realm
   * @param realm finds the realm, once the flush is over; empty when it is gone
   */
  record ScopeGiven(Supplier<String> realm, String toWhom, String scopeId)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }
  }

  /**
   * Tokens may carry a role that they could not carry before.
   *
   * @param where id of the client or client scope
   */
  record ScopeWidened(String realmId, String where, String roleId) implements AttemptedChange {}

  /** The tokens of a client may carry every role from now on. */
  record ScopeOpened(String realmId, String clientUuid) implements AttemptedChange {}

  /** A role got another name. */
  record RoleRenamed(String realmId, String roleId, String oldName) implements AttemptedChange {
    /** What the role was called before. */
    EntitlementName before(RoleModel role) {
      return role.getContainer() instanceof ClientModel client
          ? new EntitlementName.ClientRole(client.getClientId(), oldName)
          : new EntitlementName.RealmRole(oldName);
    }
  }

  /** A client, and with it every role it owns, got another name. */
  record ClientRenamed(String realmId, String clientUuid, String oldClientId)
      implements AttemptedChange {
    /** What a role of the client was called before. */
    EntitlementName before(RoleModel role) {
      return new EntitlementName.ClientRole(oldClientId, role.getName());
    }

    /** What the credential of the client was called before. */
    EntitlementName before() {
      return new EntitlementName.ClientCredential(oldClientId);
    }
  }

  /**
   * What a client authenticates by was written.
   *
   * @param realm finds the realm, once the flush is over
   */
  record CredentialWritten(Supplier<String> realm, String clientUuid) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }
  }

  /**
   * A client got an attribute, by which a rule may know it.
   *
   * @param realm finds the realm, once the flush is over
   */
  record ClientMarked(Supplier<String> realm, String clientUuid, String attribute)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }
  }

  /** A client was removed whose credential an attribute or a former name protected. */
  record ClientForgotten(String realmId, String clientUuid, String clientId)
      implements AttemptedChange {}

  /** A role got an attribute, by which a rule may know it. */
  record RoleMarked(RoleAttributeEntity attribute) implements AttemptedChange {
    @Override
    public String realmId() {
      return attribute.getRole().getRealmId();
    }
  }

  /** A role was removed that an attribute or a former name protected. */
  record RoleForgotten(String realmId, String roleName) implements AttemptedChange {}

  /** A client is new: that its tokens may carry every role is Keycloak's default. */
  record ClientCreated(String realmId, String clientUuid) implements AttemptedChange {}

  /** The realm itself is new: whoever makes a realm decides what is in it. */
  record RealmCreated(String realmId) implements AttemptedChange {}
}
