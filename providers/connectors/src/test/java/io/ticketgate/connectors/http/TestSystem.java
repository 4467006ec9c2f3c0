package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Settings;
import java.net.URI;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A system whose clock, pauses, proxies and truststore a test decides. */
final class TestSystem implements AutoCloseable {

  static final int CAP = 64 * 1024;

  final List<Duration> pauses = new ArrayList<>();
  Instant now = Instant.parse("2026-11-22T08:00:00Z");
  Proxies proxies = Proxies.of(null, name -> null);
  @Nullable KeyStore truststore;
  Breaker breaker = new Breaker(1000, Duration.ofMinutes(1));

  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService lookUps = Executors.newCachedThreadPool();
  private @Nullable HttpSystem system;

  JsonApi api(String baseUrl, String... settings) {
    HttpSystem made = system(baseUrl);
    Settings all = new Settings(Sessions.plain(), Sessions.component(settings));
    return new HttpJsonApi(made, Accounts.of(all, made));
  }

  private HttpSystem system(String baseUrl) {
    if (system == null) {
      Clock clock = new Moving();
      system =
          new HttpSystem(
              Peer.system("itsm", URI.create(baseUrl)),
              new Transport(
                  new PooledClients(truststore, proxies, lookUps).make(),
                  watch,
                  new BodyReader(CAP)),
              breaker,
              new Retries(pauses::add),
              new StatusFailures(clock),
              new TokenCache(clock));
    }
    return system;
  }

  @Override
  public void close() {
    if (system != null) {
      system.close();
    }
    watch.shutdownNow();
    lookUps.shutdownNow();
  }

  private final class Moving extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
