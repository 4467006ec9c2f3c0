package io.ticketgate.bench;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How many entries a second one node takes into a log: so many wait in the queue, and the size of
 * the checkpoint says when they are in. See {@code README.md} beside the module's POM.
 */
public final class LedgerBench {

  private static final int BATCH = 1000;
  private static final String CHECKPOINT = "/ticket-gate/log/checkpoint";

  private final int entries = Integer.getInteger("bench.entries", 50_000);

  private LedgerBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws SQLException, InterruptedException {
    new LedgerBench().run();
  }

  private void run() throws SQLException, InterruptedException {
    try (KeycloakServer server =
        KeycloakServer.start(
            KeycloakOptions.gated().asDelivered().withDatabase(Database.Vendor.POSTGRES))) {
      RealmFixture realm = server.newRealm();
      realm
          .gate("/rules")
          .post(Map.of("name", "prod-admins", "protects", Map.of("realmRoles", List.of("db-*"))))
          .expect(201);
      long before = await(realm, 2);
      String id = realm.api("").get().expect(200).text("id");
      try (Connection database = server.connect()) {
        queue(database, id);
      }
      long begin = System.nanoTime();
      await(realm, before + entries);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%n| entries | seconds | a second |%n|---|---|---|%n| %,d | %.1f | %,.0f |%n",
          entries, seconds, entries / seconds);
    }
  }

  private static long await(RealmFixture realm, long size) throws InterruptedException {
    while (true) {
      Answer answer = realm.open(CHECKPOINT).get();
      long now = answer.status() == 200 ? Long.parseLong(answer.body().split("\n", -1)[1]) : 0;
      if (now >= size) {
        return now;
      }
      Thread.sleep(50);
    }
  }

  /** All at once, so that the sequencer finds all of them. */
  private void queue(Connection database, String realm) throws SQLException {
    database.setAutoCommit(false);
    long now = System.currentTimeMillis();
    try (PreparedStatement insert =
        database.prepareStatement(
            "insert into TG_LEDGER (ID, REALM_ID, HAPPENED_AT, QUEUED_AT, BINDING_ID, TICKET_ID,"
                + " SUBJECT_ID, SUBJECT_NAME, RECORD, SALT, NAMES) values (?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?)")) {
      for (int i = 0; i < entries; i++) {
        String binding = UUID.randomUUID().toString();
        insert.setString(1, UUID.randomUUID().toString());
        insert.setString(2, realm);
        insert.setLong(3, now);
        insert.setLong(4, now * 1000 + i);
        insert.setString(5, binding);
        insert.setString(6, "0".repeat(60) + i % 1000);
        insert.setString(7, UUID.randomUUID().toString());
        insert.setString(8, "user-" + i);
        insert.setString(9, record(i, binding));
        insert.setString(10, "A".repeat(43));
        insert.setString(11, "{\"ticket\":\"demo:CHG-" + i + "\"}");
        insert.addBatch();
        if (i % BATCH == BATCH - 1) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    database.commit();
  }

  /** As long as one of a binding. */
  private static String record(int number, String binding) {
    return "{\"binding\":\""
        + binding
        + "\",\"id\":\""
        + number
        + "\",\"sealed\":{\"all\":\""
        + "x".repeat(900)
        + "\"},\"type\":\"binding.activated\",\"v\":1}";
  }
}
