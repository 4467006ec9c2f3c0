package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The approval records of a ticket.
 *
 * <p>A record names its ticket in {@code sysapproval}, or in {@code document_id} and {@code
 * source_table}; most do both. ServiceNow does not keep who answered, only who wrote the record
 * last. A record counts as approved only when its approver wrote it last: otherwise a fulfiller
 * could approve by changing somebody else's record.
 *
 * <p>{@code sys_updated_by} keeps the first {@value #KEPT} characters of a user name. As long a
 * name there is the approver's only when no other user's name begins like it.
 */
final class ApprovalRows {

  static final String TABLE = "sysapproval_approver";
  static final String TASK = "sysapproval";
  static final String DOCUMENT = "document_id";
  static final String SOURCE = "source_table";
  private static final String STATE = "state";
  private static final String APPROVER = "approver";
  private static final String PLAIN_NAME = "user_name";
  private static final String USER_NAME = APPROVER + "." + PLAIN_NAME;
  private static final String UPDATED_BY = "sys_updated_by";
  private static final int KEPT = 40;

  private final TableApi api;
  private final People people;

  ApprovalRows(TableApi api, People people) {
    this.api = api;
    this.people = people;
  }

  /** What is read of each record. */
  static List<String> fields(People people) {
    Map<String, Boolean> fields = new LinkedHashMap<>();
    List.of(TASK, DOCUMENT, SOURCE, STATE, UPDATED_BY, Columns.UPDATED_ON, USER_NAME)
        .forEach(field -> fields.put(field, true));
    people.columns(APPROVER).forEach(field -> fields.put(field, true));
    return List.copyOf(fields.keySet());
  }

  /**
   * @param id of the ticket
   */
  List<Approval> of(String table, String id) {
    List<String> fields = fields(people);
    Map<String, Row> rows = new LinkedHashMap<>();
    api.all(TABLE, TASK + "=" + id, fields, row -> row.value(TASK).equals(id))
        .forEach(row -> rows.put(row.id(), row));
    api.all(
            TABLE,
            DOCUMENT + "=" + id + "^" + SOURCE + "=" + table,
            fields,
            row -> row.value(DOCUMENT).equals(id) && row.value(SOURCE).equals(table))
        .forEach(row -> rows.put(row.id(), row));
    List<Answer> answers = rows.values().stream().map(this::answer).toList();
    return answers.stream()
        .filter(answer -> !answer.spared() || answers.stream().noneMatch(answer::isReplacedBy))
        .map(Answer::approval)
        .toList();
  }

  /**
   * @param spared whether ServiceNow no longer needs this record, since another one of the group or
   *     of the same person was answered
   */
  private record Answer(Approval approval, boolean spared) {

    // The gate takes a person's newest record: this one, written later, would undo the other.
    boolean isReplacedBy(Answer other) {
      return !other.spared && other.approval.approver().equalsIgnoreCase(approval.approver());
    }
  }

  private Answer answer(Row row) {
    String state = word(row.value(STATE));
    @Nullable String name = people.name(row, APPROVER);
    Decision said = decision(state);
    boolean approves = name != null && said == Decision.APPROVED && isByItsApprover(row);
    Decision decision = said == Decision.APPROVED && !approves ? Decision.PENDING : said;
    return new Answer(
        new Approval(
            name != null ? name : TABLE + "/" + row.id(),
            decision,
            decision == Decision.PENDING ? null : row.filledTime(Columns.UPDATED_ON)),
        state.equals("not_required") || state.equals("duplicate"));
  }

  private boolean isByItsApprover(Row row) {
    String writer = row.filled(UPDATED_BY).strip();
    String approver = row.value(USER_NAME).strip();
    return writer.length() < KEPT
        ? writer.equalsIgnoreCase(approver)
        : begins(approver, writer) && isTheOnlyOne(writer);
  }

  // A name with a sign that means something in a query is nobody's.
  private boolean isTheOnlyOne(String beginning) {
    return beginning.indexOf('^') < 0
        && api.all(
                    People.USERS,
                    PLAIN_NAME + "STARTSWITH" + beginning,
                    List.of(PLAIN_NAME),
                    user -> begins(user.value(PLAIN_NAME).strip(), beginning))
                .size()
            == 1;
  }

  private static boolean begins(String name, String beginning) {
    return name.regionMatches(true, 0, beginning, 0, beginning.length());
  }

  private static Decision decision(String state) {
    return switch (state) {
      case "approved" -> Decision.APPROVED;
      case "rejected" -> Decision.REJECTED;
      case "not_required", "cancelled", "duplicate", "not_entitled" -> Decision.NOT_REQUIRED;
      default -> Decision.PENDING;
    };
  }

  /** A value as newer releases of ServiceNow spell it: older ones have blanks for underscores. */
  static String word(String value) {
    return value.replace(' ', '_');
  }
}
