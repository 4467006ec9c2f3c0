package io.ticketgate.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** The API of one system, over its pooled connections. */
final class HttpJsonApi implements JsonApi {

  private static final Duration TOTAL = Duration.ofSeconds(5);

  private static final ContentType JSON = ContentType.create("application/json");

  private final HttpSystem system;
  private final Account account;
  private final @Nullable Deadline deadline;

  HttpJsonApi(HttpSystem system, Account account) {
    this(system, account, null);
  }

  private HttpJsonApi(HttpSystem system, Account account, @Nullable Deadline deadline) {
    this.system = system;
    this.account = account;
    this.deadline = deadline;
  }

  @Override
  public JsonApi within(Duration total) {
    return new HttpJsonApi(
        system, account, deadline == null ? Deadline.in(total) : deadline.orSooner(total));
  }

  @Override
  public Reply get(String path, Map<String, String> query, Map<String, String> headers) {
    return read(url(path, query), headers);
  }

  @Override
  public Reply follow(String link) {
    URI target = target(link);
    if (target == null || !Addresses.sameOrigin(base(), target)) {
      throw new ItsmException.Malformed(
          system.peer().subject()
              + " answered with a link to another host, which the connector does not follow."
              + " Correct baseUrl, or the ITSM's own URL with its scheme and port.",
          null);
    }
    return read(target, Map.of());
  }

  @Override
  public Reply send(String method, String path, Map<String, String> query, JsonNode body) {
    URI url = url(path, query);
    byte[] bytes = JsonBodies.written(body);
    Deadline end = end();
    requireTime(end);
    // Past the circuit breaker: a system that refuses notes can still be read.
    return ask(
        () -> {
          HttpUriRequestBase request = new HttpUriRequestBase(method, url);
          request.setEntity(new ByteArrayEntity(bytes, JSON));
          return request;
        },
        end);
  }

  @Override
  public URI base() {
    return system.peer().address();
  }

  private Reply read(URI url, Map<String, String> headers) {
    Deadline end = end();
    Supplier<HttpUriRequestBase> request =
        () -> {
          HttpUriRequestBase get = new HttpUriRequestBase("GET", url);
          headers.forEach(get::setHeader);
          return get;
        };
    return guarded(end, () -> system.retries().read(system.peer(), end, () -> ask(request, end)));
  }

  private Reply guarded(Deadline end, Supplier<Reply> operation) {
    requireTime(end);
    return system.breaker().guard(system.peer(), operation);
  }

  /** Fails before the circuit breaker counts: a caller without time left says nothing about it. */
  private void requireTime(Deadline end) {
    if (end.isOver()) {
      throw NetworkFailures.late(system.peer());
    }
  }

  private Reply ask(Supplier<HttpUriRequestBase> requests, Deadline end) {
    HttpUriRequestBase request = signed(requests, end);
    Answer answer = system.transport().send(request, system.peer(), end);
    if (answer.status() == 401 && account.renew(request)) {
      request = signed(requests, end);
      answer = system.transport().send(request, system.peer(), end);
    }
    boolean unchanged = answer.status() == 304 && isConditional(request);
    if (!answer.isSuccess() && !unchanged) {
      throw system.statuses().failure(answer, system.peer());
    }
    return new Reply(answer.status(), JsonBodies.read(answer, system.peer()), answer.headers());
  }

  private HttpUriRequestBase signed(Supplier<HttpUriRequestBase> requests, Deadline end) {
    HttpUriRequestBase request = requests.get();
    if (!request.containsHeader("Accept")) {
      request.setHeader("Accept", "application/json");
    }
    // Web servers that compress change the ETag, from which some connectors take the version.
    request.setHeader("Accept-Encoding", "identity");
    account.sign(request, end);
    return request;
  }

  private static boolean isConditional(HttpUriRequestBase request) {
    return request.containsHeader("If-None-Match") || request.containsHeader("If-Modified-Since");
  }

  private Deadline end() {
    return deadline == null ? Deadline.in(TOTAL) : deadline;
  }

  private URI url(String path, Map<String, String> query) {
    String text = query.isEmpty() ? path : path + "?" + UrlEncoding.query(query);
    if (!path.startsWith("/") || !PathSafety.staysBelow(path)) {
      throw unusable();
    }
    try {
      return new URI(base() + text);
    } catch (URISyntaxException unusable) {
      throw unusable();
    }
  }

  private ItsmException unusable() {
    return new ItsmException.Malformed(
        "A record of "
            + system.peer().name()
            + " has a key or id that a URL path cannot hold. The connector did not ask for it.",
        null);
  }

  private @Nullable URI target(String link) {
    try {
      URI target = new URI(base() + "/").resolve(new URI(link.strip())).normalize();
      String path = target.getRawPath();
      if (link.isBlank() || target.isOpaque() || !PathSafety.staysBelow(path)) {
        return null;
      }
      String text = target.toString();
      int fragment = text.indexOf('#');
      return fragment < 0 ? target : new URI(text.substring(0, fragment));
    } catch (URISyntaxException notALink) {
      return null;
    }
  }
}
