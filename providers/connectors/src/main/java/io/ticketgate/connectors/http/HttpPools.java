package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmException;
import java.time.Clock;
import java.time.Duration;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;

/** The connections of each configured system, for as long as its settings stay the same. */
final class HttpPools {

  private static final int CAP = 2 * 1024 * 1024;
  private static final int FAILURES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Transports transports = new Transports();
  private final Kept<HttpSystem> systems;
  private final Clock clock;

  HttpPools() {
    this(Clock.systemUTC());
  }

  HttpPools(Clock clock) {
    this.clock = clock;
    this.systems = new Kept<>(HttpSystem::close, clock);
  }

  /**
   * @throws ItsmException.Malformed when the settings cannot be used, which an import can cause
   */
  JsonApi api(KeycloakSession session, ComponentModel component) {
    Settings settings = new Settings(session, component);
    try {
      HttpSystem system =
          systems.of(component.getId(), Fingerprint.of(component), () -> made(session, settings));
      return new HttpJsonApi(system, Accounts.of(settings, system));
    } catch (IllegalArgumentException | ComponentValidationException refusal) {
      throw settings.unusable(refusal);
    }
  }

  void close(ComponentModel component) {
    systems.close(component.getId());
  }

  void close() {
    systems.close();
    transports.close();
  }

  private HttpSystem made(KeycloakSession session, Settings settings) {
    Peer peer =
        Peer.system(
            settings.system(),
            Addresses.configured(
                HttpSettings.BASE_URL,
                settings.text(HttpSettings.BASE_URL, ""),
                settings.flag(HttpSettings.ALLOW_HTTP, false)));
    return new HttpSystem(
        peer,
        transports.open(session, CAP),
        new Breaker(FAILURES, PAUSE),
        new Retries(time -> Thread.sleep(time.toMillis())),
        new StatusFailures(clock),
        new TokenCache(clock));
  }
}
