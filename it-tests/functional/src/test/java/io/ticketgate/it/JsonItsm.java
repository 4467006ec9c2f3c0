package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small ITSM with a JSON API, which the connector {@code rest} reads: tickets with their
 * approvals, a list of changes, notes. It can be told to fail in the ways that ITSM systems do.
 */
public final class JsonItsm implements AutoCloseable {

  static final String SYSTEM = "itsm";
  private static final int LONGER_THAN_ANYBODY_WAITS = 20_000;
  private static final int PAGE = 50;

  /** How it answers. */
  enum Mood {
    WELL,
    SILENT,
    RATE_LIMITED,
    BROKEN,
    TRUNCATED,
    LOGIN_PAGE,
    FORBIDDEN
  }

  private final HttpServer server;
  private final Map<String, ObjectNode> tickets = new ConcurrentHashMap<>();
  private final Map<String, Instant> changed = new ConcurrentHashMap<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final Queue<String> reads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Mood mood = Mood.WELL;
  private volatile int noteStatus = 201;
  private volatile boolean tellsChanges = true;
  private volatile Duration takes = Duration.ZERO;
  private volatile @Nullable String stalled;
  private final AtomicInteger listing = new AtomicInteger();
  private final AtomicInteger listingAtOnce = new AtomicInteger();
  private volatile boolean loses;
  private int created;

  private JsonItsm(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "json-itsm");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  static JsonItsm start() {
    return start(0);
  }

