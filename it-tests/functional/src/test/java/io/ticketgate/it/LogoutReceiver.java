package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An application that receives back-channel logouts, or takes the request and never answers. */
final class LogoutReceiver implements AutoCloseable {

  private static final long LONGER_THAN_ANYBODY_WAITS = 60;

  private final HttpServer server;
  private final List<JsonNode> logouts = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final boolean silent;
  private volatile int failures;

  private LogoutReceiver(boolean silent) throws IOException {
    this.silent = silent;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "logout-receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::receive);
    server.start();
  }

  static LogoutReceiver start() throws IOException {
    return new LogoutReceiver(false);
  }

  /** One that takes the request and never answers. */
  static LogoutReceiver silent() throws IOException {
    return new LogoutReceiver(true);
  }

  /** It fails so many times first. */
  LogoutReceiver failing(int times) {
    failures = times;
    return this;
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/logout";
  }

  /** How often it was asked. */
  int asked() {
    return asked.get();
  }

  /** The claims of the logout tokens. */
  List<JsonNode> logouts() {
    return List.copyOf(logouts);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int before = asked.getAndIncrement();
    if (silent) {
      try {
        closing.await(LONGER_THAN_ANYBODY_WAITS, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    if (before < failures) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    String token = URLDecoder.decode(form, StandardCharsets.UTF_8).replace("logout_token=", "");
    String claims = token.split("\\.")[1];
    logouts.add(Http.JSON.readTree(Base64.getUrlDecoder().decode(claims)));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
