package io.ticketgate.connectors.rest;

import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.Settings;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tickets by a mapping. */
final class RestConnector implements ItsmConnector {

  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration NOTE = Duration.ofSeconds(10);
  private static final Duration LIST = Duration.ofSeconds(30);

  private final JsonApi api;
  private final Settings settings;
  private final Mapping mapping;
  private final Optional<ChangeFeed> feed;
  private final Optional<Notes> notes;
  private final WebhookBody webhook;

  /**
   * @throws IllegalArgumentException with a sentence that names the setting that makes no sense
   */
  RestConnector(JsonApi api, Settings settings) {
    this.api = api;
    this.settings = settings;
    this.mapping = new MappingReader(settings).read();
    this.feed = ChangeFeed.of(settings);
    this.notes = Notes.of(settings);
    this.webhook =
        new WebhookBody(
            Place.inside(
                RestSettings.WEBHOOK_TICKET,
                settings.text(RestSettings.WEBHOOK_TICKET, "$.ticket")),
            mapping.values());
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    return new TicketReading(mapping, api.base()).read(ref, answers(READ, ref));
  }

  private Answers answers(Duration total, TicketRef ref) {
    return Answers.read(api.within(total), mapping, ref);
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    return feed.map(list -> list.list(api.within(LIST), settings.system(), since, page));
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    notes
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "No notes are written: " + RestSettings.NOTE_PATH + " is not set."))
        .write(api.within(NOTE), ref.key(), note);
  }

  @Override
  public List<Finding> test() {
    return new ConnectionTest(
            api.within(LIST), mapping, feed, notes.isPresent(), InstantSource.system())
        .run(settings.system(), settings.text(RestSettings.TEST_TICKET));
  }

  @Override
  public Optional<String> ticketKey(String body) {
    return webhook.key(settings.system(), body);
  }
}
