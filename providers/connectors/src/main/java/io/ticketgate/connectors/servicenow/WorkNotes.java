package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.util.List;

/**
 * Writes work notes and reads them back: ServiceNow answers 200 even when the account may not write
 * the field, and then leaves the note out.
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
          "ServiceNow accepted the note for ticket "
              + ref
              + " but does not show it. Give the connector's account write and read access to "
              + ticket.table()
              + "."
              + FIELD
              + " (ACL, operations write and read).",
          null);
    }
  }

  // ServiceNow renders what stands between [code] tags as HTML.
  private static String withoutCode(String note) {
    return note.replaceAll("(?i)\\[(/?code)]", "[ $1 ]");
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
