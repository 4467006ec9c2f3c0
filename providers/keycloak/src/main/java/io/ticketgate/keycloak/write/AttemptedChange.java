package io.ticketgate.keycloak.write;

import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/**
 * A privilege-relevant write that was observed in a transaction. A further route to a role is a
 * further case here, seen by {@link PreWriteListener} and handled by {@link RealmChanges}.
 */
sealed interface AttemptedChange {

  /**
   * Id of the realm in which the write happens; may read the entity, so not to be called inside a
   * flush.
   */
  String realmId();

  /** Who a role mapping is written for. */
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

  /** A role was mapped directly to a user or service account. */
  record RoleMapped(Holder holder, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }
  }

  /** A role was mapped to a group. */
  record RoleMappedToGroup(GroupEntity group, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return group.getRealm();
    }
  }

  /** A direct role mapping was removed. */
  record RoleUnmapped(Holder holder, String roleId) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }
  }

  /** A user or service account was removed. */
  record SubjectRemoved(LocalUser subject) implements AttemptedChange {
    @Override
    public String realmId() {
      return subject.realmId();
    }
  }

  /** A role got another name. */
  record RoleRenamed(String realmId, String roleId, String oldName) implements AttemptedChange {}

  /** A rule or an ITSM system was added, changed or removed, by whichever route. */
  record GateConfigured(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }
  }

  /** The realm itself is new: whoever makes a realm decides what is in it. */
  record RealmCreated(String realmId) implements AttemptedChange {}

  /** A client, and with it every role it owns, got another name. */
  record ClientRenamed(String realmId, String clientUuid, String oldClientId)
      implements AttemptedChange {}
}
