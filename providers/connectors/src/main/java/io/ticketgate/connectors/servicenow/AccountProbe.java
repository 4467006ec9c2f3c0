package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.ItsmException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at who the connector is in ServiceNow. */
final class AccountProbe {

  private static final String ROLES = "sys_user_has_role";
  private static final Set<String> TOO_MIGHTY =
      Set.of("admin", "security_admin", "approval_admin", "impersonator");
  private static final Set<String> WRITERS =
      Set.of("itil", "sn_change_write", "sn_request_write", "sn_incident_write");

  private final TableApi api;
  private final Findings findings;
  private @Nullable Set<String> roles;

  AccountProbe(TableApi api, Findings findings) {
    this.api = api;
    this.findings = findings;
  }

  void look() {
    try {
      List<Row> me =
          api.page(People.USERS, "sys_id=javascript:gs.getUserID()", List.of("user_name"), 0, 2)
              .rows();
      if (me.size() == 1) {
        roles = roles(me.get(0).id());
        mighty(me.get(0).value("user_name"), roles);
        return;
      }
    } catch (ItsmException unreadable) {
      // Not needed for reading tickets; said below.
    }
    findings.warning(
        "account",
        "The account signs in, but may not read its own sys_user and sys_user_has_role records, so"
            + " that its roles were not looked at.");
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

  private void mighty(String name, Set<String> roles) {
    Set<String> mighty = new TreeSet<>(roles);
    mighty.retainAll(TOO_MIGHTY);
    if (mighty.isEmpty()) {
      findings.ok("account", "The account is " + name + ".");
    } else {
      findings.warning(
          "account",
          "The account "
              + name
              + " has the roles "
              + mighty
              + ", which the connector does not need: whoever gets its credentials could approve"
              + " tickets. Take them away.");
    }
  }

  /** Whether it may write notes, as far as that shows without writing one. */
  void notes(List<String> tables) {
    Set<String> known = roles;
    if (known != null && known.stream().anyMatch(WRITERS::contains)) {
      findings.ok(
          "notes",
          "The account has a role that by default may write work notes; none was written to try.");
    } else {
      findings.warning(
          "notes",
          "The account has none of the roles that by default may write work notes, "
              + new TreeSet<>(WRITERS)
              + ", or its roles could not be read. Give it one, or an ACL of operation write on"
              + " work_notes of "
              + tables
              + "; or switch writeBack off. Tickets can be used without.");
    }
  }
}
