package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.TimeLimits;
import io.ticketgate.connectors.http.WebhookJson;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.CreatedTicket;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.NewTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One ServiceNow instance. */
final class ServiceNowConnector implements ItsmConnector {

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final InstantSource clock;

  ServiceNowConnector(JsonApi api, ServiceNowSettings settings, InstantSource clock) {
    this.api = new TableApi(api);
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    return new TicketReader(settings).read(api.within(TimeLimits.FETCH), ref, known);
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    TableApi bounded = api.within(TimeLimits.CHANGES);
    return Optional.of(new ChangeFeed(bounded, settings.tables()).since(since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    new WorkNotes(new TicketRows(settings.tables())).add(api.within(TimeLimits.NOTE), ref, note);
  }

  @Override
  public CreatedTicket createTicket(NewTicket ticket) {
    String table =
        settings
            .requestTable()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "The connector takes no requests: requestTable is not set."));
    return new TicketMaker(api.within(TimeLimits.CREATE), settings, table).make(ticket);
  }

  @Override
  public List<Finding> test() {
    return new SystemCheck(api.within(TimeLimits.TEST), settings, clock).run();
  }

  @Override
  public Optional<String> ticketKey(String body) {
    return Optional.of(WebhookJson.parse(body).path("ticket"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(key -> settings.tables().of(key).isPresent());
  }

  @Override
  public int compareVersions(String a, String b) {
    return Version.compare(a, b);
  }
}
