package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.TimeLimits;
import io.ticketgate.connectors.settings.Settings;
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

/** Reads tickets as the settings map their fields. */
final class RestConnector implements ItsmConnector {

  private final JsonApi api;
  private final Settings settings;
  private final Mapping mapping;
  private final Optional<ChangeFeed> feed;
  private final Optional<NoteWriter> notes;
  private final Optional<TicketMaker> requests;
  private final WebhookBody webhook;

  /**
   * @throws IllegalArgumentException with a sentence that names the setting that cannot work
   */
  RestConnector(JsonApi api, Settings settings) {
    this.api = api;
    this.settings = settings;
    this.mapping = new MappingReader(settings).read();
    this.feed = ChangeFeed.of(settings);
    this.notes = NoteWriter.of(settings);
    this.requests = TicketMaker.of(settings, mapping);
    this.webhook = new WebhookBody(WebhookBody.ticketPlace(settings), mapping.values());
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    JsonApi bounded = api.within(TimeLimits.FETCH);
    TicketReader reader = new TicketReader(mapping, api.base());
    Answers answers = Answers.ofTicket(bounded, mapping, ref);
    try {
      return reader.read(ref, answers.withFurther(bounded, mapping, ref));
    } catch (ItsmException.Malformed | ItsmException.NotPermitted unreadable) {
      return reader.closed(ref, answers, known).orElseThrow(() -> unreadable);
    }
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return feed.map(
        one -> one.list(api.within(TimeLimits.CHANGES), settings.system(), since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    notes
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "The connector writes no notes: " + RestSettings.NOTE_PATH + " is not set."))
        .write(api.within(TimeLimits.NOTE), ref.key(), note);
  }

  @Override
  public CreatedTicket createTicket(NewTicket ticket) {
    return requests
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "The connector takes no requests: "
                        + RestSettings.REQUEST_PATH
                        + " is not set."))
        .make(api.within(TimeLimits.CREATE), ticket);
  }

  @Override
  public List<Finding> test() {
    return new SystemCheck(
            api.within(TimeLimits.TEST),
            mapping,
            feed,
            requests.isPresent(),
            notes.isPresent(),
            InstantSource.system())
        .run(settings.system(), settings.text(RestSettings.TEST_TICKET));
  }

  @Override
  public Optional<String> ticketKey(String body) {
    return webhook.key(settings.system(), body);
  }
}
