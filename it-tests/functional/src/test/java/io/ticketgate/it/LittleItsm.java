package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small ITSM with a JSON API, as the {@code rest} connector is made for: tickets are read and
 * notes written. It can be down, and refuse notes.
 */
final class LittleItsm implements AutoCloseable {

  private static final String NOTES = "/notes";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<String, Object>> tickets = new ConcurrentHashMap<>();
  private final Map<String, List<String>> notes = new ConcurrentHashMap<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final int port;
  private @Nullable HttpServer server;
  private volatile int noteStatus = 201;

  LittleItsm() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int onPort) {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
      listening.setExecutor(threads);
      listening.createContext("/tickets/", this::handle);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of a system of the {@code rest} connector that reads from here. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("baseUrl", "http://127.0.0.1:" + port);
    settings.put("auth", "none");
    settings.put("ticketPath", "/tickets/{key}");
    settings.put(
        "fields",
        Stream.of("id", "state", "requester", "requestedFor", "entitlements", "justification")
            .map(field -> field + "=$." + field)
            .toList());
    settings.put("openStates", List.of("implement"));
    settings.put("versions", List.of("$.version"));
    settings.put("approvals", "$.approvals");
    settings.put(
        "approvalFields", List.of("approver=$.approver", "decision=$.decision", "at=$.at"));
    settings.put("approvedDecisions", List.of("approved"));
    settings.put("notePath", "/tickets/{key}/notes");
    settings.put("noteBody", "{\"note\": \"{note}\"}");
    settings.put("pollEvery", "PT0S");
    return settings;
  }

  /** Opens a ticket for {@code db-admin}, approved by bob and carol. */
  String open(String key, String user) {
    tickets.put(
        key,
        Map.of(
            "id",
            key,
            "state",
            "implement",
            "version",
            1,
            "requester",
            user,
            "requestedFor",
            user,
            "entitlements",
            "role:" + Story.ROLE,
            "justification",
            "rotate TDE keys",
            "approvals",
            List.of(approval("bob"), approval("carol"))));
    return key;
  }

  private static Map<String, String> approval(String name) {
    return Map.of("approver", name, "decision", "approved", "at", "2026-11-21T10:00:00Z");
  }

  void close(String key) {
    Map<String, Object> closed = new LinkedHashMap<>(tickets.get(key));
    closed.put("state", "closed");
    closed.put("version", 2);
    tickets.put(key, closed);
  }

  /** With which status notes are answered from now on; 201 takes them. */
  void answerNotesWith(int status) {
    noteStatus = status;
  }

  /** With which status notes on that ticket are answered from now on. */
  void answerNotesWith(String key, int status) {
    refusals.put(key, status);
  }

  void down() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  void up() {
    server = listen(port);
  }

  /** The notes on a ticket as they came in. */
  List<String> notes(String key) {
    return notes.getOrDefault(key, List.of());
  }

  /** Every line of the notes on a ticket. */
  List<String> lines(String key) {
    return notes(key).stream().flatMap(String::lines).toList();
  }

  /** How often a note on that ticket was refused. */
  long refused(String key) {
    return refused.stream().filter(key::equals).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/tickets/".length());
      if (path.endsWith(NOTES) && exchange.getRequestMethod().equals("POST")) {
        note(exchange, path.substring(0, path.length() - NOTES.length()));
      } else if (tickets.containsKey(path)) {
        answer(exchange, 200, tickets.get(path));
      } else {
        answer(exchange, 404, Map.of("error", "not found"));
      }
    }
  }

  private void note(HttpExchange exchange, String key) throws IOException {
    JsonNode body = Http.JSON.readTree(exchange.getRequestBody().readAllBytes());
    int status = refusals.getOrDefault(key, noteStatus);
    if (status == 201) {
      notes.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>()).add(body.path("note").asText());
    } else {
      refused.add(key);
    }
    answer(exchange, status, Map.of("ticket", key));
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = Http.JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    down();
    threads.shutdownNow();
  }
}
