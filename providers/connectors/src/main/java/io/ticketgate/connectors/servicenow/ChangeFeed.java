package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists changes: first of each table of tickets, then of the approvals, each oldest first.
 *
 * <p>A page begins at the time where the page before ended. Counting records instead could skip
 * one: a record that changes meanwhile moves to the end, and the others move up.
 */
final class ChangeFeed {

  private static final String OLDEST_FIRST = "^ORDERBY" + Columns.UPDATED_ON + "^ORDERBYsys_id";
  static final String TASK_NUMBER = ApprovalRows.TASK + "." + Columns.NUMBER;

  private final TableApi api;
  private final Tables tables;

  ChangeFeed(TableApi api, Tables tables) {
    this.api = api;
    this.tables = tables;
  }

  /**
   * Where a page begins.
   *
   * @param source index of the table; after the last one come the approvals
   * @param skip how many records of {@code from} and later to leave out: more than a page can have
   *     changed within one second
   */
  private record Position(int source, Instant from, int skip) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\|([^|]+)\\|(\\d{1,9})");

    static Position parse(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw notOurs(null);
      }
      try {
        return new Position(
            Integer.parseInt(form.group(1)),
            Instant.parse(form.group(2)),
            Integer.parseInt(form.group(3)));
      } catch (DateTimeException noTime) {
        throw notOurs(noTime);
      }
    }

    private static ItsmException.Malformed notOurs(@Nullable Throwable cause) {
      return new ItsmException.Malformed(
          "The next page of changes is not one of ServiceNow. The gate starts again.", cause);
    }

    String text() {
      return source + "|" + from + "|" + skip;
    }
  }

  Changes since(Instant since, @Nullable String page) {
    Position at = page == null ? new Position(0, since, 0) : Position.parse(page);
    List<String> names = tables.names();
    boolean approvals = at.source() >= names.size();
    String table = approvals ? ApprovalRows.TABLE : names.get(at.source());
    TableApi.Page found =
        api.page(
            table,
            Columns.UPDATED_ON + ">=" + Times.write(at.from()) + OLDEST_FIRST,
            approvals
                ? List.of(
                    Columns.UPDATED_ON, TASK_NUMBER, ApprovalRows.DOCUMENT, ApprovalRows.SOURCE)
                : List.of(Columns.UPDATED_ON, Columns.NUMBER),
            at.skip(),
            TableApi.PAGE);
    // ServiceNow ignores a clause that it does not understand and would then list all records.
    Instant from = at.from().truncatedTo(ChronoUnit.SECONDS);
    if (found.rows().stream().anyMatch(row -> row.filledTime(Columns.UPDATED_ON).isBefore(from))) {
      throw TableApi.ignoredQuery(table);
    }
    return new Changes(
        approvals ? ofApprovals(found.rows()) : ofTickets(found.rows()),
        next(at, since, found, names.size()));
  }

  private static @Nullable String next(
      Position at, Instant since, TableApi.Page found, int approvals) {
    if (found.last()) {
      return at.source() >= approvals ? null : new Position(at.source() + 1, since, 0).text();
    }
    Instant latest =
        found.rows().stream()
            .map(row -> row.filledTime(Columns.UPDATED_ON))
            .max(Comparator.naturalOrder())
            .orElse(at.from());
    return latest.isAfter(at.from())
        ? new Position(at.source(), latest, 0).text()
        : new Position(at.source(), at.from(), at.skip() + TableApi.PAGE).text();
  }

  private List<Changed> ofTickets(List<Row> rows) {
    List<Changed> changed = new ArrayList<>();
    for (Row row : rows) {
      add(changed, row.value(Columns.NUMBER), row);
    }
    return changed;
  }

  private List<Changed> ofApprovals(List<Row> rows) {
    List<Changed> changed = new ArrayList<>();
    Map<String, String> numbers = numbersOf(rows);
    for (Row row : rows) {
      String number = taskNumber(row);
      add(
          changed,
          number.isEmpty() ? numbers.getOrDefault(row.value(ApprovalRows.DOCUMENT), "") : number,
          row);
    }
    return changed;
  }

  // The list has approvals of other applications too, whose records the account may not read.
  private static String taskNumber(Row approval) {
    return approval.has(TASK_NUMBER) ? approval.value(TASK_NUMBER) : "";
  }

  private void add(List<Changed> changed, String number, Row row) {
    if (tables.of(number).isPresent()) {
      changed.add(new Changed(number, row.filledTime(Columns.UPDATED_ON)));
    }
  }

  /** Ticket numbers by {@code document_id}, for approvals that name their ticket by that alone. */
  private Map<String, String> numbersOf(List<Row> approvals) {
    Map<String, Set<String>> ids = new HashMap<>();
    for (Row row : approvals) {
      String id = row.value(ApprovalRows.DOCUMENT);
      String table = row.value(ApprovalRows.SOURCE);
      if (taskNumber(row).isEmpty() && Row.isId(id) && tables.names().contains(table)) {
        ids.computeIfAbsent(table, name -> new TreeSet<>()).add(id);
      }
    }
    Map<String, String> numbers = new HashMap<>();
    ids.forEach(
        (table, wanted) ->
            api.page(
                    table,
                    "sys_idIN" + String.join(",", wanted),
                    List.of(Columns.NUMBER),
                    0,
                    TableApi.PAGE)
                .rows()
                .forEach(row -> numbers.put(row.id(), row.value(Columns.NUMBER))));
    return numbers;
  }
}
