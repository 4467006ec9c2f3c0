package io.ticketgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One of the two servers, with a realm in which both have the same to do. */
final class Target {

  private static final String ROLE = "db-admin";
  private static final String WORKER = "worker";

  final KeycloakServer server;
  private final boolean gated;
  private final RealmFixture realm;
  private final JsonNode role;
  private final AtomicInteger next = new AtomicInteger();

  Target(KeycloakServer server, boolean gated) {
    this.server = server;
    this.gated = gated;
    this.realm = server.newRealm();
    realm.createRole(ROLE);
    realm.createClient(WORKER);
    role = realm.role(ROLE);
    if (gated) {
      realm.createUser("bob");
      realm.gate("/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
      realm
          .gate("/rules")
          .post(
              Map.of(
                  "name", "prod-admins",
                  "protects", Map.of("realmRoles", List.of("db-*")),
                  "tickets", Map.of("minApprovals", 1)))
          .expect(201);
    }
  }

  /** People who may be given the role; with the gate, each under a ticket of its own. */
  List<String> people(int many) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      String name = "person" + next.incrementAndGet();
      ids.add(realm.createUser(name, Map.of("credentials", List.of())));
      if (gated) {
        authorise(name);
      }
    }
    return ids;
  }

  private void authorise(String name) {
    Map<String, Object> entitlement = Map.of("realmRole", ROLE);
    String key = "CHG-" + name;
    realm
        .gate("/tickets/demo/" + key)
        .put(
            Map.of(
                "type",
                "change_request",
                "state",
                "implement",
                "open",
                true,
                "version",
                "1",
                "requester",
                name,
                "requestedFor",
                name,
                "entitlements",
                List.of(entitlement),
                "approvals",
                List.of(
                    Map.of(
                        "approver", "bob",
                        "decision", "approved",
                        "at", Instant.now().toString())),
                "justification",
                "benchmark"))
        .expect(201);
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                "demo:" + key,
                "subject",
                Map.of("user", name),
                "entitlement",
                entitlement,
                "activate",
                false))
        .expect(201);
  }

  /** Gives each the role and takes it back; every answer is checked. */
  void grants(List<String> people, int threads, Samples giving, Samples taking) {
    String body = List.of(role).toString();
    String token = server.admin().adminToken();
    AtomicInteger position = new AtomicInteger();
    inParallel(
        threads,
        () -> {
          for (int i = position.getAndIncrement();
              i < people.size();
              i = position.getAndIncrement()) {
            Http.Call call = realm.mappings(people.get(i)).bearer(token);
            timed(giving, () -> call.post(body)).expect(204);
            timed(taking, () -> call.delete(body)).expect(204);
          }
        });
  }

  /** Tokens of a client that nothing protects, for some seconds. */
  void tokens(int seconds, int threads, Samples samples) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    inParallel(
        threads,
        () -> {
          while (System.nanoTime() < end) {
            timed(samples, () -> realm.clientCredentials(WORKER)).expect(200);
          }
        });
  }

  /** How many statements Hibernate has logged. */
  long statements() {
    return server.log().lines().filter(line -> line.contains("[org.hibernate.SQL]")).count();
  }

  List<String> lastStatements(long from) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("[org.hibernate.SQL]"))
        .skip(from)
        .map(line -> line.replaceFirst("^.*?org.hibernate.SQL\\] \\([^)]*\\) ", ""))
        .toList();
  }

  private static Answer timed(Samples samples, java.util.function.Supplier<Answer> request) {
    long begin = System.nanoTime();
    Answer answer = request.get();
    samples.add(System.nanoTime() - begin);
    return answer;
  }

  private static void inParallel(int threads, Runnable work) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(work));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw new IllegalStateException("A request failed", failed.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
