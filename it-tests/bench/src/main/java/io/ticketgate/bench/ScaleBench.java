package io.ticketgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What a realm with very many people and live bindings costs, on PostgreSQL and a small heap: what
 * the lists take, what the server does while nobody asks, and a closing that very many bindings
 * rest on. See {@code README.md} beside the module's POM.
 */
public final class ScaleBench {

  private static final String ROLE = "db-admin";
  private static final int OF_ROLE = 10;

  private final int bindings = Integer.getInteger("bench.bindings", 1_000_000);
  private final int underOne = Integer.getInteger("bench.under.one", 10_000);
  private final int asks = Integer.getInteger("bench.asks", 20);
  private final int idle = Integer.getInteger("bench.idle", 120);
  private final String heap = System.getProperty("bench.heap", "512m");
  private final String approvedAt = Instant.now().toString();

  private final ExecutorService watcher = Executors.newSingleThreadExecutor();

  private ScaleBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    new ScaleBench().run();
  }

  private void run() throws Exception {
    KeycloakOptions options =
        KeycloakOptions.gated()
            .asDelivered()
            .withDatabase(Database.Vendor.POSTGRES)
            .withEnv("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx" + heap);
    try (KeycloakServer server = KeycloakServer.start(options)) {
      RealmFixture realm = server.newRealm();
      String first = prepare(realm);
      seed(server, realm, first);
      System.out.printf(
          Locale.ROOT,
          "%,d people with a live binding each, %,d of them under one ticket; heap %s%n%n",
          bindings,
          underOne,
          heap);
      System.out.println("| asked | median | slowest |");
      System.out.println("|---|---|---|");
      asked("GET ticket-gate", () -> realm.gate("").get());
      asked("GET bindings?max=100", () -> realm.gate("/bindings?max=100").get());
      asked("GET bindings?user=..", () -> realm.gate("/bindings?user=person500").get());
      asked(
          "GET bindings?role=..&status=ACTIVE",
          () -> realm.gate("/bindings?role=db-admin&status=ACTIVE&max=100").get());
      asked(
          "GET bindings?ticket=..",
          () -> realm.gate("/bindings?max=100&ticket=" + Http.encode("demo:CHG-1")).get());
      asked(
          "GET bindings?first=" + bindings * 9L / 10,
          () -> realm.gate("/bindings?max=100&first=" + bindings * 9L / 10).get());
      String deep =
          realm
              .gate("/bindings?max=1&first=" + bindings * 9L / 10)
              .get()
              .expect(200)
              .json()
              .path(0)
              .path("id")
              .asText();
      asked(
          "GET bindings?after=.. as deep",
          () -> realm.gate("/bindings?max=100&after=" + deep).get());
      asked("GET coverage?max=50", () -> realm.gate("/coverage?max=50").get());
      asked(
          "GET coverage?bound=false&max=50",
          () -> realm.gate("/coverage?bound=false&max=50").get());
      asked("GET tickets/demo/CHG-1", () -> realm.gate("/tickets/demo/CHG-1").get());
      idle(server);
      closing(server, realm);
      watcher.shutdown();
      System.out.println(server.isAlive() ? "The server is alive." : "The server has died.");
    }
  }

  private String prepare(RealmFixture realm) {
    for (int i = 0; i < OF_ROLE; i++) {
      realm.createRole(i == 0 ? ROLE : "db-" + i);
    }
    realm.createUser("bob");
    realm.createUser("carol");
    String person = realm.createUser("person0", Map.of("credentials", List.of()));
    realm.gate("/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "prod-admins",
                "protects",
                Map.of("realmRoles", List.of("db-*")),
                "lifetime",
                Map.of("max", "P30D"),
                "tickets",
                Map.of("minApprovals", 1)))
        .expect(201);
    ticket(realm, 1, true);
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                "demo:CHG-1",
                "subject",
                Map.of("user", "person0"),
                "entitlement",
                Map.of("realmRole", ROLE)))
        .expect(201);
    return person;
  }

  private void ticket(RealmFixture realm, int version, boolean open) {
    Map<String, Object> record = new HashMap<>();
    record.put("type", "change_request");
    record.put("state", open ? "implement" : "closed");
    record.put("open", open);
    record.put("version", String.valueOf(version));
    record.put("requester", "carol");
    record.put("requestedFor", "person0");
    record.put("entitlements", List.of(Map.of("realmRole", ROLE)));
    record.put(
        "approvals", List.of(Map.of("approver", "bob", "decision", "approved", "at", approvedAt)));
    record.put("justification", "benchmark");
    realm.gate("/tickets/demo/CHG-1").put(record).expect(version == 1 ? 201 : 200);
  }

  /** The first are under the ticket that is closed, in the one role; the others in all of them. */
  private void seed(KeycloakServer server, RealmFixture realm, String first) throws SQLException {
    String realmId = realm.api("").get().expect(200).text("id");
    String prefix = realmId.substring(0, 8);
    String id = "'" + prefix + "-' || n";
    long begin = System.nanoTime();
    try (Connection connection = server.connect()) {
      Seed seed = new Seed(connection);
      seed.copies(
          "USER_ENTITY",
          "id",
          first,
          1,
          bindings - 1,
          Map.of("id", id, "username", "'person' || n", "email_constraint", id));
      roles(seed, realm, first, id, 1, underOne - 1, ROLE);
      int each = (bindings - underOne) / OF_ROLE;
      for (int i = 0; i < OF_ROLE; i++) {
        int from = underOne + i * each;
        int to = i == OF_ROLE - 1 ? bindings - 1 : from + each - 1;
        roles(seed, realm, first, id, from, to, i == 0 ? ROLE : "db-" + i);
      }
      seed.analyze();
    }
    System.out.printf(Locale.ROOT, "Seeded in %.0f s%n", (System.nanoTime() - begin) / 1e9);
  }

  private void roles(
      Seed seed, RealmFixture realm, String first, String id, int from, int to, String role)
      throws SQLException {
    String roleId = "'" + realm.roleId(role) + "'";
    seed.copies(
        "USER_ROLE_MAPPING", "user_id", first, from, to, Map.of("user_id", id, "role_id", roleId));
    Map<String, String> changed = new HashMap<>();
    changed.put("id", id);
    changed.put("subject_id", id);
    changed.put("subject_name", "'person' || n");
    changed.put("entitlement_id", roleId);
    changed.put("entitlement_name", "'" + role + "'");
    changed.put("parts", "'[]'");
    changed.put("created_at", "t.created_at + n / 100");
    if (from >= underOne) {
      changed.put("ticket_id", "'seed-' || n");
      changed.put("ticket_key", "'SEED-' || n");
    }
    seed.copies("TG_BINDING", "subject_id", first, from, to, changed);
  }

  private void asked(String what, Supplier<Answer> call) {
    call.get().expect(200); // plans, caches and compilers
    Samples samples = new Samples();
    for (int i = 0; i < asks; i++) {
      long begin = System.nanoTime();
      call.get().expect(200);
      samples.add(System.nanoTime() - begin);
    }
    System.out.printf(
        Locale.ROOT, "| %s | %.1f ms | %.1f ms |%n", what, samples.median(), samples.slowest());
  }

  /** How much of a connection the server's own tasks take while nobody asks anything. */
  private void idle(KeycloakServer server) throws SQLException {
    long end = System.nanoTime() + idle * 1_000_000_000L;
    Activity seen = Activity.of(server, () -> System.nanoTime() > end);
    System.out.printf(
        Locale.ROOT,
        "%nWhile nobody asks anything: %.1f %% of one connection, in %d s. The longest:%n%s",
        seen.busy(),
        idle,
        seen.longest(5));
  }

  private void closing(KeycloakServer server, RealmFixture realm)
      throws ExecutionException, InterruptedException {
    stockRemovals(realm);
    double stock = stockRemovals(realm);
    AtomicBoolean isAnswered = new AtomicBoolean();
    Future<Activity> answering = watcher.submit(() -> Activity.of(server, isAnswered::get));
    pause(200);
    long begin = System.nanoTime();
    ticket(realm, 2, false);
    isAnswered.set(true);
    double answered = (System.nanoTime() - begin) / 1e6;
    List<Integer> left = new ArrayList<>();
    JsonNode ticket = realm.gate("/tickets/demo/CHG-1").get().expect(200).json();
    left.add(ticket.path("cleaningUp").asInt());
    while (ticket.path("cleaningUp").asInt() > 0) {
      pause(500);
      ticket = realm.gate("/tickets/demo/CHG-1").get().expect(200).json();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%nClosing a ticket under which %,d bindings live: answered after %.0f ms, with %,d to clean"
            + " up; all clean after %.1f s, %.0f a second. Stock DELETE of a role mapping: %.0f a"
            + " second with one client.%n",
        underOne,
        answered,
        left.get(0),
        seconds,
        underOne / seconds,
        stock);
    System.out.print(answering.get().longest(5));
  }

  /** How many removals a second an administrator's script does; of a role that nothing protects. */
  private double stockRemovals(RealmFixture realm) {
    String free = "free-" + System.nanoTime();
    realm.createRole(free);
    String body = List.of(realm.role(free)).toString();
    String token = realm.server().admin().adminToken();
    List<String> people = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String person = realm.userId("person" + (i + 1));
      realm.mappings(person).bearer(token).post(body).expect(204);
      people.add(person);
    }
    long begin = System.nanoTime();
    people.forEach(person -> realm.mappings(person).bearer(token).delete(body).expect(204));
    return people.size() / ((System.nanoTime() - begin) / 1e9);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }
}
