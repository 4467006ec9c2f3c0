package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads requests of Jira Service Management. */
final class JiraConnector implements ItsmConnector {

  private static final Duration FETCH = Duration.ofSeconds(5);
  private static final Duration NOTE = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final JiraApi api;
  private final JiraSettings settings;
  private final JiraTickets tickets;
  private final Clock clock;

  JiraConnector(JsonApi api, JiraSettings settings, Clock clock) {
    this.api = new JiraApi(api, settings.deployment());
    this.settings = settings;
    String site = settings.siteUrl() == null ? api.base().toString() : settings.siteUrl();
    this.tickets = new JiraTickets(settings, site.replaceFirst("/+$", ""));
    this.clock = clock;
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    requireCovered(ref);
    JiraApi bounded = api.within(FETCH);
    // The issue first: what changes between the two reads then makes the gate see old content with
    // newer approvals, and the next read voids those. The other way round nothing would.
    Issue issue = new IssueReader(bounded, settings).read(ref.key());
    List<JsonNode> approvals = new ApprovalPages(bounded).read(issue);
    return tickets.of(ref, issue, approvals, known);
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.of(new ChangedIssues(api.within(LONG), settings).since(since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    requireCovered(ref);
    new Comments(api.within(NOTE), settings.deployment()).add(ref.key(), note);
  }

  @Override
  public List<Finding> test() {
    return new JiraCheckup(api.within(LONG), settings, clock).run();
  }

  @Override
  public Optional<String> ticketKey(String body) {
    return WebhookBody.ticketKey(body);
  }

  private void requireCovered(TicketRef ref) {
    if (!settings.covers(ref.key())) {
      throw new ItsmException.NotFound(
          "Ticket "
              + ref
              + " is in none of the projects of this system; name one of them, or add its project to"
              + " the setting projects.",
          null);
    }
  }
}
