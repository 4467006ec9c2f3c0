package io.ticketgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of the two servers, with a realm in which both have the same to do. */
final class Target {

  private static final String ROLE = "db-admin";
  private static final String WORKER = "worker";

  final KeycloakServer server;
  private final boolean gated;
  private final RealmFixture realm;
  private final JsonNode role;
  private final String approvedAt = Instant.now().toString();
  private final @Nullable Credentials bound;
  private final String realmId;
  private final AtomicInteger next = new AtomicInteger();

  Target(KeycloakServer server, boolean gated) {
    this.server = server;
    this.gated = gated;
    this.realm = server.newRealm();
    realm.createRole(ROLE);
    realm.createClient(WORKER);
    role = realm.role(ROLE);
    realmId = realm.api("").get().expect(200).text("id");
    if (gated) {
      realm.createUser("bob");
      realm.createUser("carol");
      realm.gate("/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
      realm
          .gate("/rules")
          .post(
              Map.of(
                  "name", "prod-admins",
                  "protects",
                      Map.of(
                          "realmRoles", List.of("db-*"),
                          "clientCredentials", List.of("ci-*")),
                  "lifetime", Map.of("max", "P30D"),
                  "tickets", Map.of("minApprovals", 1)))
          .expect(201);
    }
    bound = gated ? bound("ci-" + next.incrementAndGet()) : null;
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
    ticket(key, name, entitlement, 1, true);
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

  private void close(String key, String subject, Map<String, Object> entitlement) {
    ticket(key, subject, entitlement, 2, false);
  }

  private void ticket(
      String key, String subject, Map<String, Object> entitlement, int version, boolean open) {
    realm
        .gate("/tickets/demo/" + key)
        .put(
            Map.of(
                "type",
                "change_request",
                "state",
                open ? "implement" : "closed",
                "open",
                open,
                "version",
                String.valueOf(version),
                "requester",
                "carol",
                "requestedFor",
                subject,
                "entitlements",
                List.of(entitlement),
                "approvals",
                List.of(Map.of("approver", "bob", "decision", "approved", "at", approvedAt)),
                "justification",
                "benchmark"))
        .expect(version == 1 ? 201 : 200);
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

  /** A client that may ask for tokens, on this server. */
  final class Credentials {
    private final String clientId;
    private final String secret;

    private Credentials(String clientId, String secret) {
      this.clientId = clientId;
      this.secret = secret;
    }

    /** Asks for tokens, for some seconds. */
    void tokens(int seconds, int threads, Samples samples) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      inParallel(
          threads,
          () -> {
            while (System.nanoTime() < end) {
              timed(samples, this::token).expect(200);
            }
          });
    }

    private Answer token() {
      return server.admin().clientCredentials(realm.name(), clientId, secret);
    }
  }

  /** A client that nothing protects. */
  Credentials worker() {
    return new Credentials(WORKER, RealmFixture.SECRET);
  }

  /** A protected client, whose credential was obtained under a ticket. */
  Credentials boundClient() {
    return Objects.requireNonNull(bound, "only with the gate");
  }

  private Credentials bound(String clientId) {
    Map<String, Object> entitlement = Map.of("clientCredential", clientId);
    String key = "CHG-" + clientId;
    ticket(key, clientId, entitlement, 1, true);
    realm.api("/clients").ticket("demo:" + key).post(client(clientId)).expect(201);
    ticket(key + "-2", clientId, entitlement, 1, true);
    Answer made =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    "demo:" + key + "-2",
                    "subject",
                    Map.of("serviceAccount", clientId),
                    "entitlement",
                    entitlement))
            .expect(201);
    close(key, clientId, entitlement);
    return new Credentials(clientId, made.json().path("credential").path("secret").asText());
  }

  private static Map<String, Object> client(String clientId) {
    return Map.of(
        "clientId",
        clientId,
        "publicClient",
        false,
        "serviceAccountsEnabled",
        true,
        "standardFlowEnabled",
        false);
  }

  /**
   * Puts bindings of clients that never ask for anything beside that of the client that does; the
   * server is down.
   */
  void fillUpTo(int bindings) {
    try (Connection connection = server.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "insert into TG_BINDING (ID, REALM_ID, SUBJECT_KIND, SUBJECT_ID, SUBJECT_NAME,"
                    + " ENTITLEMENT_KIND, ENTITLEMENT_ID, ENTITLEMENT_NAME, TICKET_ID,"
                    + " TICKET_SYSTEM, TICKET_KEY, TICKET_VERSION, TICKET_DIGEST, RULE_NAMES,"
                    + " RULE_DIGEST, STATUS, APPROVERS, CREATED_AT, NOT_BEFORE, EXPIRES_AT) select"
                    + " substring(REALM_ID, 1, 8) || '-' || X, REALM_ID, SUBJECT_KIND, 'seed-' ||"
                    + " X, 'seed-' || X, ENTITLEMENT_KIND, 'seed-' || X, 'seed-' || X, TICKET_ID,"
                    + " TICKET_SYSTEM, TICKET_KEY, TICKET_VERSION, TICKET_DIGEST, RULE_NAMES,"
                    + " RULE_DIGEST, STATUS, APPROVERS, CREATED_AT, NOT_BEFORE, EXPIRES_AT from"
                    + " (select * from TG_BINDING where REALM_ID = ? and STATUS = 'ACTIVE' fetch"
                    + " first row only) cross join SYSTEM_RANGE(2, ?)")) {
      statement.setString(1, realmId);
      statement.setInt(2, bindings);
      int written = statement.executeUpdate();
      if (written != bindings - 1) {
        throw new IllegalStateException(written + " bindings were written");
      }
    } catch (SQLException failed) {
      throw new IllegalStateException("The bindings could not be written", failed);
    }
  }

  /** Closes tickets of clients that hold a token; each sample lasts until the token is inactive. */
  void closings(int many, Samples samples) {
    for (int i = 0; i < many; i++) {
      String clientId = "ci-" + next.incrementAndGet();
      Credentials bound = bound(clientId);
      String token = bound.token().expect(200).text("access_token");
      if (!realm.isActive(token)) {
        throw new IllegalStateException("The token was never active");
      }
      Map<String, Object> entitlement = Map.of("clientCredential", clientId);
      long begin = System.nanoTime();
      close("CHG-" + clientId + "-2", clientId, entitlement);
      while (realm.isActive(token)) {
        Thread.onSpinWait();
      }
      samples.add(System.nanoTime() - begin);
    }
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
