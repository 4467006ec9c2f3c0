package io.ticketgate.keycloak.itsm;

import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.store.PollingState.Progress;
import io.ticketgate.keycloak.store.WatchedTickets;
import io.ticketgate.spi.Changes;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * Lists what has changed in a system since the last poll, and reads each changed ticket that
 * carries bindings. After an interruption it continues at the same page.
 */
final class ChangeFeed {

  private static final Logger LOG = Logger.getLogger(ChangeFeed.class);

  /** A change may become visible later than another one of a later time. */
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  private final PolledSystem system;

  ChangeFeed(PolledSystem system) {
    this.system = system;
  }

  void read() {
    Duration every = system.with((session, itsm) -> itsm.pollEvery());
    if (every.isZero()) {
      system.polled(system.progress().watermark(), Polling.now().plus(Polling.BEGINNING));
      return;
    }
    if (!system.watched(WatchedTickets::any)) {
      system.polled(
          later(system.progress().watermark(), Polling.now().minus(Polling.BEGINNING)),
          Polling.now().plus(every));
      return;
    }
    try {
      while (readPage()) {
        LOG.debugf("ITSM system %s has another page of changes", system.name());
      }
      system.polled(system.progress().newest(), Polling.now().plus(every));
    } catch (ItsmException failure) {
      failed(failure, every);
    }
  }

  /** Returns whether there is another one. */
  private boolean readPage() {
    Progress at = system.progress();
    system.stillAtIt();
    Optional<Changes> changes =
        system.with(
            (session, itsm) -> changes(session, itsm, at.watermark().minus(OVERLAP), at.page()));
    if (changes.isEmpty()) {
      return false;
    }
    Set<String> keys =
        changes.get().tickets().stream().map(Changes.Changed::key).collect(Collectors.toSet());
    for (TicketRef ref : system.watched(watched -> watched.among(keys))) {
      system.stillAtIt();
      refresh(ref);
    }
    Instant newest =
        changes.get().tickets().stream()
            .map(Changes.Changed::at)
            .reduce(at.newest(), ChangeFeed::later);
    // A time that lies ahead would hide what happens until then.
    system.listed(
        changes.get().next(),
        newest.isAfter(Polling.now()) ? later(at.newest(), Polling.now()) : newest);
    return changes.get().next() != null;
  }

  private static Optional<Changes> changes(
      KeycloakSession session, ItsmSystem itsm, Instant since, @Nullable String page) {
    try (ItsmConnector connector = itsm.connector()) {
      return connector.changedSince(since, page);
    } catch (ItsmException failure) {
      session
          .getProvider(TicketGate.class)
          .node()
          .health()
          .failed(session.getContext().getRealm(), itsm.component(), failure);
      throw failure;
    }
  }

  /** A ticket that cannot be read delays no other; the recheck reads it later. */
  private void refresh(TicketRef ref) {
    try {
      system.updates().refresh(system.realmId(), ref, Occasion.LISTED);
    } catch (ItsmException failure) {
      if (failure.retryable()) {
        throw failure;
      }
      LOG.warnf("Ticket %s could not be read: %s", ref, failure.getMessage());
    }
  }

  private void failed(ItsmException failure, Duration every) {
    LOG.warnf(
        "Changes in ITSM system %s could not be read; the next poll tries again: %s",
        system.name(), failure.getMessage());
    if (!failure.retryable() && system.progress().page() != null) {
      system.listed(null, system.progress().newest()); // a page that the ITSM knows no longer
    }
    Duration asked = failure.retryAfter();
    Duration pause = asked == null ? PAUSE_AFTER_FAILURE : asked;
    system.pollAt(Polling.now().plus(pause.compareTo(every) > 0 ? pause : every));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
