package io.ticketgate.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a receiver that was down for a while gets all events, those of one binding in their
 * order, and how soon. The events are written into the outbox by SQL, spread over the time in which
 * nobody listens; each is a copy of one that the gate has written. See {@code README.md} beside the
 * module's POM.
 */
public final class EventsBench {

  private static final int OF_ONE_BINDING = 4;
  private static final int BATCH = 500;
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final int events = Integer.getInteger("bench.events", 100_000);
  private final int minutes = Integer.getInteger("bench.minutes", 10);

  private EventsBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    new EventsBench().run();
  }

  /** Which event of which binding it is. */
  private record Place(int binding, int number) {}

  private void run() throws Exception {
    Receiver receiver = new Receiver();
    try (KeycloakServer server =
        KeycloakServer.start(
            KeycloakOptions.gated().asDelivered().withDatabase(Database.Vendor.POSTGRES))) {
      RealmFixture realm = server.newRealm(Map.of("users", List.of(owner())));
      realm
          .gate("/subscribers")
          .post(Map.of("name", "bench", "url", receiver.url(), "secret", SECRET, "owner", "olga"))
          .expect(201);
      realm
          .gate("/rules")
          .post(Map.of("name", "prod-admins", "protects", Map.of("realmRoles", List.of("db-*"))))
          .expect(201);
      while (receiver.arrivals() == 0) {
        Thread.sleep(100);
      }
      receiver.close();
      Map<String, Place> sent;
      try (Connection database = server.connect()) {
        sent = write(database);
      }
      long back = System.nanoTime();
      receiver.open();
      long deadline = back + PATIENCE.toNanos();
      while (receiver.expected(sent) < sent.size() && System.nanoTime() < deadline) {
        Thread.sleep(500);
      }
      report(sent, receiver, back);
    } finally {
      receiver.close();
    }
  }

  private static Map<String, Object> owner() {
    return RealmFixture.user("olga", Map.of());
  }

  /** Evenly over the minutes. Each binding has a few events, among those of others. */
  private Map<String, Place> write(Connection database) throws SQLException, InterruptedException {
    database.setAutoCommit(false);
    List<Place> places = places();
    List<String> bindings = new ArrayList<>();
    for (int i = 0; i <= events / OF_ONE_BINDING; i++) {
      bindings.add(UUID.randomUUID().toString());
    }
    Map<String, Place> sent = new ConcurrentHashMap<>();
    long begin = System.nanoTime();
    try (PreparedStatement insert =
        database.prepareStatement(
            "insert into TG_OUTBOX (ID, REALM_ID, SUBSCRIBER_ID, EVENT_ID, EVENT_TYPE, ABOUT, BODY,"
                + " CREATED_AT, QUEUED_AT, DUE_AT, OUTCOME) select ?, REALM_ID, SUBSCRIBER_ID, ?,"
                + " EVENT_TYPE, ?, BODY, ?, ?, ?, 'WAITING' from TG_OUTBOX where SEQ = ?")) {
      long template = template(database);
      for (int i = 0; i < events; i++) {
        String id = UUID.randomUUID().toString();
        sent.put(id, places.get(i));
        long now = System.currentTimeMillis();
        insert.setString(1, id);
        insert.setString(2, id);
        insert.setString(3, bindings.get(places.get(i).binding()));
        insert.setLong(4, now);
        insert.setLong(5, now);
        insert.setLong(6, now);
        insert.setLong(7, template);
        insert.addBatch();
        if (i % BATCH == BATCH - 1 || i == events - 1) {
          insert.executeBatch();
          database.commit();
          long due = begin + Duration.ofMinutes(minutes).toNanos() * (i + 1) / events;
          Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        }
      }
    }
    System.out.printf("%,d events written in %d minutes, nobody listened%n", events, minutes);
    return sent;
  }

  private List<Place> places() {
    // Each binding's events in their order, the bindings mixed: a shuffled list of bindings.
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      turns.add(i / OF_ONE_BINDING);
    }
    Collections.shuffle(turns, new Random(1));
    int[] next = new int[events / OF_ONE_BINDING + 1];
    return turns.stream().map(binding -> new Place(binding, next[binding]++)).toList();
  }

  private static long template(Connection database) throws SQLException {
    try (PreparedStatement query = database.prepareStatement("select max(SEQ) from TG_OUTBOX");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void report(Map<String, Place> sent, Receiver receiver, long back) {
    int[] next = new int[events / OF_ONE_BINDING + 1];
    long outOfOrder = 0;
    List<Long> latencies = new ArrayList<>();
    for (Receiver.Arrival arrival : receiver.inOrder()) {
      Place place = sent.get(arrival.eventId());
      if (place == null || arrival.repeated()) {
        continue;
      }
      outOfOrder += place.number() == next[place.binding()] ? 0 : 1;
      next[place.binding()] = place.number() + 1;
      latencies.add(arrival.at() - back);
    }
    latencies.sort(null);
    int delivered = latencies.size();
    System.out.printf(
        "%n| events | down | delivered | lost | out of order | twice | p50 after the return | p99 |"
            + " last | a second |%n|---|---|---|---|---|---|---|---|---|---|%n| %,d | %d min | %,d |"
            + " %,d | %,d | %,d | %.1f s | %.1f s | %.1f s | %,.0f |%n",
        events,
        minutes,
        delivered,
        sent.size() - delivered,
        outOfOrder,
        receiver.twice(),
        seconds(latencies, 0.5),
        seconds(latencies, 0.99),
        seconds(latencies, 1),
        delivered / Math.max(1e-9, seconds(latencies, 1) - seconds(latencies, 0)));
  }

  private static double seconds(List<Long> sorted, double part) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size()))) / 1e9;
  }

  /** It answers 204 while it is open, and is not there while it is closed. */
  private static final class Receiver {

    record Arrival(String eventId, long at, boolean repeated) {}

    private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final AtomicLong twice = new AtomicLong();
    private int port;
    private final ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "receiver");
              thread.setDaemon(true);
              return thread;
            });
    private HttpServer server;

    Receiver() throws IOException {
      server = listen();
    }

    void open() throws IOException {
      server = listen();
    }

    private HttpServer listen() throws IOException {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      port = listening.getAddress().getPort();
      listening.setExecutor(threads);
      listening.createContext("/", this::take);
      listening.start();
      return listening;
    }

    /** Nobody listens until it is opened again. */
    void close() {
      server.stop(0);
    }

    String url() {
      return "http://127.0.0.1:" + port + "/events";
    }

    private void take(HttpExchange exchange) throws IOException {
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      synchronized (this) {
        boolean repeated = seen.put(id, true) != null;
        if (repeated) {
          twice.incrementAndGet();
        }
        arrivals.add(new Arrival(id, System.nanoTime(), repeated));
      }
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    }

    synchronized int arrivals() {
      return arrivals.size();
    }

    int expected(Map<String, Place> sent) {
      return (int) seen.keySet().stream().filter(sent::containsKey).count();
    }

    synchronized List<Arrival> inOrder() {
      return List.copyOf(arrivals);
    }

    long twice() {
      return twice.get();
    }
  }
}
