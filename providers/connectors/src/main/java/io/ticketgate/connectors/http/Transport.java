package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** Sends one request over the pooled connections and reads its answer. */
final class Transport implements AutoCloseable {

  private final CloseableHttpClient client;
  private final ScheduledExecutorService watch;
  private final BodyReader bodies;
  private volatile boolean closed;

  Transport(CloseableHttpClient client, ScheduledExecutorService watch, BodyReader bodies) {
    this.client = client;
    this.watch = watch;
    this.bodies = bodies;
  }

  /**
   * @throws ItsmException {@code Unavailable} or {@code Malformed} when there is no whole answer
   */
  Answer send(HttpUriRequestBase request, Peer peer, Deadline deadline) {
    if (deadline.isOver()) {
      throw NetworkFailures.late(peer);
    }
    if (closed) {
      throw NetworkFailures.closed(peer);
    }
    Timeout left = Timeout.of(deadline.left());
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(left)
            .setResponseTimeout(left)
            .setRedirectsEnabled(false)
            .build());
    // The timeouts above start again with every byte: only this ends an answer that drips.
    AtomicBoolean late = new AtomicBoolean();
    Future<?> end =
        watch.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            left.toMilliseconds(),
            TimeUnit.MILLISECONDS);
    boolean whole = false;
    try {
      Answer answer = exchange(request, peer);
      whole = true;
      return answer;
    } catch (IOException | IllegalStateException failure) {
      throw closed
          ? NetworkFailures.closed(peer)
          : late.get() || deadline.isOver()
              ? NetworkFailures.late(peer)
              : NetworkFailures.of(failure, peer);
    } finally {
      end.cancel(false);
      if (!whole) {
        // Closing the response would first read the rest of it.
        request.cancel();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    client.close(CloseMode.IMMEDIATE);
  }

  private Answer exchange(HttpUriRequestBase request, Peer peer) throws IOException {
    HttpHost target =
        new HttpHost(
            Addresses.scheme(peer.address()),
            peer.address().getHost(),
            Addresses.port(peer.address()));
    HttpClientContext context = HttpClientContext.create();
    ClassicHttpResponse response = client.executeOpen(target, request, context);
    try {
      if (!PooledClients.isOfTarget(context)) {
        throw NetworkFailures.refusedByProxy(peer);
      }
      byte[] body = bodies.read(response.getEntity(), peer);
      response.close();
      return new Answer(response.getCode(), headers(response), body);
    } catch (IOException | ItsmException failure) {
      request.cancel();
      throw failure;
    }
  }

  private static Map<String, String> headers(ClassicHttpResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      if (header.getValue() != null) {
        headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
      }
    }
    return Map.copyOf(headers);
  }
}
