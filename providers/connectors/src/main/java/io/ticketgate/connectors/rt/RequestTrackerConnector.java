package io.ticketgate.connectors.rt;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.TimeLimits;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Talks to one Request Tracker. */
final class RequestTrackerConnector implements ItsmConnector {

  private final String system;
  private final JsonApi api;
  private final RtSettings settings;

  RequestTrackerConnector(String system, JsonApi api, RtSettings settings) {
    this.system = system;
    this.api = api;
    this.settings = settings;
  }

  /**
   * Reads all, whatever is known: RT's ETag of a ticket does not cover its approvals, and an
   * account that lost the right to see changes would get the ETag of an unchanged ticket.
   */
  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    return new TicketReader(api(TimeLimits.FETCH), settings)
        .read(ref, known, this::compareVersions);
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.of(new ChangeFeed(api(TimeLimits.CHANGES)).since(since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    api(TimeLimits.NOTE).comment(ref.key(), note);
  }

  @Override
  public CreatedTicket createTicket(NewTicket ticket) {
    String queue =
        settings
            .requestQueue()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "The connector takes no requests: requestQueue is not set."));
    return new TicketMaker(system, api(TimeLimits.CREATE), settings, queue).make(ticket);
  }

  @Override
  public List<Finding> test() {
    return new SystemCheck(api(TimeLimits.TEST), settings, InstantSource.system()).run();
  }

  @Override
  public Optional<String> ticketKey(String body) {
    return WebhookBody.ticketKey(body);
  }

  private RtApi api(Duration limit) {
    return new RtApi(system, api.within(limit), settings);
  }
}
