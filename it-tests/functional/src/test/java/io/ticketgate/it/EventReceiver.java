package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody who hears of the gate's events. It reads them with the CloudEvents SDK and verifies them
 * with a library of Standard Webhooks: with nothing of ours.
 */
final class EventReceiver implements AutoCloseable {

  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final long LONGER_THAN_ANYBODY_WAITS = 60;

  /**
   * One event, verified.
   *
   * @param text as it came
   * @param headers of the webhook
   */
  record Received(CloudEvent event, JsonNode data, String text, HttpHeaders headers) {
    String type() {
      return event.getType().replace("io.ticketgate.", "");
    }
  }

  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<JsonNode> others = new CopyOnWriteArrayList<>();
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile int status = 204;
  private volatile boolean hangs;
  private volatile boolean anything;

  EventReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "event-receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/events";
  }

  /** It answers so from now on; what it does not answer with 2xx it does not keep. */
  void answers(int answer) {
    status = answer;
  }

  /** It takes requests and answers none. */
  void hangs() {
    hangs = true;
  }

  /** It takes signed JSON of any kind, and keeps it among {@link #others}. */
  void takesAnything() {
    anything = true;
  }

  /** What it got that is no CloudEvent, verified. */
  List<JsonNode> others() {
    received();
    return List.copyOf(others);
  }

  int asked() {
    return asked.get();
  }

  List<Received> received() {
    if (!broken.isEmpty()) {
      throw new AssertionError("An event could not be read or verified", broken.get(0));
    }
    return List.copyOf(received);
  }

  /** The types of what was received about a binding, in order. */
  List<String> about(String bindingId) {
    return received().stream()
        .filter(each -> Objects.equals(each.event().getSubject(), "bindings/" + bindingId))
        .map(Received::type)
        .toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      if (hangs && !closing.await(LONGER_THAN_ANYBODY_WAITS, TimeUnit.SECONDS)) {
        return;
      }
      int answer = status;
      if (anything) {
        others.add(other(exchange, body));
      } else if (answer / 100 == 2) {
        received.add(read(exchange, body));
      }
      exchange.sendResponseHeaders(answer, -1);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      broken.add(failure);
      exchange.sendResponseHeaders(400, -1);
    } finally {
      exchange.close();
    }
  }

  /** Fails unless it was signed with that secret, a moment ago. */
  static void verify(String secret, String text, HttpHeaders headers) {
    try {
      new Webhook(secret).verify(text, headers);
    } catch (WebhookVerificationException | EmptyWebhookSecretException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static JsonNode other(HttpExchange exchange, byte[] body) throws IOException {
    verify(
        SECRET,
        new String(body, StandardCharsets.UTF_8),
        HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true));
    if (!exchange.getRequestHeaders().getFirst("Content-Type").startsWith("application/json")) {
      throw new IllegalStateException("It is sent as another kind of content");
    }
    return Http.JSON.readTree(body);
  }

  private static Received read(HttpExchange exchange, byte[] body) throws IOException {
    HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
    String text = new String(body, StandardCharsets.UTF_8);
    verify(SECRET, text, headers);
    CloudEvent event = new JsonFormat().deserialize(body);
    if (!headers.firstValue("webhook-id").orElseThrow().equals(event.getId())) {
      throw new IllegalStateException("The webhook has another id than its event");
    }
    return new Received(
        event,
        Http.JSON.readTree(Objects.requireNonNull(event.getData()).toBytes()),
        text,
        headers);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
