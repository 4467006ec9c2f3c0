package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the test button does: tries the settings. */
final class SystemCheck {

  /** No ticket of any ITSM. How the ITSM answers tells whether it accepts the account. */
  private static final String NO_TICKET = "0";

  private final JsonApi api;
  private final Mapping mapping;
  private final Optional<ChangeFeed> feed;
  private final boolean makesTickets;
  private final boolean writesNotes;
  private final InstantSource clock;
  private final CheckReport report = new CheckReport();

  SystemCheck(
      JsonApi api,
      Mapping mapping,
      Optional<ChangeFeed> feed,
      boolean makesTickets,
      boolean writesNotes,
      InstantSource clock) {
    this.api = api;
    this.mapping = mapping;
    this.feed = feed;
    this.makesTickets = makesTickets;
    this.writesNotes = writesNotes;
    this.clock = clock;
  }

  /**
   * @param ticket key of a ticket to read; empty when the settings name none
   */
  List<Finding> run(String system, Optional<String> ticket) {
    TicketRef ref;
    try {
      ref = new TicketRef(system, ticket.orElse(NO_TICKET));
    } catch (IllegalArgumentException noKey) {
      report.problem(
          Check.TICKETS,
          "testTicket is no key of a ticket. " + noKey.getMessage(),
          "Correct testTicket.");
      return report.findings();
    }
    if (reads(ref, ticket.isPresent())) {
      changes(system);
      if (makesTickets) {
        report.ok(
            Check.REQUESTS,
            "Requests of self-service are configured. Whether the account may make tickets was not"
                + " checked: the test makes none.");
      }
      notes();
    }
    return report.findings();
  }

  /** Whether the system answers and accepts the account. */
  private boolean reads(TicketRef ref, boolean exists) {
    try {
      Answers answers = Answers.read(api, mapping, ref);
      answered();
      report.ok(Check.ACCOUNT, "The account may read tickets.");
      report.clock("the ITSM", clock.instant(), answers.date());
      mapped(ref, answers);
      return true;
    } catch (ItsmException.NotFound none) {
      answered();
      notFound(exists);
      return true;
    } catch (ItsmException.NotPermitted refused) {
      answered();
      report.problem(Check.ACCOUNT, refused);
      return false;
    } catch (ItsmException.Malformed unexpected) {
      answered();
      report.problem(Check.TICKETS, unexpected);
      return true;
    } catch (ItsmException failure) {
      report.problem(Check.CONNECTION, failure);
      return false;
    }
  }

  private void answered() {
    report.ok(Check.CONNECTION, "The ITSM answers.");
  }

  private void notFound(boolean exists) {
    if (exists) {
      report.problem(
          Check.TICKETS,
          "The ITSM has no ticket with the key in testTicket, or the account may not read it.",
          "Name a ticket that exists, give the account the right to read it, or correct"
              + " ticketPath.");
    } else {
      report.warning(
          Check.TICKETS,
          "The mapping of fields was not tried, since testTicket is not set.",
          "Set it to the key of a ticket with approvals.");
    }
  }

  private void mapped(TicketRef ref, Answers answers) {
    Ticket ticket;
    try {
      ticket = new TicketReader(mapping, api.base()).read(ref, answers);
    } catch (ItsmException.Malformed unmapped) {
      report.problem(Check.FIELDS, unmapped);
      return;
    }
    report.ok(Check.FIELDS, "The answer has every configured field.");
    if (ticket.open()) {
      report.ok(Check.STATES, "The ticket is open.");
    } else {
      report.warning(
          Check.STATES,
          "The ticket counts as closed.",
          "If it is open in the ITSM, add its state to openStates.");
    }
    if (ticket.approvals().isEmpty()) {
      report.warning(
          Check.APPROVALS,
          "The ticket has no approvals, or the account may not read them.",
          "If it has some, give the account the right to read them.");
    } else {
      report.ok(
          Check.APPROVALS, "The account may read approvals: " + ticket.approvals().size() + ".");
    }
  }

  private void changes(String system) {
    if (feed.isEmpty()) {
      report.warning(
          Check.CHANGES,
          "changesPath is not set, so the gate finds changes only by reading tickets again.",
          "Set changesPath, and the gate finds them sooner.");
      return;
    }
    try {
      feed.get().list(api, system, clock.instant().minus(Duration.ofDays(1)), null);
      report.ok(Check.CHANGES, "Changed tickets can be listed.");
    } catch (ItsmException failure) {
      report.problem(Check.CHANGES, failure);
    }
  }

  private void notes() {
    if (writesNotes) {
      report.ok(Check.NOTES, "Notes are configured. The test wrote none.");
    } else {
      report.warning(
          Check.NOTES, "The gate writes no notes on tickets.", "Set notePath and noteBody.");
    }
  }
}
