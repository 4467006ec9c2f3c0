package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.spi.ItsmException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at the connector's account in ServiceNow. */
final class AccountCheck {

  private static final String ROLES = "sys_user_has_role";
  private static final Set<String> TOO_POWERFUL =
      Set.of("admin", "security_admin", "approval_admin", "impersonator");
  private static final Set<String> WRITERS =
      Set.of("itil", "sn_change_write", "sn_request_write", "sn_incident_write");

  private final TableApi api;
  private final CheckReport report;
  private @Nullable Set<String> roles;

  AccountCheck(TableApi api, CheckReport report) {
    this.api = api;
    this.report = report;
  }

  void look() {
    try {
      List<Row> me =
          api.page(People.USERS, "sys_id=javascript:gs.getUserID()", List.of("user_name"), 0, 2)
              .rows();
      if (me.size() == 1) {
        roles = roles(me.get(0).id());
        power(me.get(0).value("user_name"), roles);
        return;
      }
    } catch (ItsmException unreadable) {
      // Tickets can be read without these records; the warning below says what was not looked at.
    }
    report.warning(
        Check.ACCOUNT,
        "ServiceNow accepts the account. Its roles were not looked at, since it may not read its"
            + " own sys_user and sys_user_has_role records.",
        "Give it read access to them, or make sure that it has no role such as admin.");
  }

  private Set<String> roles(String user) {
    return api
        .all(
            ROLES,
            "user=" + user,
            List.of("user", "role.name"),
            row -> row.value("user").equals(user))
        .stream()
        .map(row -> row.value("role.name"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void power(String name, Set<String> roles) {
    Set<String> unneeded = new TreeSet<>(roles);
    unneeded.retainAll(TOO_POWERFUL);
    if (unneeded.isEmpty()) {
      report.ok(Check.ACCOUNT, "The account is " + name + ".");
    } else {
      report.warning(
          Check.ACCOUNT,
          "The account "
              + name
              + " has the roles "
              + unneeded
              + ", which the connector does not need. Anyone with its credentials could approve"
              + " tickets.",
          "Remove these roles.");
    }
  }

  /**
   * Whether the account may make the tickets that people ask for, as far as its roles tell: ACLs
   * decide, and none is made to find out.
   */
  void requests(String table) {
    Set<String> known = roles;
    if (known != null && known.stream().anyMatch(WRITERS::contains)) {
      report.ok(
          Check.REQUESTS,
          "The account has a role that by default may create tickets. Whether it may create records"
              + " of "
              + table
              + " and write their columns was not checked: the test creates none.");
    } else {
      report.warning(
          Check.REQUESTS,
          "Whether the account may create records of "
              + table
              + " was not checked: it has none of the roles that by default may, "
              + new TreeSet<>(WRITERS)
              + ", or its roles cannot be read.",
          "Give it such a role or an ACL of operation create on "
              + table
              + ", and ask for something in self-service to try it.");
    }
  }

  /** Whether the account may write notes, as far as its roles tell: none is written to find out. */
  void notes(List<String> tables) {
    Set<String> known = roles;
    if (known != null && known.stream().anyMatch(WRITERS::contains)) {
      report.ok(
          Check.NOTES,
          "The account has a role that by default may write work notes. The test wrote none.");
    } else {
      report.warning(
          Check.NOTES,
          "The account has none of the roles that by default may write work notes, "
              + new TreeSet<>(WRITERS)
              + ", or its roles cannot be read. Tickets can be used without notes.",
          "Give it such a role or an ACL of operation write on work_notes of "
              + tables
              + ", or set writeBack to false.");
    }
  }
}
