package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.ClosedWorld;
import io.ticketgate.keycloak.write.change.RowState;
import io.ticketgate.keycloak.write.change.Rows;
import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Notes the changes among the rows that Hibernate is about to write.
 *
 * <p>This sees every route that writes through Hibernate, whatever Keycloak calls above it. It only
 * notes them: an exception inside a flush would reach the client as a database failure, so they are
 * judged at the end of the transaction. It must not query the database meanwhile.
 */
final class RowListener
    implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Rows rows;
  private final transient ClosedWorld world;
  private final transient Consumer<AttemptedChange> notes;

  /**
   * @param rows which rows are changes
   * @param world which other rows are changes of the trust base
   * @param notes called inside the flush, before the row is written
   */
  RowListener(Rows rows, ClosedWorld world, Consumer<AttemptedChange> notes) {
    this.rows = rows;
    this.world = world;
    this.notes = notes;
  }

  @Override
  public boolean onPreInsert(PreInsertEvent event) {
    rows.inserted(event.getEntity()).forEach(notes);
    note(event.getEntity(), event.getPersister(), null, event.getState());
    return false;
  }

  @Override
  public boolean onPreUpdate(PreUpdateEvent event) {
    rows.updated(event.getEntity(), new Values(event)).forEach(notes);
    note(event.getEntity(), event.getPersister(), before(event), event.getState());
    return false;
  }

  @Override
  public boolean onPreDelete(PreDeleteEvent event) {
    rows.deleted(event.getEntity()).forEach(notes);
    note(event.getEntity(), event.getPersister(), event.getDeletedState(), null);
    return false;
  }

  private void note(
      Object row,
      EntityPersister persister,
      Object @Nullable [] before,
      Object @Nullable [] after) {
    if (world.changeable(row.getClass())) {
      world
          .written(
              new RowState(
                  row,
                  List.of(persister.getPropertyNames()),
                  before == null ? null : Arrays.asList(before),
                  after == null ? null : Arrays.asList(after)))
          .forEach(notes);
    }
  }

  /** Of a row of which it is not known what it was, everything counts as changed. */
  private static Object[] before(PreUpdateEvent event) {
    return event.getOldState() == null ? new Object[event.getState().length] : event.getOldState();
  }

  private record Values(PreUpdateEvent event) implements Rows.Update {
    @Override
    public @Nullable Object before(String property) {
      return value(event.getOldState(), property);
    }

    @Override
    public @Nullable Object after(String property) {
      return value(event.getState(), property);
    }

    private @Nullable Object value(Object @Nullable [] state, String property) {
      int index = Arrays.asList(event.getPersister().getPropertyNames()).indexOf(property);
      return state == null || index < 0 ? null : state[index];
    }
  }
}
