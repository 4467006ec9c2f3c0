package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Tries what the connector needs, one thing after the other, with its own requests. */
final class ConnectionTest {

  private static final Duration SKEW_TO_NOTE = Duration.ofSeconds(30);
  // What receivers of Standard Webhooks tolerate.
  private static final Duration SKEW_TO_REFUSE = Duration.ofMinutes(5);

  private final RtApi api;
  private final RtSettings settings;
  private final InstantSource clock;
  private final List<Finding> findings = new ArrayList<>();
  private final List<JsonNode> tickets = new ArrayList<>();

  ConnectionTest(RtApi api, RtSettings settings, InstantSource clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    if (connected()) {
      settings.queues().forEach(this::queue);
      look("approvals", this::approvals);
      look("states", this::states);
      look("notes", this::notes);
      look("changes", this::changes);
    }
    return List.copyOf(findings);
  }

  private boolean connected() {
    try {
      JsonApi.Reply reply = api.version();
      String version = Json.text(reply.body(), "Version");
      if (version.matches("[0-4]\\..*")) {
        problem("connection", "This is Request Tracker " + version + ": 5.0 or newer is needed.");
        return false;
      }
      ok("connection", "Request Tracker " + version + " answers.");
      ok("account", "It accepts the connector's account.");
      clock(reply.date());
      return true;
    } catch (ItsmException.NotPermitted denied) {
      problem(
          "account",
          "Request Tracker refuses the connector's account. Make a token for it under 'Admin,"
              + " Users, Auth Tokens', and enter it here.");
    } catch (ItsmException failed) {
      problem("connection", message(failed));
    }
    return false;
  }

  private void clock(@Nullable Instant theirs) {
    if (theirs == null) {
      warning("clock", "Request Tracker does not tell its time, so the clocks are not compared.");
      return;
    }
    Duration skew = Duration.between(clock.instant(), theirs);
    String ahead =
        "Request Tracker's clock is "
            + skew.abs().toSeconds()
            + " seconds "
            + (skew.isNegative() ? "behind" : "ahead of")
            + " Keycloak's.";
    if (skew.abs().compareTo(SKEW_TO_REFUSE) >= 0) {
      problem("clock", ahead + " Its webhooks are refused. Set both by NTP.");
    } else if (skew.abs().compareTo(SKEW_TO_NOTE) >= 0) {
      warning("clock", ahead + " Set both by NTP.");
    } else {
      ok("clock", "The clocks agree.");
    }
  }

  private void queue(String name) {
    look(
        "tickets",
        () -> {
          JsonNode queue = queueOrProblem("tickets", name);
          if (queue == null) {
            return;
          }
          List<JsonNode> found = api.newest(name);
          tickets.addAll(found);
          if (found.isEmpty()) {
            warning(
                "tickets",
                "No ticket of queue '"
                    + name
                    + "' can be seen. Unless it is empty, give the account the right ShowTicket.");
          } else {
            ok("tickets", "Tickets of queue '" + name + "' can be seen.");
          }
          fields(name, queue);
        });
  }

  private void fields(String name, JsonNode queue) {
    Set<String> missing = new TreeSet<>(settings.fields().names());
    Json.list(queue, "TicketCustomFields")
        .forEach(field -> missing.remove(field.path("name").asText()));
    if (missing.isEmpty()) {
      ok("fields", "Queue '" + name + "' has the custom fields that are read.");
    } else {
      problem(
          "fields",
          "Queue '"
              + name
              + "' has no custom field "
              + quoted(missing)
              + " that can be seen. Apply it to the queue, give the account the right"
              + " SeeCustomField, or correct the name here.");
    }
  }

  private void approvals() {
    JsonNode queue = queueOrProblem("approvals", settings.approvals());
    if (queue == null) {
      return;
    }
    Set<String> linked = new LinkedHashSet<>();
    tickets.forEach(ticket -> linked.addAll(RtTicket.dependsOn(ticket)));
    if (linked.isEmpty()) {
      warning(
          "approvals",
          "No ticket that can be seen waits for an approval, so it is not known whether approvals"
              + " can be seen. Ask for some access and test again.");
      return;
    }
    api.tickets(linked).forEach(found -> linked.remove(Json.text(found, "id")));
    if (linked.isEmpty()) {
      ok("approvals", "The approvals of tickets can be seen.");
    } else {
      problem(
          "approvals",
          "Tickets depend on ticket "
              + linked.iterator().next()
              + ", which cannot be seen. Give the account the rights SeeQueue and ShowTicket on queue '"
              + settings.approvals()
              + "'.");
    }
  }

  private void states() {
    Set<String> unknown = new TreeSet<>();
    tickets.forEach(ticket -> unknown.add(Json.text(ticket, "Status")));
    unknown.removeAll(settings.open());
    unknown.removeAll(settings.closed());
    if (unknown.isEmpty()) {
      ok("states", "All states that tickets have are known.");
    } else {
      warning(
          "states",
          "Tickets are in state "
              + quoted(unknown)
              + ", which counts as closed. Add it to 'openStates' or to 'closedStates'.");
    }
  }

  private void notes() {
    boolean may =
        tickets.stream()
            .flatMap(
                ticket -> StreamSupport.stream(ticket.path("_hyperlinks").spliterator(), false))
            .anyMatch(link -> link.path("ref").asText().equals("comment"));
    if (may) {
      ok("notes", "Comments can be written.");
    } else {
      warning(
          "notes",
          "Comments cannot be written on any ticket that can be seen. Give the account the right"
              + " CommentOnTicket, or set 'writeBack' to false.");
    }
  }

  private void changes() {
    if (api.changesBefore(api.inQueues(), null, 1).isEmpty() && !tickets.isEmpty()) {
      problem("changes", "The history of tickets cannot be seen. It needs the right ShowTicket.");
    } else {
      ok("changes", "The history of tickets can be seen.");
    }
  }

  private @Nullable JsonNode queueOrProblem(String id, String name) {
    try {
      return api.queue(name);
    } catch (ItsmException.NotFound | ItsmException.NotPermitted unseen) {
      problem(
          id,
          "Queue '"
              + name
              + "' cannot be seen. Correct its name here, or give the connector's account the rights"
              + " SeeQueue and ShowTicket on it.");
      return null;
    }
  }

  private void look(String id, Runnable at) {
    try {
      at.run();
    } catch (ItsmException failed) {
      problem(id, message(failed));
    }
  }

  private static String quoted(Set<String> names) {
    return "'" + String.join("', '", names) + "'";
  }

  private static String message(ItsmException failed) {
    String message = failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }

  private void ok(String id, String message) {
    findings.add(new Finding(id, Outcome.OK, message));
  }

  private void warning(String id, String message) {
    findings.add(new Finding(id, Outcome.WARNING, message));
  }

  private void problem(String id, String message) {
    findings.add(new Finding(id, Outcome.PROBLEM, message));
  }
}
