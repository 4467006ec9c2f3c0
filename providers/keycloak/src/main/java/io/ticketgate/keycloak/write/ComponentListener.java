package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.config.ComponentLife;
import java.io.Serial;
import java.util.List;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;

/**
 * Recognises the rows of rules, systems and subscribers, and of their settings. Keycloak asks the
 * factory of what a component becomes, not of what it was (ComponentUtil, RealmAdapter, 26.7), none
 * where the connector's JAR was taken away, and a connector's author may override what the factory
 * does.
 */
final class ComponentListener
    implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Runnable expected;

  /**
   * @param expected called inside the flush, before a note is taken; sees to it that it is judged
   */
  ComponentListener(Runnable expected) {
    this.expected = expected;
  }

  @Override
  public boolean onPreInsert(PreInsertEvent event) {
    if (event.getEntity() instanceof ComponentEntity component
        && ComponentLife.isOurs(component.getProviderType())) {
      expected.run();
      ComponentChanges.stated(component, null);
    }
    setting(event.getEntity(), +1);
    return false;
  }

  @Override
  public boolean onPreUpdate(PreUpdateEvent event) {
    if (event.getEntity() instanceof ComponentEntity component) {
      ComponentModel before = before(component, event.getPersister(), event.getOldState());
      if (ComponentLife.isOurs(component.getProviderType())
          || ComponentLife.isOurs(before.getProviderType())) {
        expected.run();
        ComponentChanges.stated(component, before);
      }
    }
    if (event.getEntity() instanceof ComponentConfigEntity) {
      setting(event.getEntity(), +1);
    }
    return false;
  }

  @Override
  public boolean onPreDelete(PreDeleteEvent event) {
    if (event.getEntity() instanceof ComponentEntity component) {
      ComponentModel before = before(component, event.getPersister(), event.getDeletedState());
      if (ComponentLife.isOurs(before.getProviderType())) {
        expected.run();
        ComponentChanges.removed(component, before);
      }
    }
    setting(event.getEntity(), -1);
    return false;
  }

  /** Keycloak removes all settings of a component that is changed, and writes them again. */
  private void setting(Object row, int written) {
    if (row instanceof ComponentConfigEntity setting
        && ComponentLife.isOurs(setting.getComponent().getProviderType())) {
      expected.run();
      ComponentChanges.setting(setting, written);
    }
  }

  private static ComponentModel before(
      ComponentEntity component, EntityPersister persister, Object @Nullable [] state) {
    if (state == null) {
      throw new IllegalStateException(
          "A component is written of which it is not known what it was; the ticket gate refuses"
              + " it.");
    }
    List<String> properties = List.of(persister.getPropertyNames());
    ComponentModel before = new ComponentModel();
    before.setId(component.getId());
    before.setName((String) state[properties.indexOf("name")]);
    before.setProviderType((String) state[properties.indexOf("providerType")]);
    before.setProviderId((String) state[properties.indexOf("providerId")]);
    before.setParentId((String) state[properties.indexOf("parentId")]);
    return before;
  }
}