  /**
   * @param port where it was before; 0 for any
   */
  static JsonItsm start(int port) {
    try {
      return new JsonItsm(port);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The body of {@code POST /systems} for it; {@code more} is merged over its settings. */
  Map<String, Object> system(Map<String, ?> more) {
    return system(SYSTEM, more);
  }

  /** The same for a system of another name. */
  Map<String, Object> system(String name, Map<String, ?> more) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("baseUrl", "http://127.0.0.1:" + port());
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
    config.put("changesPath", "/changes?since={since}");
    config.put("changes", "$.tickets");
    config.put("changedKey", "$.key");
    config.put("changedAt", "$.at");
    config.put("changesNext", "$.next");
    config.put("notePath", "/tickets/{key}/notes");
    config.put("noteBody", "{\"text\": \"{note}\"}");
    config.putAll(more);
    return Map.of("name", name, "connector", "rest", "config", config);
  }

  /** A new ticket for the role, approved by bob and carol; answers its key. */
  String ticketFor(String user) {
    String key = "REQ-" + ++created;
    ObjectNode ticket =
        Http.JSON
            .createObjectNode()
            .put("key", key)
            .put("type", "change_request")
            .put("state", "implement")
            .put("version", 1)
            .put("requester", user)
            .put("requestedFor", user)
            .put("entitlements", "role:" + Story.ROLE)
            .put("justification", "rotate TDE keys");
    ArrayNode approvals = ticket.putArray("approvals");
    for (String approver : List.of("bob", "carol")) {
      approvals
          .addObject()
          .put("by", approver)
          .put("decision", "approved")
          .put("at", Instant.now().toString());
    }
    put(key, ticket);
    return key;
  }

  /** Changes a field, with a new version. */
  void change(String key, String field, String value) {
    ObjectNode ticket = tickets.get(key).deepCopy();
    ticket.put(field, value).put("version", ticket.path("version").asInt() + 1);
    put(key, ticket);
  }

  void close(String key) {
    change(key, "state", "closed");
  }

  /** As approval records change: without a new version of the ticket. */
  void decide(String key, String approver, String decision) {
    ObjectNode ticket = tickets.get(key).deepCopy();
    for (JsonNode approval : ticket.path("approvals")) {
      if (approval.path("by").asText().equals(approver)) {
        ((ObjectNode) approval).put("decision", decision).put("at", Instant.now().toString());
      }
    }
    put(key, ticket);
  }

  void put(String key, ObjectNode ticket) {
    tickets.put(key, ticket);
    changed.put(key, Instant.now());
  }

  ObjectNode ticket(String key) {
    return tickets.get(key).deepCopy();
  }

  void delete(String key) {
    tickets.remove(key);
  }

  void mood(Mood next) {
    mood = next;
  }

  /** Whether changes are listed at all. */
  void tellsChanges(boolean does) {
    tellsChanges = does;
  }

  /** How long it takes to answer. */
  void takes(Duration time) {
    takes = time;
  }

  /** Requests whose URI contains the text get no answer from now on; null for none. */
  void stallAt(@Nullable String text) {
    stalled = text;
  }

  /** What was written on tickets, {@code key: text}. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** What was written on one ticket. */
  List<String> notes(String key) {
    String begin = key + ": ";
    return notes.stream()
        .filter(note -> note.startsWith(begin))
        .map(note -> note.substring(begin.length()))
        .toList();
  }

  /** Every line of what was written on one ticket. */
  List<String> lines(String key) {
    return notes(key).stream().flatMap(String::lines).toList();
  }

  /** With which status notes are answered from now on; 201 takes them. */
  void answerNotesWith(int status) {
    noteStatus = status;
  }

  /** With which status notes on that ticket are answered from now on. */
  void answerNotesWith(String key, int status) {
    refusals.put(key, status);
  }

  /** How often a note on that ticket was refused. */
  long refused(String key) {
    return refused.stream().filter(key::equals).count();
  }

  /** Requests since the start. */
  int requests() {
    return requests.get();
  }

  /** The keys of the tickets read, and the URIs of the listings of changes, in their order. */
  List<String> reads() {
    return List.copyOf(reads);
  }

  /** The most listings of changes that were under way at the same time. */
  int listingsAtOnce() {
    return listingAtOnce.get();
  }

  /** How often that ticket was read. */
  long asked(String key) {
    return reads.stream().filter(key::equals).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String stalledAt = stalled;
      if (stalledAt != null && exchange.getRequestURI().toString().contains(stalledAt)) {
        reads.add(exchange.getRequestURI().toString());
        pause(LONGER_THAN_ANYBODY_WAITS);
        return;
      }
      switch (mood) {
        case WELL -> answerWell(exchange);
        case SILENT -> pause(LONGER_THAN_ANYBODY_WAITS);
        case RATE_LIMITED -> {
          exchange.getResponseHeaders().add("Retry-After", "7");
          send(exchange, 429, "application/json", "{}");
        }
        case BROKEN -> send(exchange, 500, "text/plain", "Internal Server Error");
        case TRUNCATED -> send(exchange, 200, "application/json", "{\"key\": \"REQ-1\", \"sta");
        case LOGIN_PAGE -> send(exchange, 200, "text/html", "<html><form>Log in</form></html>");
        case FORBIDDEN -> send(exchange, 403, "application/json", "{\"error\": \"no\"}");
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerWell(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/changes")) {
      listingAtOnce.accumulateAndGet(listing.incrementAndGet(), Math::max);
      reads.add(exchange.getRequestURI().toString());
      pause(takes.toMillis());
      changes(exchange);
      listing.decrementAndGet();
      return;
    }
    if (path.equals("/requests")) {
      request(exchange);
      return;
    }
    String key = path.split("/")[2];
    if (path.endsWith("/notes")) {
      note(exchange, key);
      return;
    }
    reads.add(key);
    pause(takes.toMillis());
    @Nullable ObjectNode ticket = tickets.get(key);
    if (ticket == null) {
      send(exchange, 404, "application/json", "{\"error\": \"no such ticket\"}");
    } else {
      send(exchange, 200, "application/json", ticket.toString());
    }
  }

  /** The settings by which it makes tickets for people who ask in self-service. */
  static Map<String, Object> takingRequests() {
    return Map.of(
        "fields",
        List.of(
            "id=$.key",
            "type=$.type",
            "state=$.state",
            "requester=$.requester",
            "requestedFor=$.requestedFor",
            "entitlements=$.entitlements",
            "justification=$.justification",
            "plannedEnd=$.until"),
        "openStates",
        List.of("implement", "new"),
        "linkPath",
        "/show/{key}",
        "requestPath",
        "/requests",
        "requestBody",
        "{\"request\": \"{id}\", \"by\": \"{requester}\", \"for\": \"{requestedFor}\", \"what\":"
            + " \"{entitlement}\", \"why\": \"{justification}\", \"until\": \"{plannedEnd}\"}",
        "requestKey",
        "$.key",
        "requestFindPath",
        "/requests?id={id}",
        "requestFound",
        "$.tickets[*].key");
  }

  /** The next new ticket is made, and its answer is lost. */
  void loseAnswer() {
    loses = true;
  }

  private void request(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      String id = exchange.getRequestURI().getQuery().substring("id=".length());
      ObjectNode found = Http.JSON.createObjectNode();
      ArrayNode list = found.putArray("tickets");
      tickets.values().stream()
          .filter(ticket -> ticket.path("request").asText().equals(id))
          .forEach(list::add);
      send(exchange, 200, "application/json", found.toString());
      return;
    }
    JsonNode wanted = Http.JSON.readTree(exchange.getRequestBody());
    String key = "REQ-" + (1000 + tickets.size());
    ObjectNode ticket =
        Http.JSON
            .createObjectNode()
            .put("key", key)
            .put("type", "access_request")
            .put("state", "new")
            .put("version", 1)
            .put("requester", wanted.path("by").asText())
            .put("requestedFor", wanted.path("for").asText())
            .put("entitlements", wanted.path("what").asText())
            .put("justification", wanted.path("why").asText())
            .put("request", wanted.path("request").asText());
    ticket.set("until", wanted.get("until"));
    ticket.putArray("approvals");
    put(key, ticket);
    if (loses) {
      loses = false;
      send(exchange, 500, "text/plain", "lost");
    } else {
      send(exchange, 201, "application/json", ticket.toString());
    }
  }

  /** Somebody approves a ticket. */
  void approve(String key, String... people) {
    ObjectNode ticket = ticket(key);
    ArrayNode approvals = ticket.putArray("approvals");
    for (String person : people) {
      approvals
          .addObject()
          .put("by", person)
          .put("decision", "approved")
          .put("at", Instant.now().toString());
    }
    put(key, ticket.put("version", ticket.path("version").asInt() + 1));
  }

  private void note(HttpExchange exchange, String key) throws IOException {
    JsonNode note = Http.JSON.readTree(exchange.getRequestBody());
    int status = refusals.getOrDefault(key, noteStatus);
    if (status == 201) {
      notes.add(key + ": " + note.path("text").asText());
    } else {
      refused.add(key);
    }
    send(exchange, status, "application/json", "{}");
  }

  private void changes(HttpExchange exchange) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : exchange.getRequestURI().getQuery().split("&")) {
      query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    Instant since = Instant.parse(query.get("since"));
    int from = Integer.parseInt(query.getOrDefault("from", "0"));
    List<Map.Entry<String, Instant>> all = new ArrayList<>();
    if (tellsChanges) {
      changed.entrySet().stream()
          .filter(entry -> !entry.getValue().isBefore(since))
          .sorted(Map.Entry.comparingByValue())
          .forEach(all::add);
    }
    ObjectNode answer = Http.JSON.createObjectNode();
    ArrayNode page = answer.putArray("tickets");
    all.stream()
        .skip(from)
        .limit(PAGE)
        .forEach(
            entry ->
                page.addObject().put("key", entry.getKey()).put("at", entry.getValue().toString()));
    if (all.size() > from + PAGE) {
      answer.put("next", "/changes?since=" + since + "&from=" + (from + PAGE));
    } else {
      answer.putNull("next");
    }
    send(exchange, 200, "application/json", answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
