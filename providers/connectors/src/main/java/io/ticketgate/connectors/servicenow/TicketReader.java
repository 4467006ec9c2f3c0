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
  private static final String OPENED_BY = "opened_by";

  private final ServiceNowSettings settings;
  private final TicketRows tickets;

  TicketReader(ServiceNowSettings settings) {
    this.settings = settings;
    this.tickets = new TicketRows(settings.tables());
  }

  /**
   * @param known what the gate knows of the ticket; null when it never saw it
   */
  Ticket read(TableApi api, TicketRef ref, @Nullable Ticket known) {
    for (int number = 0; number < TRIES; number++) {
      Row row = tickets.find(api, ref, columns(ref));
      boolean open = settings.states().isOpen(row);
      try {
        Optional<Ticket> ticket = whole(api, ref, row);
        if (ticket.isPresent()) {
          return ticket.get();
        }
      } catch (ItsmException.Malformed | ItsmException.NotPermitted unreadable) {
        if (open || known == null) {
          throw unreadable;
        }
        return known.closed(row.shown(Columns.STATE), Version.of(row));
      }
    }
    throw new ItsmException.Unavailable(
        "Ticket " + ref + " changed while it was read. Try again.", null, null);
  }

  /** The ticket with all that belongs to it; empty when it changed meanwhile. */
  private Optional<Ticket> whole(TableApi api, TicketRef ref, Row row) {
    List<Approval> records = new ApprovalRows(api, settings.people()).of(row.table(), row.id());
    List<Approval> approvals = new ArrayList<>(withoutOpener(records, row));
    veto(row, records).ifPresent(approvals::add);
    Map<String, String> variables = Variables.of(api, row.id(), variables(row.table()));
    return tickets.isUnchanged(api, row)
        ? Optional.of(ticket(api, ref, row, approvals, variables))
        : Optional.empty();
  }

  /**
   * Whoever opened a ticket asks for something too, also in another person's name, and does not
   * approve it. Where they are the requester, the rule says whether that person may approve.
   */
  private List<Approval> withoutOpener(List<Approval> approvals, Row row) {
    String opener = settings.people().name(row, OPENED_BY);
    boolean requester =
        settings
            .columns()
            .of(row.table(), TicketField.REQUESTER)
            .filter(column -> !column.startsWith(Columns.VARIABLE))
            .map(column -> settings.people().name(row, column))
            .filter(name -> name.equalsIgnoreCase(opener))
            .isPresent();
    return opener == null || requester
        ? approvals
        : approvals.stream().map(each -> each.unlessBy(opener)).toList();
  }

  /**
   * An objection from the ticket's own approval field. The field proves no approval, since
   * fulfillers and flows can set it. But when it says that something is not approved, a record is
   * missing: its stage has not begun, or the account cannot see it. When it says that nobody was
   * asked, records that approve are of an earlier round, or somebody added them by hand.
   */
  private static Optional<Approval> veto(Row ticket, List<Approval> records) {
    boolean approved =
        records.stream().anyMatch(each -> each.decision() == Approval.Decision.APPROVED);
    Approval.Decision decision =
        switch (ApprovalRows.word(ticket.value(Columns.APPROVAL))) {
          case "approved" -> null;
          case "not_requested", "not_required" -> approved ? Approval.Decision.PENDING : null;
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
    return requester != null ? requester : settings.people().name(row, OPENED_BY);
  }

  private static String url(TableApi api, Row row) {
    return page(api, row);
  }

  private Set<String> columns(TicketRef ref) {
    return settings.tables().of(ref.key()).map(this::columnsOf).orElse(Set.of());
  }

  /** The columns to read besides {@link Columns#OF_EVERY_TICKET}. */
  Set<String> columnsOf(String table) {
    Set<String> columns = new LinkedHashSet<>(settings.people().columns(OPENED_BY));
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

  /** Where people read a ticket. */
  static String page(TableApi api, Row row) {
    return api.base() + "/nav_to.do?uri=" + JsonApi.segment(row.table() + ".do?sys_id=" + row.id());
  }
}
