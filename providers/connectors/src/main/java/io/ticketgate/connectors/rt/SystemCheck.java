package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.check.Check;
import io.ticketgate.connectors.check.CheckReport;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What the test button does: tries all that the connector needs. */
final class SystemCheck {

  private final RtApi api;
  private final RtSettings settings;
  private final InstantSource clock;
  private final CheckReport report = new CheckReport();
  private final List<JsonNode> tickets = new ArrayList<>();

  SystemCheck(RtApi api, RtSettings settings, InstantSource clock) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    if (connected()) {
      settings.queues().forEach(this::queue);
      look(Check.STATES, this::states);
      look(Check.APPROVALS, this::approvals);
      look(Check.CHANGES, this::changes);
      settings.requestQueue().ifPresent(queue -> look(Check.REQUESTS, () -> requests(queue)));
      look(Check.NOTES, this::notes);
    }
    return report.findings();
  }

  private boolean connected() {
    JsonApi.Reply reply =
        report
            .connect(
                "Create a token for it in Request Tracker under Admin, Users, Auth Tokens.",
                api::version)
            .orElse(null);
    return reply != null && isNewEnough(reply);
  }

  private boolean isNewEnough(JsonApi.Reply reply) {
    String version;
    try {
      version = Json.text(reply.body(), "Version");
    } catch (ItsmException otherSystem) {
      report.problem(Check.CONNECTION, otherSystem);
      return false;
    }
    if (version.matches("[0-4]\\..*")) {
      report.problem(
          Check.CONNECTION,
          "This is Request Tracker " + version + ".",
          "Upgrade it to 5.0 or newer, which the connector needs.");
      return false;
    }
    report.ok(Check.CONNECTION, "Request Tracker " + version + " answers.");
    report.ok(Check.ACCOUNT, "Request Tracker accepts the account.");
    report.clock("Request Tracker", clock.instant(), reply.date());
    return true;
  }

  private void queue(String name) {
    look(
        Check.TICKETS,
        () -> {
          JsonNode queue = queueOrProblem(Check.TICKETS, name);
          if (queue == null) {
            return;
          }
          List<JsonNode> found = api.newest(name);
          tickets.addAll(found);
          if (found.isEmpty()) {
            report.warning(
                Check.TICKETS,
                "Queue '" + name + "' has no ticket, or none that the account may see.",
                "If it has tickets, give the account the right ShowTicket.");
          } else {
            report.ok(Check.TICKETS, "The account may read tickets of queue '" + name + "'.");
          }
          fields(name, queue);
        });
  }

  private void fields(String name, JsonNode queue) {
    Set<String> missing = new TreeSet<>(settings.fields().names());
    Json.list(queue, "TicketCustomFields")
        .forEach(field -> missing.remove(field.path("name").asText()));
    if (missing.isEmpty()) {
      report.ok(Check.FIELDS, "Queue '" + name + "' has all configured custom fields.");
    } else {
      report.problem(
          Check.FIELDS,
          "Queue '"
              + name
              + "' has no custom field "
              + quoted(missing)
              + ", or the account may not see it.",
          "Apply the field to the queue, give the account the right SeeCustomField, or correct the"
              + " name in the settings.");
    }
  }

  private void approvals() {
    JsonNode queue = queueOrProblem(Check.APPROVALS, settings.approvals());
    if (queue == null) {
      return;
    }
    Set<String> linked = new LinkedHashSet<>();
    tickets.forEach(ticket -> linked.addAll(RtTicket.dependsOn(ticket)));
    if (linked.isEmpty()) {
      report.warning(
          Check.APPROVALS,
          "Approvals were not tried, since no ticket that the account may see has one.",
          "Create a ticket with an approval and test again.");
      return;
    }
    api.tickets(linked).forEach(found -> linked.remove(Json.text(found, "id")));
    if (linked.isEmpty()) {
      report.ok(Check.APPROVALS, "The account may read approvals.");
    } else {
      report.problem(
          Check.APPROVALS,
          "A ticket depends on ticket "
              + linked.iterator().next()
              + ", which the account may not see.",
          "Give the account the rights SeeQueue and ShowTicket on queue '"
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
      report.ok(Check.STATES, "openStates and closedStates name every state that was seen.");
    } else {
      report.warning(
          Check.STATES,
          "openStates and closedStates do not name the states "
              + quoted(unknown)
              + ", which therefore count as closed.",
          "Add each to one of the two.");
    }
  }

  /**
   * RT offers the link to whoever has the right CreateTicket (5.0.3, {@code
   * RT::REST2::Resource::Queue}).
   */
  private void requests(String name) {
    JsonNode queue = queueOrProblem(Check.REQUESTS, name);
    if (queue == null) {
      return;
    }
    if (links(queue)
        .anyMatch(
            link ->
                link.path("ref").asText().equals("create")
                    && link.path("type").asText().equals("ticket"))) {
      report.ok(
          Check.REQUESTS,
          "The account may create tickets in queue '"
              + name
              + "'. Whether it may set their custom fields was not checked: the test creates none.");
    } else {
      report.warning(
          Check.REQUESTS,
          "The account may not create tickets in queue '"
              + name
              + "', so nobody can ask for access in self-service.",
          "Give it the rights CreateTicket and SetInitialCustomField on the queue, or clear"
              + " requestQueue.");
    }
  }

  private static Stream<JsonNode> links(JsonNode record) {
    return StreamSupport.stream(record.path("_hyperlinks").spliterator(), false);
  }

  private void notes() {
    boolean may =
        tickets.stream()
            .flatMap(SystemCheck::links)
            .anyMatch(link -> link.path("ref").asText().equals("comment"));
    if (may) {
      report.ok(Check.NOTES, "The account may write comments.");
    } else {
      report.warning(
          Check.NOTES,
          "The account may not comment on any ticket that it may see.",
          "Give it the right CommentOnTicket, or set writeBack to false.");
    }
  }

  private void changes() {
    if (api.changesBefore(api.inQueues(), null, 1).isEmpty() && !tickets.isEmpty()) {
      report.problem(
          Check.CHANGES,
          "The account may not read the history of tickets.",
          "Give it the right ShowTicket.");
    } else {
      report.ok(Check.CHANGES, "Changed tickets can be listed.");
    }
  }

  private @Nullable JsonNode queueOrProblem(Check check, String name) {
    try {
      return api.queue(name);
    } catch (ItsmException.NotFound | ItsmException.NotPermitted unseen) {
      report.problem(
          check,
          "There is no queue '" + name + "', or the account may not see it.",
          "Correct the name in the settings, or give the account the rights SeeQueue and ShowTicket"
              + " on the queue.");
      return null;
    }
  }

  private void look(Check check, Runnable at) {
    try {
      at.run();
    } catch (ItsmException failure) {
      report.problem(check, failure);
    }
  }

  private static String quoted(Set<String> names) {
    return "'" + String.join("', '", names) + "'";
  }
}
