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
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;
import org.keycloak.storage.jpa.entity.FederatedUserRoleMappingEntity;

/**
 * Turns what Hibernate is about to write into {@link AttemptedChange}s.
 *
 * <p>This sees every route that writes through Hibernate, whatever Keycloak calls above it. It only
 * takes notes: a throw inside a flush would reach the client as a database failure, so the judging
 * is left to the end of the transaction.
 */
final class PreWriteListener
    implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private static final Set<String> OUR_TYPES =
      Set.of(GateRule.class.getName(), ItsmConnector.class.getName());

  private final transient Consumer<AttemptedChange> notes;

  /**
   * @param notes called inside the flush, before the row is written
   */
  PreWriteListener(Consumer<AttemptedChange> notes) {
    this.notes = notes;
  }

  @Override
  public boolean onPreInsert(PreInsertEvent event) {
    if (event.getEntity() instanceof UserRoleMappingEntity mapping) {
      notes.accept(new AttemptedChange.RoleMapped(holder(mapping), mapping.getRoleId()));
    } else if (event.getEntity() instanceof FederatedUserRoleMappingEntity mapping) {
      notes.accept(new AttemptedChange.RoleMapped(holder(mapping), mapping.getRoleId()));
    } else if (event.getEntity() instanceof GroupRoleMappingEntity mapping) {
      notes.accept(new AttemptedChange.RoleMappedToGroup(mapping.getGroup(), mapping.getRoleId()));
    } else if (event.getEntity() instanceof RealmEntity realm) {
      notes.accept(new AttemptedChange.RealmCreated(realm.getId()));
    } else {
      noteConfiguration(event.getEntity());
    }
    return false;
  }

  @Override
  public boolean onPreDelete(PreDeleteEvent event) {
    if (event.getEntity() instanceof UserRoleMappingEntity mapping) {
      notes.accept(new AttemptedChange.RoleUnmapped(holder(mapping), mapping.getRoleId()));
    } else if (event.getEntity() instanceof FederatedUserRoleMappingEntity mapping) {
      notes.accept(new AttemptedChange.RoleUnmapped(holder(mapping), mapping.getRoleId()));
    } else if (event.getEntity() instanceof UserEntity user) {
      notes.accept(new AttemptedChange.SubjectRemoved(new AttemptedChange.LocalUser(user)));
    } else {
      noteConfiguration(event.getEntity());
    }
    return false;
  }

  @Override
  public boolean onPreUpdate(PreUpdateEvent event) {
    if (event.getEntity() instanceof RoleEntity role) {
      String old = replaced(event, "name");
      if (old != null) {
        notes.accept(new AttemptedChange.RoleRenamed(role.getRealmId(), role.getId(), old));
      }
    } else if (event.getEntity() instanceof ClientEntity client) {
      String old = replaced(event, "clientId");
      if (old != null) {
        notes.accept(new AttemptedChange.ClientRenamed(client.getRealmId(), client.getId(), old));
      }
    }
    noteConfiguration(event.getEntity());
    return false;
  }

  private void noteConfiguration(Object entity) {
    ComponentEntity component = null;
    if (entity instanceof ComponentConfigEntity setting) {
      component = setting.getComponent();
    } else if (entity instanceof ComponentEntity changed) {
      component = changed;
    }
    if (component != null && OUR_TYPES.contains(component.getProviderType())) {
      notes.accept(new AttemptedChange.GateConfigured(component));
    }
  }

  private static AttemptedChange.Holder holder(UserRoleMappingEntity mapping) {
    return new AttemptedChange.LocalUser(mapping.getUser());
  }

  private static AttemptedChange.Holder holder(FederatedUserRoleMappingEntity mapping) {
    return new AttemptedChange.FederatedUser(mapping.getRealmId(), mapping.getUserId());
  }

  /** The old value of a text property, if this update changes it. */
  private static @Nullable String replaced(PreUpdateEvent event, String property) {
    Object[] before = event.getOldState();
    int index = Arrays.asList(event.getPersister().getPropertyNames()).indexOf(property);
    if (before == null || index < 0) {
      return null;
    }
    return before[index] instanceof String old && !old.equals(event.getState()[index]) ? old : null;
  }
}
