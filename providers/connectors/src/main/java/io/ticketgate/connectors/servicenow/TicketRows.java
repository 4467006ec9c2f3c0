package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The records of tickets, found by number. */
final class TicketRows {

  private final Tables tables;

  TicketRows(Tables tables) {
    this.tables = tables;
  }

  /**
   * Finds a ticket.
   *
   * @param columns what to read besides {@link Columns#OF_EVERY_TICKET}
   * @throws ItsmException.NotFound when there is none of that number
   */
  Row find(TableApi api, TicketRef ref, Collection<String> columns) {
    String number = ref.key();
    String table =
        tables
            .of(number)
            .orElseThrow(
                () ->
                    new ItsmException.NotFound(
                        "No configured table has ticket "
                            + ref
                            + ". A ticket number must be one of "
                            + tables.byPrefix().keySet()
                            + " and digits; add others to tables.",
                        null));
    List<String> fields = new ArrayList<>(Columns.OF_EVERY_TICKET);
    fields.addAll(columns);
    List<Row> rows =
        api.all(
            table,
            Columns.NUMBER + "=" + number,
            fields,
            row -> row.value(Columns.NUMBER).equals(number));
    if (rows.isEmpty()) {
      throw new ItsmException.NotFound(
          "ServiceNow has no ticket " + ref + ". Correct the number.", null);
    }
    if (rows.size() > 1) {
      throw new ItsmException.Malformed(
          "ServiceNow has more than one ticket " + ref + ". Make the number unique.", null);
    }
    requireClass(rows.get(0));
    return rows.get(0);
  }

  /**
   * Whether a ticket is still as it was read. Ticket and approvals are read one after the other, so
   * a change in between could put old content beside new approvals.
   */
  boolean isUnchanged(TableApi api, Row ticket) {
    Row now;
    try {
      now = api.one(ticket.table(), ticket.id(), Columns.OF_EVERY_TICKET);
    } catch (ItsmException.NotFound gone) {
      return false;
    }
    requireClass(now);
    return now.value(Columns.NUMBER).equals(ticket.value(Columns.NUMBER))
        && Version.of(now).equals(Version.of(ticket));
  }

  private static void requireClass(Row row) {
    if (!row.value(Columns.CLASS).equals(row.table())) {
      throw new ItsmException.Malformed(
          "ServiceNow answered with a record of another class than "
              + row.table()
              + ". Name the table of that class in tables.",
          null);
    }
  }
}
