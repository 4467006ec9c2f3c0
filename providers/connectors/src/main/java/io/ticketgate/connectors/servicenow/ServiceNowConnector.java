package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One ServiceNow instance. */
final class ServiceNowConnector implements ItsmConnector {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration FETCH = Duration.ofSeconds(5);
  private static final Duration NOTE = Duration.ofSeconds(10);
  private static final Duration SURVEY = Duration.ofSeconds(30);

  private final TableApi api;
  private final ServiceNowSettings settings;
  private final Clock clock;

  ServiceNowConnector(JsonApi api, ServiceNowSettings settings, Clock clock) {
    this.api = new TableApi(api);
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    return new TicketReader(settings).read(api.within(FETCH), ref);
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return Optional.of(new ChangeFeed(api.within(SURVEY), settings.tables()).since(since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    new WorkNotes(new TicketRows(settings.tables())).add(api.within(NOTE), ref, note);
  }

  @Override
  public List<Finding> test() {
    return new Probe(api.within(SURVEY), settings, clock).run();
  }

  @Override
  public Optional<String> ticketKey(String body) {
    JsonNode ticket;
    try {
      ticket = MAPPER.readTree(body).path("ticket");
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
    return Optional.of(ticket)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(key -> settings.tables().of(key).isPresent());
  }

  @Override
  public int compareVersions(String a, String b) {
    return Version.compare(a, b);
  }
}
