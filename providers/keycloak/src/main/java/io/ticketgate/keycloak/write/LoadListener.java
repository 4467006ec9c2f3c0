package io.ticketgate.keycloak.write;

import java.io.Serial;
import java.util.Set;
import org.hibernate.event.spi.PersistContext;
import org.hibernate.event.spi.PersistEvent;
import org.hibernate.event.spi.PersistEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * Says that a session has something in its hands that it may change: Keycloak leaves many a change
 * to the flush of the commit, where nothing can be judged any more, so whoever judges must have
 * been told before.
 */
final class LoadListener implements PostLoadEventListener, PersistEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private static final Set<Class<?>> CHANGEABLE =
      Set.of(
          RealmEntity.class,
          ClientEntity.class,
          ClientScopeEntity.class,
          RoleEntity.class,
          RoleAttributeEntity.class,
          GroupEntity.class,
          ProtocolMapperEntity.class,
          IdentityProviderMapperEntity.class,
          ComponentEntity.class);

  private final transient Runnable told;

  LoadListener(Runnable told) {
    this.told = told;
  }

  @Override
  public void onPostLoad(PostLoadEvent event) {
    if (CHANGEABLE.contains(event.getEntity().getClass())) {
      told.run();
    }
  }

  @Override
  public void onPersist(PersistEvent event) {
    if (event.getObject().getClass().getPackageName().startsWith("org.keycloak.models.jpa")) {
      told.run();
    }
  }

  @Override
  public void onPersist(PersistEvent event, PersistContext alreadyPersisted) {
    onPersist(event);
  }
}
