package io.ticketgate.bench;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RequestTracker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures what ITSM systems cost the gate: webhooks taken, tickets read again, and the time from a
 * closing in a real Request Tracker until a token is inactive. See the module's {@code README.md}.
 */
public final class ItsmBench {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final String ROLE = "db-admin";

  private final int tickets = Integer.getInteger("bench.tickets", 10_000);
  private final int seconds = Integer.getInteger("bench.seconds", 10);
  private final int threads = Integer.getInteger("bench.threads", 2);
  private final int closings = Integer.getInteger("bench.closings", 50);

  private ItsmBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    ItsmBench bench = new ItsmBench();
    try (KeycloakServer server =
        KeycloakServer.start(
            KeycloakOptions.gated()
                .asDelivered()
                .withStartArgs(
                    "--spi-ticket-gate--default--poll-interval=1",
                    "--spi-ticket-gate--default--reconcile-interval=36000",
                    "--spi-realm-restapi-extension--ticket-gate--webhook-rate=1000000"))) {
      try (AnyTicket itsm = new AnyTicket()) {
        RealmFixture realm = realm(server);
        system(
            realm,
            "itsm",
            "rest",
            itsm.settings(),
            Map.of("pollEvery", "PT0S", "recheckEvery", "PT1H"));
        realm.createUser("alice");
        bind(realm, "itsm", "REQ-0", "alice");
        bench.webhooks(realm);
        bench.rechecks(server, itsm);
      }
      if (Boolean.getBoolean("bench.rt")) {
        bench.closings(realm(server));
      }
    }
  }

  private static RealmFixture realm(KeycloakServer server) {
    RealmFixture realm = server.newRealm();
    realm.createRole(ROLE);
    realm.createUser("bob");
    realm.createUser("carol");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "bench",
                "protects",
                Map.of("realmRoles", List.of(ROLE)),
                "tickets",
                Map.of("minApprovals", 1)))
        .expect(201);
    return realm;
  }

  private static void system(
      RealmFixture realm,
      String name,
      String connector,
      Map<String, ?> settings,
      Map<String, ?> more) {
    Map<String, Object> config = new LinkedHashMap<>(settings);
    config.put("webhookSecret", SECRET);
    config.put("writeBack", "false");
    config.putAll(more);
    realm
        .gate("/systems")
        .post(Map.of("name", name, "connector", connector, "config", config))
        .expect(201);
  }

  private static void bind(RealmFixture realm, String system, String key, String user) {
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", system + ":" + key,
                "subject", Map.of("user", user),
                "entitlement", Map.of("realmRole", ROLE)))
        .expect(201);
  }

  private static int webhook(RealmFixture realm, String system, String key) {
    String body = "{\"ticket\":\"" + key + "\"}";
    String id = "msg_" + UUID.randomUUID();
    String time = String.valueOf(Instant.now().getEpochSecond());
    return realm
        .open("/ticket-gate/webhooks/" + system)
        .header("Content-Type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", time)
        .header("webhook-signature", "v1," + signature(id + "." + time + "." + body))
        .post(body)
        .status();
  }

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The first round warms up. */
  private void webhooks(RealmFixture realm) {
    for (int round = 0; round < 2; round++) {
      Samples samples = new Samples();
      CompletableFuture<?>[] senders = new CompletableFuture<?>[threads];
      for (int sender = 0; sender < threads; sender++) {
        senders[sender] = CompletableFuture.runAsync(() -> send(realm, samples));
      }
      CompletableFuture.allOf(senders).join();
      if (round > 0) {
        System.out.printf(
            Locale.ROOT,
            "Webhooks: %.0f accepted a second, median %.1f ms, p99 %.1f ms (%d in %d s, %d"
                + " senders).%n",
            (double) samples.count() / seconds,
            samples.median(),
            samples.p99(),
            samples.count(),
            seconds,
            threads);
      }
    }
  }

  private void send(RealmFixture realm, Samples samples) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      int status = webhook(realm, "itsm", "REQ-0");
      if (status != 202) {
        throw new IllegalStateException("A webhook was answered " + status);
      }
      samples.add(System.nanoTime() - begin);
    }
  }

  /** Tickets and bindings are written while the server is down, as if not read for long. */
  private void rechecks(KeycloakServer server, AnyTicket itsm) {
    server.stop();
    fill(server);
    itsm.reads().clear();
    server.restart();
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(15);
    while (itsm.reads().size() < tickets && System.nanoTime() < limit) {
      pause(100);
    }
    List<Long> reads = itsm.reads().stream().limit(tickets).sorted().toList();
    double took = (reads.get(reads.size() - 1) - reads.get(0)) / 1e9;
    pause(5000);
    System.out.printf(
        Locale.ROOT,
        "Rechecks: %,d tickets with live bindings read again in %.1f s, %.0f a second, with %,d"
            + " requests.%n",
        reads.size(),
        took,
        reads.size() / took,
        itsm.reads().size());
  }

  private void fill(KeycloakServer server) {
    try (Connection connection = server.connect();
        PreparedStatement ticket =
            connection.prepareStatement(
                "insert into TG_TICKET (ID, REALM_ID, SYSTEM_NAME, TICKET_KEY, VERSION, OPEN_STATE,"
                    + " DIGEST, SNAPSHOT, VOIDED, READ_AT) select ?, REALM_ID, SYSTEM_NAME, ?, VERSION,"
                    + " OPEN_STATE, DIGEST, SNAPSHOT, VOIDED, 0 from TG_TICKET where TICKET_KEY ="
                    + " 'REQ-0'");
        PreparedStatement binding =
            connection.prepareStatement(
                "insert into TG_BINDING (ID, REALM_ID, SUBJECT_KIND, SUBJECT_ID, SUBJECT_NAME,"
                    + " ENTITLEMENT_KIND, ENTITLEMENT_ID, ENTITLEMENT_NAME, TICKET_ID,"
                    + " TICKET_SYSTEM, TICKET_KEY, TICKET_VERSION, TICKET_DIGEST, RULE_NAMES,"
                    + " RULE_DIGEST, STATUS, APPROVERS, CREATED_AT, NOT_BEFORE, EXPIRES_AT) select ?,"
                    + " REALM_ID, SUBJECT_KIND, ?, SUBJECT_NAME, ENTITLEMENT_KIND, ENTITLEMENT_ID,"
                    + " ENTITLEMENT_NAME, ?, TICKET_SYSTEM, ?, TICKET_VERSION, TICKET_DIGEST,"
                    + " RULE_NAMES, RULE_DIGEST, STATUS, APPROVERS, CREATED_AT, NOT_BEFORE, EXPIRES_AT"
                    + " from TG_BINDING where TICKET_KEY = 'REQ-0'")) {
      String realmId = realmId(connection);
      for (int number = 1; number <= tickets; number++) {
        String key = "REQ-" + number;
        String id = rowKey(realmId, "itsm", key);
        ticket.setString(1, id);
        ticket.setString(2, key);
        ticket.addBatch();
        binding.setString(1, UUID.randomUUID().toString());
        binding.setString(2, "seed-" + number);
        binding.setString(3, id);
        binding.setString(4, key);
        binding.addBatch();
      }
      ticket.executeBatch();
      binding.executeBatch();
    } catch (SQLException failed) {
      throw new IllegalStateException("The tickets could not be written", failed);
    }
  }

  private static String realmId(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "select REALM_ID from TG_TICKET where TICKET_KEY = 'REQ-0'");
        var row = query.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  /** As the gate makes the primary keys of its tables. */
  private static String rowKey(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** From the moment Request Tracker is asked to close a ticket: its own work is part of it. */
  private void closings(RealmFixture realm) {
    try (RequestTracker rt = RequestTracker.start()) {
      system(
          realm,
          "rt",
          "request-tracker",
          Map.of(
              "baseUrl", rt.url().toString(),
              "auth", "header",
              "tokenPrefix", "token",
              "token", rt.token(RequestTracker.CONNECTOR),
              "queues", List.of(RequestTracker.TWO_APPROVALS),
              "openStates", List.of("requested", "in_approval", "approved", "granted"),
              "closedStates", List.of("stalled", "resolved", "rejected", "deleted"),
              "justificationField", "Justification"),
          Map.of("pollEvery", "PT1M"));
      rt.webhook(
          URI.create(
              realm.server().baseUri() + "/realms/" + realm.name() + "/ticket-gate/webhooks/rt"),
          SECRET);
      Samples answered = new Samples();
      Samples inactive = new Samples();
      for (int number = 0; number < closings; number++) {
        String user = "user" + number;
        realm.createUser(user);
        String ticket =
            rt.ask(
                Map.of(
                    "Requested-Role",
                    List.of(ROLE),
                    "Requested-For",
                    user,
                    "Justification",
                    "bench"));
        rt.approve(ticket, "bob", "carol");
        bind(realm, "rt", ticket, user);
        String token = realm.tokenOf(user);
        long begin = System.nanoTime();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> rt.close(ticket));
        while (realm.isActive(token)) {
          pause(5);
        }
        inactive.add(System.nanoTime() - begin);
        closing.join();
        answered.add(System.nanoTime() - begin);
      }
      System.out.printf(
          Locale.ROOT,
          "Request Tracker: from asking it to close until the token is inactive median %.0f ms, p99"
              + " %.0f ms; it answered after %.0f ms (median); %d closings.%n",
          inactive.median(),
          inactive.p99(),
          answered.median(),
          inactive.count());
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
