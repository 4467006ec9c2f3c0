package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.spi.ItsmConnector;
import java.io.Serial;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeClientMappingEntity;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.CompositeRoleEntity;
import org.keycloak.models.jpa.entities.DefaultClientScopeRealmMappingEntity;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.storage.jpa.entity.BrokerLinkEntity;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Turns the rows that Hibernate is about to write into {@link AttemptedChange}s.
 *
 * <p>This sees every route that writes through Hibernate, whatever Keycloak calls above it. It only
 * takes notes: a throw inside a flush would reach the client as a database failure, so the judging
 * is left to the end of the transaction. Nor may it ask the database anything meanwhile.
 */
final class PreWriteListener
    implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener {

  /** Type of the mappers of an LDAP provider, which keycloak-ldap-federation brings. */
  static final String LDAP_MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";

  @Serial private static final long serialVersionUID = 1L;

  private static final Set<String> COMPONENTS =
      Set.of(
          GateRule.class.getName(),
          ItsmConnector.class.getName(),
          KeyProvider.class.getName(),
          LDAP_MAPPER);

  private final transient Consumer<AttemptedChange> notes;

  /**
   * @param notes called inside the flush, before the row is written
   */
  PreWriteListener(Consumer<AttemptedChange> notes) {
    this.notes = notes;
  }

  @Override
  public boolean onPreInsert(PreInsertEvent event) {
    if (event.getEntity() instanceof ClientAttributeEntity attribute) {
      CredentialRows.inserted(attribute).forEach(notes);
      return false;
    }
    AttemptedChange change = inserted(event.getEntity());
    if (change != null) {
      notes.accept(change);
    }
    return false;
  }

  private static @Nullable AttemptedChange inserted(Object entity) {
    if (entity instanceof UserRoleMappingEntity mapping) {
      return new AttemptedChange.RoleMapped(
          new AttemptedChange.LocalUser(mapping.getUser()), mapping.getRoleId());
    } else if (entity instanceof FederatedUserRoleMappingEntity mapping) {
      return new AttemptedChange.RoleMapped(
          new AttemptedChange.FederatedUser(mapping.getRealmId(), mapping.getUserId()),
          mapping.getRoleId());
    } else if (entity instanceof UserGroupMembershipEntity membership) {
      return new AttemptedChange.GroupJoined(
          new AttemptedChange.LocalUser(membership.getUser()), membership.getGroupId());
    } else if (entity instanceof FederatedUserGroupMembershipEntity membership) {
      return new AttemptedChange.GroupJoined(
          new AttemptedChange.FederatedUser(membership.getRealmId(), membership.getUserId()),
          membership.getGroupId());
    } else if (entity instanceof FederatedIdentityEntity link) {
      return new AttemptedChange.LoginLinked(new AttemptedChange.LocalUser(link.getUser()));
    } else if (entity instanceof BrokerLinkEntity link) {
      return new AttemptedChange.LoginLinked(
          new AttemptedChange.FederatedUser(link.getRealmId(), link.getUserId()));
    } else if (entity instanceof GroupRoleMappingEntity mapping) {
      return new AttemptedChange.RoleMappedToGroup(mapping.getGroup(), mapping.getRoleId());
    } else if (entity instanceof GroupEntity group) {
      return placed(group);
    } else if (entity instanceof ProtocolMapperEntity mapper) {
      return new AttemptedChange.TokenMapperWritten(mapper);
    } else if (entity instanceof IdentityProviderMapperEntity mapper) {
      return new AttemptedChange.LoginMapperWritten(mapper);
    } else if (entity instanceof RoleAttributeEntity attribute) {
      return new AttemptedChange.RoleMarked(attribute);
    } else if (entity instanceof ClientEntity client) {
      return new AttemptedChange.ClientCreated(client.getRealmId(), client.getId());
    } else if (entity instanceof RealmEntity realm) {
      return new AttemptedChange.RealmCreated(realm.getId());
    }
    AttemptedChange scope = scope(entity);
    if (scope != null) {
      return scope;
    }
    return CompositeRows.is(entity) ? CompositeRows.added(entity) : component(entity);
  }

  private static @Nullable AttemptedChange scope(Object entity) {
    if (entity instanceof ClientScopeClientMappingEntity given) {
      return new AttemptedChange.ScopeGiven(
          () -> realmOfClient(given.getClientId()), given.getClientId(), given.getClientScopeId());
    } else if (entity instanceof DefaultClientScopeRealmMappingEntity given) {
      String realmId = given.getRealm().getId();
      return new AttemptedChange.ScopeGiven(() -> realmId, realmId, given.getClientScopeId());
    }
    return null;
  }

  private static String realmOfClient(String uuid) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    ClientEntity client =
        session
            .getProvider(JpaConnectionProvider.class)
            .getEntityManager()
            .find(ClientEntity.class, uuid);
    return client == null ? "" : client.getRealmId();
  }

  private static @Nullable AttemptedChange placed(GroupEntity group) {
    return GroupEntity.TOP_PARENT_ID.equals(group.getParentId())
        ? null
        : new AttemptedChange.GroupPlaced(group);
  }

  @Override
  public boolean onPreDelete(PreDeleteEvent event) {
    Object entity = event.getEntity();
    if (entity instanceof ClientAttributeEntity attribute) {
      CredentialRows.deleted(attribute).forEach(notes);
      return false;
    }
    AttemptedChange change;
    if (entity instanceof UserRoleMappingEntity mapping) {
      change =
          new AttemptedChange.RoleUnmapped(
              new AttemptedChange.LocalUser(mapping.getUser()), mapping.getRoleId());
    } else if (entity instanceof FederatedUserRoleMappingEntity mapping) {
      change =
          new AttemptedChange.RoleUnmapped(
              new AttemptedChange.FederatedUser(mapping.getRealmId(), mapping.getUserId()),
              mapping.getRoleId());
    } else if (entity instanceof UserGroupMembershipEntity membership) {
      change =
          new AttemptedChange.GroupLeft(
              new AttemptedChange.LocalUser(membership.getUser()), membership.getGroupId());
    } else if (entity instanceof FederatedUserGroupMembershipEntity membership) {
      change =
          new AttemptedChange.GroupLeft(
              new AttemptedChange.FederatedUser(membership.getRealmId(), membership.getUserId()),
              membership.getGroupId());
    } else if (entity instanceof GroupRoleMappingEntity mapping) {
      change = new AttemptedChange.RoleUnmappedFromGroup(mapping.getGroup(), mapping.getRoleId());
    } else if (entity instanceof UserEntity user) {
      change = new AttemptedChange.SubjectRemoved(new AttemptedChange.LocalUser(user));
    } else {
      change = component(entity);
    }
    if (change != null) {
      notes.accept(change);
    }
    return false;
  }

  @Override
  public boolean onPreUpdate(PreUpdateEvent event) {
    if (event.getEntity() instanceof ClientEntity client) {
      updated(client, event);
      CredentialRows.updated(client, event).forEach(notes);
      return false;
    }
    if (event.getEntity() instanceof ClientAttributeEntity attribute) {
      CredentialRows.updated(attribute, event).forEach(notes);
      return false;
    }
    AttemptedChange change = updated(event);
    if (change != null) {
      notes.accept(change);
    }
    return false;
  }

  private @Nullable AttemptedChange updated(PreUpdateEvent event) {
    Object entity = event.getEntity();
    if (entity instanceof RoleEntity role) {
      String old = replaced(event, "name");
      return old == null
          ? null
          : new AttemptedChange.RoleRenamed(role.getRealmId(), role.getId(), old);
    } else if (entity instanceof GroupEntity group) {
      if (replaced(event, "name") != null) {
        notes.accept(new AttemptedChange.GroupRenamed(group));
      }
      return replaced(event, "parentId") == null ? null : placed(group);
    } else if (entity instanceof RealmEntity realm) {
      return replaced(event, "defaultRoleId") == null
          ? null
          : new AttemptedChange.DefaultRoleChosen(realm.getId(), realm.getDefaultRoleId());
    } else if (entity instanceof RoleAttributeEntity attribute) {
      return new AttemptedChange.RoleMarked(attribute);
    } else if (entity instanceof ProtocolMapperEntity mapper) {
      return new AttemptedChange.TokenMapperWritten(mapper);
    } else if (entity instanceof IdentityProviderMapperEntity mapper) {
      return new AttemptedChange.LoginMapperWritten(mapper);
    }
    return component(entity);
  }

  private void updated(ClientEntity client, PreUpdateEvent event) {
    String oldName = replaced(event, "clientId");
    if (oldName != null) {
      notes.accept(new AttemptedChange.ClientRenamed(client.getRealmId(), client.getId(), oldName));
    }
    if (client.isFullScopeAllowed() && Boolean.FALSE.equals(before(event, "fullScopeAllowed"))) {
      notes.accept(new AttemptedChange.ScopeOpened(client.getRealmId(), client.getId()));
    }
  }

  private static @Nullable AttemptedChange component(Object entity) {
    ComponentEntity component = null;
    if (entity instanceof ComponentConfigEntity setting) {
      component = setting.getComponent();
    } else if (entity instanceof ComponentEntity changed) {
      component = changed;
    }
    return component != null && COMPONENTS.contains(component.getProviderType())
        ? new AttemptedChange.Configured(component)
        : null;
  }

  /** The old value of a text property, if this update changes it. */
  private static @Nullable String replaced(PreUpdateEvent event, String property) {
    return before(event, property) instanceof String old
            && !old.equals(value(event.getState(), event, property))
        ? old
        : null;
  }

  static @Nullable Object before(PreUpdateEvent event, String property) {
    return value(event.getOldState(), event, property);
  }

  static @Nullable Object value(Object @Nullable [] state, PreUpdateEvent event, String property) {
    int index = Arrays.asList(event.getPersister().getPropertyNames()).indexOf(property);
    return state == null || index < 0 ? null : state[index];
  }

  /**
   * Apart, since Keycloak 26.4 has no such class: there it is a collection, which {@link
   * CollectionListener} sees.
   */
  private static final class CompositeRows {
    private static final String NAME = "CompositeRoleEntity";

    static boolean is(Object entity) {
      return entity.getClass().getSimpleName().equals(NAME);
    }

    static AttemptedChange added(Object entity) {
      CompositeRoleEntity row = (CompositeRoleEntity) entity;
      return new AttemptedChange.CompositeAdded(row.getParentRole(), row.getChildRole().getId());
    }
  }
}
