package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record for somebody who asks in self-service, and reads it back: ServiceNow answers 201
 * also where the account may not write a column, and leaves the value out. The request's id stands
 * in {@code correlation_id}, which every task has for the id of another system.
 */
final class TicketMaker {

  private static final String CORRELATION = "correlation_id";

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final String table;

  TicketMaker(TableApi api, ServiceNowSettings settings, String table) {
    this.api = api;
    this.settings = settings;
    this.table = table;
  }

  CreatedTicket make(NewTicket wanted) {
    Row row = earlier(wanted).orElseGet(() -> create(wanted));
    if (!says(row, wanted)) {
      // A column that refers to no record takes the name itself.
      row =
          api.change(
              table,
              row.id(),
              JsonNodeFactory.instance
                  .objectNode()
                  .put(column(TicketField.REQUESTED_FOR), wanted.requestedFor()),
              columns());
    }
    if (!says(row, wanted)) {
      throw new ItsmException.NotPermitted(
          "ServiceNow made ticket "
              + row.value(Columns.NUMBER)
              + " otherwise than it was asked to. Give the connector's account write access to the"
              + " columns of "
              + table
              + " that fields names, and let no business rule change them.",
          null);
    }
    return new CreatedTicket(row.filled(Columns.NUMBER), TicketReader.page(api, row));
  }

  private Optional<Row> earlier(NewTicket wanted) {
    List<Row> found =
        api.all(
            table,
            CORRELATION + "=" + wanted.id(),
            columns(),
            row -> row.value(CORRELATION).equals(wanted.id()));
    return found.stream().findFirst();
  }

  private Row create(NewTicket wanted) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put(CORRELATION, wanted.id());
    record.put("short_description", wanted.summary());
    record.put("description", wanted.justification());
    record.put(column(TicketField.REQUESTER), reference(wanted.requester()));
    record.put(column(TicketField.REQUESTED_FOR), reference(wanted.requestedFor()));
    record.put(column(TicketField.ENTITLEMENTS), wanted.entitlement().text());
    settings
        .columns()
        .of(table, TicketField.JUSTIFICATION)
        .ifPresent(column -> record.put(column, wanted.justification()));
    time(record, TicketField.PLANNED_START, wanted.plannedStart());
    time(record, TicketField.PLANNED_END, wanted.plannedEnd());
    return api.create(table, record, columns());
  }

  private void time(ObjectNode record, TicketField field, @Nullable Instant instant) {
    if (instant != null) {
      record.put(column(field), Times.write(instant));
    }
  }

  /** The id of the person of that name; the name itself where there is none, as of a client. */
  private String reference(String name) {
    String field = settings.people().field();
    if (field.equals(Row.SYS_ID)) {
      return name;
    }
    if (name.contains("^") || name.chars().anyMatch(Character::isISOControl)) {
      throw new ItsmException.Malformed(
          "A name with ^ or a line break cannot be looked up in ServiceNow.", null);
    }
    List<Row> found =
        api.all(
            People.USERS,
            field + "=" + name,
            List.of(field),
            row -> row.value(field).equalsIgnoreCase(name));
    return found.size() == 1 ? found.get(0).id() : name;
  }

  private boolean says(Row row, NewTicket wanted) {
    TicketFields fields =
        new TicketFields(api, settings.people(), settings.columns(), row, Map.of());
    String text = fields.text(TicketField.ENTITLEMENTS);
    return text != null
        && settings.entitlements().read(List.of(text)).equals(List.of(wanted.entitlement()))
        && wanted.requestedFor().equalsIgnoreCase(person(row, TicketField.REQUESTED_FOR))
        && Objects.equals(seconds(wanted.plannedStart()), fields.time(TicketField.PLANNED_START))
        && Objects.equals(seconds(wanted.plannedEnd()), fields.time(TicketField.PLANNED_END));
  }

  /** A text that looks like a reference and is none has no further columns. */
  private @Nullable String person(Row row, TicketField field) {
    String column = column(field);
    String further = column + "." + settings.people().field();
    return row.has(column) && row.refers(column) && !row.has(further)
        ? row.text(column)
        : settings.people().name(row, column);
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(Columns.NUMBER, CORRELATION));
    columns.addAll(settings.people().columns(column(TicketField.REQUESTED_FOR)));
    for (TicketField field :
        List.of(TicketField.ENTITLEMENTS, TicketField.PLANNED_START, TicketField.PLANNED_END)) {
      settings.columns().of(table, field).ifPresent(columns::add);
    }
    return columns;
  }

  private String column(TicketField field) {
    return settings
        .columns()
        .of(table, field)
        .orElseThrow(
            () ->
                new ItsmException.Malformed(
                    "A request with a window needs a column for "
                        + field.word()
                        + ": add "
                        + table
                        + "."
                        + field.word()
                        + " to fields.",
                    null));
  }

  private static @Nullable Instant seconds(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
