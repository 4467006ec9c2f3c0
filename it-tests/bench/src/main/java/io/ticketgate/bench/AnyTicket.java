package io.ticketgate.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An ITSM that costs next to nothing: every ticket is there, open, and approved for alice. */
final class AnyTicket implements AutoCloseable {

  static {
    // The JDK's server sends head and body apart; the body would wait 40 ms for the head's receipt.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Queue<Long> reads = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  AnyTicket() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.setExecutor(threads);
    server.createContext(
        "/tickets/",
        exchange -> {
          reads.add(System.nanoTime());
          String key = exchange.getRequestURI().getPath().substring("/tickets/".length());
          byte[] body =
              ("{\"key\":\""
                      + key
                      + "\",\"type\":\"change_request\",\"state\":\"open\",\"version\":1,"
                      + "\"requester\":\"alice\",\"requestedFor\":\"alice\","
                      + "\"entitlements\":\"role:db-admin\",\"justification\":\"bench\","
                      + "\"approvals\":[{\"by\":\"bob\",\"decision\":\"approved\","
                      + "\"at\":\"2026-11-22T08:00:00Z\"}]}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** When tickets were read, as {@link System#nanoTime} counts. */
  Queue<Long> reads() {
    return reads;
  }

  /** The settings of the connector {@code rest} for it. */
  Map<String, Object> settings() {
    return Map.ofEntries(
        Map.entry("baseUrl", "http://127.0.0.1:" + server.getAddress().getPort()),
        Map.entry("ticketPath", "/tickets/{key}"),
        Map.entry(
            "fields",
            List.of(
                "id=$.key",
                "type=$.type",
                "state=$.state",
                "requester=$.requester",
                "requestedFor=$.requestedFor",
                "entitlements=$.entitlements",
                "justification=$.justification")),
        Map.entry("openStates", List.of("open")),
        Map.entry("versions", List.of("$.version")),
        Map.entry("approvals", "$.approvals"),
        Map.entry("approvalFields", List.of("approver=$.by", "decision=$.decision", "at=$.at")),
        Map.entry("approvedDecisions", List.of("approved")));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
