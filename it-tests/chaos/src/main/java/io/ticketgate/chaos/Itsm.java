package io.ticketgate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A small ITSM for the connector {@code rest}: tickets, notes, signed webhooks, and bad days. */
final class Itsm implements AutoCloseable {

  static final String SYSTEM = "itsm";
  private static final byte[] KEY =
      "a secret of thirty-two bytes now".getBytes(StandardCharsets.US_ASCII);
  private static final int POLL_MILLIS = 50;

  /** How it answers. */
  enum Mood {
    WELL,
    HANGS,
    FAILS
  }

  private final HttpServer server;
  private final Map<String, ObjectNode> tickets = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> notes = new ConcurrentHashMap<>();
  private volatile Mood mood = Mood.WELL;

  Itsm() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "itsm");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  /** The body of {@code POST /systems}; nothing but webhooks tells of changes. */
  Map<String, Object> system() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("baseUrl", "http://127.0.0.1:" + server.getAddress().getPort());
    config.put("ticketPath", "/tickets/{key}");
    config.put(
        "fields",
        List.of(
            "id=$.key",
            "type=$.type",
            "state=$.state",
            "requester=$.requester",
            "requestedFor=$.requestedFor",
            "entitlements=$.entitlements",
            "justification=$.justification"));
    config.put("openStates", List.of("implement"));
    config.put("versions", List.of("$.version"));
    config.put("approvals", "$.approvals");
    config.put("approvalFields", List.of("approver=$.by", "decision=$.decision", "at=$.at"));
    config.put("approvedDecisions", List.of("approved"));
    config.put("rejectedDecisions", List.of("rejected"));
    config.put("notePath", "/tickets/{key}/notes");
    config.put("noteBody", "{\"text\": \"{note}\"}");
    config.put("pollEvery", "PT0S");
    config.put("recheckEvery", "P1D");
    config.put("webhookSecret", "whsec_" + Base64.getEncoder().encodeToString(KEY));
    return Map.of("name", SYSTEM, "connector", "rest", "config", config);
  }

  /** A new ticket, approved by bob. */
  void open(String key, String user, String role) {
    ObjectNode ticket =
        Http.JSON
            .createObjectNode()
            .put("key", key)
            .put("type", "change_request")
            .put("state", "implement")
            .put("version", 1)
            .put("requester", user)
            .put("requestedFor", user)
            .put("entitlements", "role:" + role)
            .put("justification", "rotate TDE keys");
    ticket
        .putArray("approvals")
        .addObject()
        .put("by", "bob")
        .put("decision", "approved")
        .put("at", Instant.now().toString());
    tickets.put(key, ticket);
  }

  void close(String key) {
    tickets.computeIfPresent(
        key, (same, ticket) -> ticket.deepCopy().put("state", "closed").put("version", 2));
  }

  void mood(Mood now) {
    mood = now;
  }

  /** The different lines that were written on a ticket. */
  Set<String> lines(String key) {
    return Set.copyOf(notes.getOrDefault(key, Set.of()));
  }

  /** Headers that authenticate this body as a webhook of Standard Webhooks. */
  static Map<String, String> signed(String body) {
    String id = "msg_" + UUID.randomUUID();
    long time = Instant.now().getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      byte[] sum = mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8));
      return Map.of(
          "webhook-id",
          id,
          "webhook-timestamp",
          Long.toString(time),
          "webhook-signature",
          "v1," + Base64.getEncoder().encodeToString(sum));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      while (mood == Mood.HANGS) {
        Pause.millis(POLL_MILLIS);
      }
      if (mood == Mood.FAILS) {
        send(exchange, 500, "{}");
        return;
      }
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      String key = path[2];
      ObjectNode ticket = tickets.get(key);
      if (ticket == null) {
        send(exchange, 404, "{}");
      } else if (path.length > 3) {
        JsonNode note = Http.JSON.readTree(exchange.getRequestBody());
        Set<String> known = notes.computeIfAbsent(key, none -> ConcurrentHashMap.newKeySet());
        note.path("text").asText().lines().forEach(known::add);
        send(exchange, 201, "{}");
      } else {
        send(exchange, 200, ticket.toString());
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
