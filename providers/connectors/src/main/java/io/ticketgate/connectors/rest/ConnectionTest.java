package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries out what the settings say. */
final class ConnectionTest {

  /** No ticket of any ITSM: how it answers tells whether it is reached, and the account known. */
  private static final String NO_TICKET = "0";

  private static final Duration TOLERABLE = Duration.ofMinutes(1);

  private final JsonApi api;
  private final Mapping mapping;
  private final Optional<ChangeFeed> feed;
  private final boolean writesNotes;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();

  ConnectionTest(
      JsonApi api,
      Mapping mapping,
      Optional<ChangeFeed> feed,
      boolean writesNotes,
      InstantSource clock) {
    this.api = api;
    this.mapping = mapping;
    this.feed = feed;
    this.writesNotes = writesNotes;
    this.clock = clock;
  }

  List<Finding> run(String system, Optional<String> ticket) {
    String key = ticket.orElse(NO_TICKET);
    TicketRef ref;
    try {
      ref = new TicketRef(system, key);
    } catch (IllegalArgumentException noKey) {
      found(
          "tickets", Outcome.PROBLEM, "testTicket cannot be a ticket's key. " + noKey.getMessage());
      return findings;
    }
    if (reads(ref, ticket.isPresent())) {
      changes(system);
      found(
          "notes",
          writesNotes ? Outcome.OK : Outcome.WARNING,
          writesNotes
              ? "Notes are configured; none was written to try it."
              : "No notes are written on tickets; set notePath and noteBody to have them.");
    }
    return List.copyOf(findings);
  }

  /** Whether the system was reached and the account let in. */
  private boolean reads(TicketRef ref, boolean exists) {
    try {
      Answers answers = Answers.read(api, mapping, ref);
      found("connection", Outcome.OK, "The system answers.");
      found("account", Outcome.OK, "The account may read tickets.");
      clock(answers.date());
      mapped(ref, answers);
      return true;
    } catch (ItsmException.NotFound none) {
      found("connection", Outcome.OK, "The system answers.");
      notFound(exists);
      return true;
    } catch (ItsmException.NotPermitted refused) {
      found("connection", Outcome.OK, "The system answers.");
      found("account", Outcome.PROBLEM, sentence(refused));
      return false;
    } catch (ItsmException.Malformed unexpected) {
      found("connection", Outcome.OK, "The system answers.");
      found("tickets", Outcome.PROBLEM, sentence(unexpected));
      return true;
    } catch (ItsmException failure) {
      found("connection", Outcome.PROBLEM, sentence(failure));
      return false;
    }
  }

  private void notFound(boolean exists) {
    if (exists) {
      found(
          "tickets",
          Outcome.PROBLEM,
          "The ticket of testTicket is not found: name one that exists, give the account the right"
              + " to read it, or correct ticketPath.");
    } else {
      found(
          "tickets",
          Outcome.WARNING,
          "Set testTicket to the key of a ticket with approvals, so that the mapping can be"
              + " tried.");
    }
  }

  private void mapped(TicketRef ref, Answers answers) {
    try {
      Ticket ticket = new TicketReading(mapping, api.base()).read(ref, answers);
      found("fields", Outcome.OK, "Every field that is mapped is there.");
      found(
          "states",
          ticket.open() ? Outcome.OK : Outcome.WARNING,
          ticket.open()
              ? "The ticket counts as open."
              : "The ticket counts as closed; if it is open, add its state to openStates.");
      found(
          "approvals",
          ticket.approvals().isEmpty() ? Outcome.WARNING : Outcome.OK,
          ticket.approvals().isEmpty()
              ? "No approvals are seen on the ticket. If it has some, the account may not read"
                  + " them."
              : "Approvals are seen on the ticket: " + ticket.approvals().size() + ".");
    } catch (ItsmException.Malformed unmapped) {
      found("fields", Outcome.PROBLEM, sentence(unmapped));
    }
  }

  private void changes(String system) {
    if (feed.isEmpty()) {
      found(
          "changes",
          Outcome.WARNING,
          "Changes are not listed; tickets with live bindings are read again from time to time. Set"
              + " changesPath to hear of changes sooner.");
      return;
    }
    try {
      feed.get().list(api, system, clock.instant().minus(Duration.ofDays(1)), null);
      found("changes", Outcome.OK, "Changed tickets are listed.");
    } catch (ItsmException failure) {
      found("changes", Outcome.PROBLEM, sentence(failure));
    }
  }

  private void clock(@Nullable Instant theirs) {
    if (theirs == null) {
      return;
    }
    Duration apart = Duration.between(theirs, clock.instant()).abs();
    boolean tolerable = apart.compareTo(TOLERABLE) <= 0;
    found(
        "clock",
        tolerable ? Outcome.OK : Outcome.WARNING,
        tolerable
            ? "The clocks agree."
            : "The clocks are " + apart.toSeconds() + " s apart; set both by NTP.");
  }

  private static String sentence(ItsmException failure) {
    return failure.getMessage() == null ? "It failed." : failure.getMessage();
  }

  private void found(String id, Outcome outcome, String message) {
    findings.add(new Finding(id, outcome, message));
  }
}
