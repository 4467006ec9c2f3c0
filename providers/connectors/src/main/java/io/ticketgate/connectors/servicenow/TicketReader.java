package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a ticket with its approvals and catalog variables. */
final class TicketReader {

  private static final int TRIES = 2;

  private final ServiceNowSettings settings;
  private final TicketRows tickets;

  TicketReader(ServiceNowSettings settings) {
    this.settings = settings;
    this.tickets = new TicketRows(settings.tables());
  }

  Ticket read(TableApi api, TicketRef ref) {
    for (int number = 0; number < TRIES; number++) {
      Row row = tickets.find(api, ref, columns(ref));
      List<Approval> approvals =
          new ArrayList<>(new ApprovalRows(api, settings.people()).of(row.table(), row.id()));
      veto(row).ifPresent(approvals::add);
      Map<String, String> variables = Variables.of(api, row.id(), variables(row.table()));
      if (tickets.isUnchanged(api, row)) {
        return ticket(api, ref, row, approvals, variables);
      }
    }
    throw new ItsmException.Unavailable(
        "Ticket " + ref + " changed while it was read. Try again.", null, null);
  }

  /**
   * An objection from the ticket's own approval field. The field proves no approval, since
   * fulfillers and flows can set it. But when it says that something is not approved, a record is
   * missing: its stage has not begun, or the account cannot see it.
   */
  private static Optional<Approval> veto(Row ticket) {
    Approval.Decision decision =
        switch (ApprovalRows.word(ticket.value(Columns.APPROVAL))) {
          case "approved", "not_requested", "not_required" -> null;
          case "rejected" -> Approval.Decision.REJECTED;
          default -> Approval.Decision.PENDING;
        };
    return Optional.ofNullable(decision)
        .map(said -> new Approval(ticket.table() + "." + Columns.APPROVAL, said, null));
  }

  private Ticket ticket(
      TableApi api,
      TicketRef ref,
      Row row,
      List<Approval> approvals,
      Map<String, String> variables) {
    TicketFields fields =
        new TicketFields(api, settings.people(), settings.columns(), row, variables);
    Instant start = fields.time(TicketField.PLANNED_START);
    Instant end = fields.time(TicketField.PLANNED_END);
    if (start != null && end != null && end.isBefore(start)) {
      throw new ItsmException.Malformed(
          "Ticket " + ref + " ends before it starts. Correct its planned dates.", null);
    }
    String entitlements = fields.text(TicketField.ENTITLEMENTS);
    return new Ticket(
        ref,
        row.filled(Columns.CLASS),
        row.shown(Columns.STATE),
        settings.states().isOpen(row),
        Version.of(row),
        requester(fields, row),
        fields.person(TicketField.REQUESTED_FOR),
        entitlements == null ? List.of() : settings.entitlements().read(List.of(entitlements)),
        approvals,
        fields.text(TicketField.JUSTIFICATION),
        fields.text(TicketField.RISK),
        fields.shown(TicketField.CONFIGURATION_ITEM),
        start,
        end,
        url(api, row));
  }

  // Without a requester, the person who opened the ticket counts as one.
  private @Nullable String requester(TicketFields fields, Row row) {
    String requester = fields.person(TicketField.REQUESTER);
    return requester != null ? requester : settings.people().name(row, "opened_by");
  }

  private static String url(TableApi api, Row row) {
    return api.base() + "/nav_to.do?uri=" + JsonApi.segment(row.table() + ".do?sys_id=" + row.id());
  }

  private Set<String> columns(TicketRef ref) {
    return settings.tables().of(ref.key()).map(this::columnsOf).orElse(Set.of());
  }

  /** The columns to read besides {@link Columns#OF_EVERY_TICKET}. */
  Set<String> columnsOf(String table) {
    Set<String> columns = new LinkedHashSet<>(settings.people().columns("opened_by"));
    for (TicketField field : TicketField.values()) {
      settings
          .columns()
          .of(table, field)
          .filter(column -> !column.startsWith(Columns.VARIABLE))
          .ifPresent(
              column ->
                  columns.addAll(
                      TicketFields.isPerson(field)
                          ? settings.people().columns(column)
                          : List.of(column)));
    }
    return columns;
  }

  private Set<String> variables(String table) {
    Set<String> names = new LinkedHashSet<>();
    for (TicketField field : TicketField.values()) {
      settings
          .columns()
          .of(table, field)
          .filter(column -> column.startsWith(Columns.VARIABLE))
          .ifPresent(column -> names.add(column.substring(Columns.VARIABLE.length())));
    }
    return names;
  }
}
