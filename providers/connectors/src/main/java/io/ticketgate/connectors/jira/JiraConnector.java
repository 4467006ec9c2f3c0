package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.TimeLimits;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads requests of Jira Service Management. */
final class JiraConnector implements ItsmConnector {

  private final JiraApi api;
  private final JiraSettings settings;
  private final JiraTickets tickets;
  private final InstantSource clock;

  JiraConnector(JsonApi api, JiraSettings settings, InstantSource clock) {
    this.api = new JiraApi(api, settings.deployment());
    this.settings = settings;
    String site = settings.siteUrl() == null ? api.base().toString() : settings.siteUrl();
    this.tickets = new JiraTickets(settings, site.replaceFirst("/+$", ""));
    this.clock = clock;
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    requireCovered(ref);
    JiraApi bounded = api.within(TimeLimits.FETCH);
    // The issue first. A change between the two reads then puts old content beside newer approvals,
    // and the next read voids those. In the other order nothing would void them.
    Issue issue = new IssueReader(bounded, settings).read(ref.key());
    try {
      List<JsonNode> approvals = new ApprovalPages(bounded).read(issue);
      return tickets.of(ref, issue, approvals, known);
    } catch (ItsmException.Malformed | ItsmException.NotPermitted unreadable) {
      return tickets.closed(issue, known, this::compareVersions).orElseThrow(() -> unreadable);
    }
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.of(
        new ChangedIssues(api.within(TimeLimits.CHANGES), settings).since(since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    requireCovered(ref);
    new Comments(api.within(TimeLimits.NOTE), settings.deployment()).add(ref.key(), note);
  }

  @Override
  public CreatedTicket createTicket(NewTicket ticket) {
    JiraSettings.Requests requests = settings.requests();
    if (requests == null) {
      throw new UnsupportedOperationException(
          "The connector takes no requests: requestServiceDesk is not set.");
    }
    JiraApi bounded = api.within(TimeLimits.CREATE);
    String key = new TicketMaker(bounded, settings, requests).make(ticket);
    return new CreatedTicket(key, tickets.page(key));
  }

  @Override
  public List<Finding> test() {
    return new SystemCheck(api.within(TimeLimits.TEST), settings, clock).run();
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
              + " is in none of the projects of this system. Add its project to the setting"
              + " projects, or name another ticket.",
          null);
    }
  }
}
