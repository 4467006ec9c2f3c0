package io.ticketgate.connectors.http;

import java.time.Duration;

/** How long each call of {@link io.ticketgate.spi.ItsmConnector} may take in all. */
public final class TimeLimits {

  /** For {@code fetch}: a stock Keycloak endpoint may be waiting. */
  public static final Duration FETCH = Duration.ofSeconds(5);

  /** For {@code addNote}. */
  public static final Duration NOTE = Duration.ofSeconds(10);

  /** For {@code createTicket}: a person waits. */
  public static final Duration CREATE = Duration.ofSeconds(10);

  /** For {@code changedSince}. */
  public static final Duration CHANGES = Duration.ofSeconds(30);

  /** For {@code test}. */
  public static final Duration TEST = Duration.ofSeconds(30);

  private TimeLimits() {}
}
