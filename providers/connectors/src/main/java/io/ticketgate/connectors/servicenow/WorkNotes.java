package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.List;

/**
 * Writes work notes, and looks whether they are there: ServiceNow answers 200 to a change of a
 * field that the account may not write, and leaves the field out of it.
 */
final class WorkNotes {

  static final String FIELD = "work_notes";

  private final TicketRows tickets;

  WorkNotes(TicketRows tickets) {
    this.tickets = tickets;
  }

  void add(TableApi api, TicketRef ref, String note) {
    Row ticket = tickets.find(api, ref, List.of());
    String written = withoutCode(note);
    api.change(
        ticket.table(),
        ticket.id(),
        JsonNodeFactory.instance.objectNode().put(FIELD, written),
        List.of(Columns.NUMBER));
    Row after = api.one(ticket.table(), ticket.id(), List.of(FIELD));
    if (!words(after.shown(FIELD)).contains(words(written))) {
      throw new ItsmException.NotPermitted(
          "ServiceNow took the note for ticket "
              + ref
              + " and did not write it, or does not show it: give the connector's account write and"
              + " read access to "
              + ticket.table()
              + "."
              + FIELD
              + " (ACL, operations write and read).",
          null);
    }
  }

  // Between these tags ServiceNow renders HTML.
  private static String withoutCode(String note) {
    return note.replaceAll("(?i)\\[(/?code)]", "[ $1 ]");
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
