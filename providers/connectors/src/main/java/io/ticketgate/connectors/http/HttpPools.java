package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.truststore.TruststoreProvider;

/** The connections of each configured system, for as long as its settings stay the same. */
final class HttpPools {

  private static final int CAP = 2 * 1024 * 1024;
  private static final int FAILURES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(10);
  // Another node may have removed the system, of which this node hears nothing.
  private static final Duration LONGEST_UNUSED = Duration.ofHours(1);

  private record Pool(String fingerprint, HttpSystem system, Instant used) {}

  private final Map<String, Pool> pools = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, daemons("ticket-gate-http-watch"));
  private final ExecutorService lookUps =
      Executors.newCachedThreadPool(daemons("ticket-gate-http-dns"));
  private final Clock clock;

  HttpPools() {
    this(Clock.systemUTC());
  }

  HttpPools(Clock clock) {
    this.clock = clock;
    watch.setRemoveOnCancelPolicy(true);
  }

  /**
   * @throws ItsmException.Malformed when the settings cannot be used, which an import can cause
   */
  JsonApi api(KeycloakSession session, ComponentModel component) {
    Settings settings = new Settings(session, component);
    try {
      HttpSystem system = system(session, component, settings);
      return new HttpJsonApi(system, Accounts.of(settings, system));
    } catch (IllegalArgumentException | ComponentValidationException refusal) {
      throw settings.unusable(refusal);
    }
  }

  void close(ComponentModel component) {
    close(pools.remove(component.getId()));
  }

  void close() {
    pools.keySet().forEach(id -> close(pools.remove(id)));
    watch.shutdownNow();
    lookUps.shutdownNow();
  }

  private HttpSystem system(KeycloakSession session, ComponentModel component, Settings settings) {
    // Compared by fingerprint: no event tells this node that another one updated the system.
    String fingerprint = Fingerprint.of(component);
    Instant now = clock.instant();
    closeUnused(now);
    return pools
        .compute(
            component.getId(),
            (id, present) -> {
              if (present != null && present.fingerprint().equals(fingerprint)) {
                return new Pool(fingerprint, present.system(), now);
              }
              HttpSystem system = made(session, settings);
              close(present);
              return new Pool(fingerprint, system, now);
            })
        .system();
  }

  private HttpSystem made(KeycloakSession session, Settings settings) {
    Peer peer =
        Peer.system(
            settings.system(),
            Addresses.configured(
                HttpSettings.BASE_URL,
                settings.text(HttpSettings.BASE_URL, ""),
                settings.flag(HttpSettings.ALLOW_HTTP, false)));
    PooledClients clients = new PooledClients(truststore(session), Proxies.ofKeycloak(), lookUps);
    return new HttpSystem(
        peer,
        new Transport(clients.make(), watch, new BodyReader(CAP)),
        new Breaker(FAILURES, PAUSE),
        new Retries(time -> Thread.sleep(time.toMillis())),
        new StatusFailures(clock),
        new TokenCache(clock));
  }

  private void closeUnused(Instant now) {
    pools.forEach(
        (id, pool) -> {
          if (pool.used().plus(LONGEST_UNUSED).isBefore(now) && pools.remove(id, pool)) {
            close(pool);
          }
        });
  }

  private static void close(@Nullable Pool pool) {
    if (pool != null) {
      pool.system().close();
    }
  }

  private static @Nullable KeyStore truststore(KeycloakSession session) {
    TruststoreProvider provider = session.getProvider(TruststoreProvider.class);
    return provider == null ? null : provider.getTruststore();
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
