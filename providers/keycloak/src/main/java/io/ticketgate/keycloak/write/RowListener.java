package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.Rows;
import java.io.Serial;
import java.util.Arrays;
import java.util.function.Consumer;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
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
  private final transient Consumer<AttemptedChange> notes;

  /**
   * @param rows which rows are changes
   * @param notes called inside the flush, before the row is written
   */
  RowListener(Rows rows, Consumer<AttemptedChange> notes) {
    this.rows = rows;
    this.notes = notes;
  }

  @Override
  public boolean onPreInsert(PreInsertEvent event) {
    rows.inserted(event.getEntity()).forEach(notes);
    return false;
  }

  @Override
  public boolean onPreUpdate(PreUpdateEvent event) {
    rows.updated(event.getEntity(), new Values(event)).forEach(notes);
    return false;
  }

  @Override
  public boolean onPreDelete(PreDeleteEvent event) {
    rows.deleted(event.getEntity()).forEach(notes);
    return false;
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
