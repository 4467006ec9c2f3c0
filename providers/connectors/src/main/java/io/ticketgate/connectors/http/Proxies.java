package io.ticketgate.connectors.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;

/**
 * Keycloak's own proxies, read as its {@code DefaultHttpClientFactory} (26.4 to 26.7) reads them:
 * {@code spi-connections-http-client--default--proxy-mappings}, or else the environment's {@code
 * HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}.
 */
final class Proxies {

  private static final String DIRECTLY = "NO_PROXY";

  private record Mapping(Pattern hosts, Optional<URI> proxy) {}

  private final List<Mapping> mappings;

  private Proxies(List<Mapping> mappings) {
    this.mappings = mappings;
  }

  static Proxies ofKeycloak() {
    String[] configured =
        Config.scope("connectionsHttpClient", "default").getArray("proxy-mappings");
    return of(configured, System::getenv);
  }

  static Proxies of(String @Nullable [] configured, UnaryOperator<@Nullable String> environment) {
    if (configured != null && configured.length > 0) {
      return new Proxies(List.of(configured).stream().map(Proxies::mapping).toList());
    }
    String proxy = variable(environment, "https_proxy");
    if (proxy == null) {
      proxy = variable(environment, "http_proxy");
    }
    if (proxy == null) {
      return new Proxies(List.of());
    }
    List<Mapping> mappings = new ArrayList<>();
    String without = variable(environment, "no_proxy");
    for (String host : without == null ? new String[0] : without.split(",", -1)) {
      if (!host.isBlank()) {
        mappings.add(
            new Mapping(
                Pattern.compile("(?:.+\\.)?" + Pattern.quote(host.strip())), Optional.empty()));
      }
    }
    mappings.add(new Mapping(Pattern.compile(".*"), Optional.of(URI.create(proxy))));
    return new Proxies(mappings);
  }

  /** The proxy on the way to that host, its account as user info; empty for none. */
  Optional<URI> of(String host) {
    return mappings.stream()
        .filter(mapping -> mapping.hosts().matcher(host).matches())
        .findFirst()
        .flatMap(Mapping::proxy);
  }

  private static Mapping mapping(String text) {
    String[] parts = text.split(";", -1);
    return new Mapping(
        Pattern.compile(parts[0]),
        DIRECTLY.equals(parts[1]) ? Optional.empty() : Optional.of(URI.create(parts[1])));
  }

  private static @Nullable String variable(
      UnaryOperator<@Nullable String> environment, String name) {
    String value = environment.apply(name);
    if (value == null || value.isBlank()) {
      value = environment.apply(name.toUpperCase(Locale.ROOT));
    }
    return value == null || value.isBlank() ? null : value;
  }
}
