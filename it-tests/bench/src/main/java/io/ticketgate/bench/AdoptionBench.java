package io.ticketgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The gate comes to a realm that was there before: very many people, roles that a rule begins to
 * protect, and grants without a ticket. They are audited, adopted under one ticket, and the rule is
 * enforced, as {@code docs/adoption.md} says; on PostgreSQL and a small heap. See {@code README.md}
 * beside the module's POM.
 */
public final class AdoptionBench {

  private static final String RULE = "admins";

  private final int people = Integer.getInteger("bench.people", 1_000_000);
  private final int roles = Integer.getInteger("bench.roles", 200);
  private final int grants = Integer.getInteger("bench.grants", 50_000);
  private final int look = Integer.getInteger("bench.look", 60);
  private final String heap = System.getProperty("bench.heap", "512m");

  private AdoptionBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    new AdoptionBench().run();
  }

  private void run() throws Exception {
    KeycloakOptions options =
        KeycloakOptions.gated()
            .asDelivered()
            .withDatabase(Database.Vendor.POSTGRES)
            .withEnv("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx" + heap);
    try (KeycloakServer server = KeycloakServer.start(options)) {
      RealmFixture realm = server.newRealm();
      seed(server, realm);
      System.out.printf(
          Locale.ROOT,
          "%,d people, %,d roles, %,d grants without a ticket; heap %s%n%n",
          people,
          roles,
          grants,
          heap);
      System.out.println("| step | took | |");
      System.out.println("|---|---|---|");
      String rule = timed("save the rule, in audit", () -> rule(realm)).createdId();
      timed(
          "GET coverage?bound=false&max=100",
          () -> realm.gate("/coverage?bound=false&max=100").get().expect(200));
      look(server);
      adopt(realm);
      timed(
          "GET coverage?bound=false&max=100",
          () -> realm.gate("/coverage?bound=false&max=100").get().expect(200));
      timed("enforce the rule", () -> enforce(realm, rule));
      refused(realm);
      System.out.printf(
          Locale.ROOT,
          "%nThe server's process took %,d MB of memory at most. %s%n",
          mostMemory() / 1024,
          server.isAlive() ? "It is alive." : "It has died.");
    }
  }

  private void seed(KeycloakServer server, RealmFixture realm) throws SQLException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < roles; i++) {
      ids.add(realm.createRole("app-" + i));
    }
    realm.createUser("bob");
    realm.createUser("carol");
    realm.gate("/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
    String first = realm.createUser("person0", Map.of("credentials", List.of()));
    realm.assign("person0", "app-0").expect(204);
    String realmId = realm.api("").get().expect(200).text("id");
    String id = "'" + realmId.substring(0, 8) + "-' || n";
    long begin = System.nanoTime();
    try (Connection connection = server.connect()) {
      Seed seed = new Seed(connection);
      seed.copies(
          "USER_ENTITY",
          "id",
          first,
          1,
          people - 1,
          Map.of("id", id, "username", "'person' || n", "email_constraint", id));
      int each = grants / roles;
      for (int i = 0; i < roles; i++) {
        int from = i * each + 1;
        int to = i == roles - 1 ? grants - 1 : from + each - 1;
        seed.copies(
            "USER_ROLE_MAPPING",
            "user_id",
            first,
            from,
            to,
            Map.of("user_id", id, "role_id", "'" + ids.get(i) + "'"));
      }
      seed.analyze();
    }
    System.out.printf(Locale.ROOT, "Seeded in %.0f s%n", (System.nanoTime() - begin) / 1e9);
  }

  private static Answer rule(RealmFixture realm) {
    return realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                RULE,
                "mode",
                "audit",
                "protects",
                Map.of("realmRoles", List.of("app-*")),
                "lifetime",
                Map.of("max", "none", "reviewEvery", "P90D")))
        .expect(201);
  }

  /** How many of the grants the reconciler has reported after a time: it takes 5 % of it. */
  private void look(KeycloakServer server) throws SQLException {
    pause(look * 1000L);
    try (Connection connection = server.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery("select count(*) from tg_unbound")) {
      found.next();
      row("the reconciler at work, 5 % of the time", look, found.getInt(1) + " grants reported");
    }
  }

  private void adopt(RealmFixture realm) {
    List<Map<String, String>> entitlements = new ArrayList<>();
    for (int i = 0; i < roles; i++) {
      entitlements.add(Map.of("realmRole", "app-" + i));
    }
    Map<String, Object> ticket = new HashMap<>();
    ticket.put("type", "change_request");
    ticket.put("state", "implement");
    ticket.put("open", true);
    ticket.put("version", "1");
    ticket.put("requester", "carol");
    ticket.put("entitlements", entitlements);
    ticket.put(
        "approvals",
        List.of(Map.of("approver", "bob", "decision", "approved", "at", Instant.now().toString())));
    ticket.put("justification", "what was there before the gate");
    timed(
        "push the baseline ticket, with each role",
        () -> realm.gate("/tickets/demo/CHG-1").put(ticket).expect(201));
    Instant begin = Instant.now();
    String job =
        timed(
                "POST coverage/adopt, answered",
                () ->
                    realm
                        .gate("/coverage/adopt")
                        .post(
                            Map.of(
                                "ticket",
                                "demo:CHG-1",
                                "reviewBy",
                                Instant.now().plus(Duration.ofDays(90)).toString(),
                                "all",
                                true))
                        .expect(202))
            .text("id");
    await(Duration.ofHours(2), () -> !job(realm, job).path("state").asText().equals("running"));
    JsonNode done = job(realm, job);
    double seconds = since(begin);
    row(
        "adopt all of them",
        seconds,
        String.format(
            Locale.ROOT,
            "%s; %.0f a second; `%s`",
            done.path("state").asText(),
            done.at("/counts/adopted").asInt() / seconds,
            done.path("counts")));
  }

  private static JsonNode job(RealmFixture realm, String id) {
    return realm.gate("/jobs/" + id).get().expect(200).json();
  }

  private static Answer enforce(RealmFixture realm, String id) {
    Map<String, Object> rule = new HashMap<>();
    realm
        .gate("/rules/" + id)
        .get()
        .expect(200)
        .json()
        .properties()
        .forEach(field -> rule.put(field.getKey(), field.getValue()));
    rule.put("mode", "enforce");
    return realm.gate("/rules/" + id).put(Http.JSON.valueToTree(rule)).expect(200);
  }

  private void refused(RealmFixture realm) {
    String last = "person" + (people - 1);
    Answer answer = realm.assign(last, "app-0");
    row("another grant without a ticket", 0, answer.status() + " `" + answer.text("error") + "`");
  }

  private static Answer timed(String what, Supplier<Answer> call) {
    long begin = System.nanoTime();
    Answer answer = call.get();
    row(what, (System.nanoTime() - begin) / 1e9, "");
    return answer;
  }

  private static void row(String what, double seconds, String more) {
    System.out.printf(Locale.ROOT, "| %s | %.2f s | %s |%n", what, seconds, more);
  }

  private static double since(Instant begin) {
    return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
  }

  private static void await(Duration most, BooleanSupplier condition) {
    Instant end = Instant.now().plus(most);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("Not within " + most);
      }
      pause(1000);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  /** The most that the server's process ever took, in KB, as Linux counts. */
  private static long mostMemory() {
    return ProcessHandle.current()
        .descendants()
        .map(process -> Path.of("/proc", String.valueOf(process.pid()), "status"))
        .filter(Files::isReadable)
        .filter(status -> read(status).startsWith("Name:\tjava"))
        .mapToLong(AdoptionBench::peak)
        .max()
        .orElse(0);
  }

  private static long peak(Path status) {
    return read(status)
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
