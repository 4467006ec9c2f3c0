package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.change.ClosedWorld;
import io.ticketgate.keycloak.write.change.Rows;
import java.io.Serial;
import org.hibernate.event.spi.PersistContext;
import org.hibernate.event.spi.PersistEvent;
import org.hibernate.event.spi.PersistEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;

/**
 * Notes that a session has loaded a row that it may change. Keycloak leaves some changes to the
 * flush of the commit, when it is too late to judge them, so the collector must know before.
 */
final class LoadListener implements PostLoadEventListener, PersistEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Rows rows;
  private final transient ClosedWorld world;
  private final transient Runnable told;

  LoadListener(Rows rows, ClosedWorld world, Runnable told) {
    this.rows = rows;
    this.world = world;
    this.told = told;
  }

  @Override
  public void onPostLoad(PostLoadEvent event) {
    Class<?> entity = event.getEntity().getClass();
    if (rows.changeable(entity) || world.changeable(entity)) {
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
