package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No request holds two database connections: with two in the pool, many writers at once would wait
 * for each other until the pool gives up.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolIT {

  private static final int AT_ONCE = 32;

  /** How much longer than on stock Keycloak it may take, on a busy machine. */
  private static final int TIMES = 4;

  /** Much less than the 20 seconds for which a request waits for a connection. */
  private static final Duration SLACK = Duration.ofSeconds(6);

  private static final String[] SMALL_POOL = {
    "--db-pool-initial-size=1", "--db-pool-min-size=1", "--db-pool-max-size=2"
  };

  private KeycloakServer gated;
  private RealmFixture realm;
  private Story story;
  private Duration stock;

  @BeforeAll
  void start() {
    try (KeycloakServer server =
        KeycloakServer.start(WideServer.stock().withStartArgs(SMALL_POOL))) {
      RealmFixture plain = server.newRealm();
      plain.createRole("reader");
      Callable<Answer>[] warm = mappings(plain, "reader");
      timed("stock, first", List.of(warm), 204);
      stock = timed("stock", List.of(mappings(plain, "reader")), 204);
    }
    // As docs/operations.md asks of a MariaDB, whose default it is not.
    gated =
        KeycloakServer.start(
            WideServer.gated()
                .withStartArgs(SMALL_POOL)
                .withEnv("QUARKUS_DATASOURCE_JDBC_TRANSACTION_ISOLATION_LEVEL", "read-committed"));
    realm = gated.newRealm();
    story = new Story(realm);
    story.rule(Map.of("tickets", Map.of("minApprovals", 1, "maxUses", 100)));
    realm.createRole("reader");
    timed("first", List.of(mappings(realm, "reader")), 204);
  }

  @AfterAll
  void stop() {
    gated.close();
  }

  private int people;

  private record Someone(String name, String id) {}

  private Someone someone(RealmFixture where) {
    String name = "writer" + ++people;
    return new Someone(name, where.createUser(name, Map.of("credentials", List.of())));
  }

  @SuppressWarnings("unchecked")
  private static Callable<Answer>[] many(IntFunction<Callable<Answer>> maker) {
    return IntStream.range(0, AT_ONCE).mapToObj(maker).toArray(Callable[]::new);
  }

  private Callable<Answer>[] mappings(RealmFixture where, String role) {
    JsonNode mapped = where.role(role);
    return many(
        i -> {
          String user = someone(where).id();
          return () -> where.mappings(user).post(List.of(mapped));
        });
  }

  private static Duration timed(String what, List<Callable<Answer>> requests, int expected) {
    long begin = System.nanoTime();
    List<Answer> answers = Race.run(requests);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf("Pool of two, %s: %d ms%n", what, took.toMillis());
    assertThat(answers)
        .as(what)
        .allSatisfy(answer -> assertThat(answer.status()).as("%s", answer).isEqualTo(expected));
    return took;
  }

  private void quick(String what, int expected, Callable<Answer>[] requests) {
    assertThat(timed(what, List.of(requests), expected))
        .isLessThan(stock.multipliedBy(TIMES).plus(SLACK));
  }

  @Test
  void mappingsOfAnUnprotectedRole() {
    quick("unprotected mappings", 204, mappings(realm, "reader"));
  }

  @Test
  void mappingsUnderATicketOfTheHeader() {
    JsonNode role = realm.role(Story.ROLE);
    quick(
        "mappings under a ticket",
        204,
        many(
            i -> {
              Someone user = someone(realm);
              Pushed ticket = story.ticketFor(user.name()).push();
              return () -> realm.mappings(user.id()).ticket(ticket.ref()).post(List.of(role));
            }));
  }

  @Test
  void bindingsAndTheClosingOfTheirTickets() {
    List<Someone> users = IntStream.range(0, AT_ONCE).mapToObj(i -> someone(realm)).toList();
    List<Pushed> tickets = users.stream().map(user -> story.ticketFor(user.name()).push()).toList();
    quick(
        "bindings",
        201,
        many(i -> () -> story.bind(tickets.get(i), users.get(i).name(), Map.of())));
    quick("closings", 200, many(i -> () -> tickets.get(i).closing()));
    assertThat(
            Story.within(
                60,
                () ->
                    users.stream()
                        .noneMatch(user -> realm.directRoles(user.name()).contains(Story.ROLE))))
        .isTrue();
  }

  @Test
  void requestsOfSelfService() {
    realm.createRole("wanted");
    realm
        .gate("/systems")
        .post(
            Map.of(
                "name",
                "requests",
                "connector",
                "push",
                "config",
                Map.of("requestType", "access_request")))
        .expect(201);
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "wanted",
                "protects",
                Map.of("realmRoles", List.of("wanted")),
                "tickets",
                Map.of("minApprovals", 1, "systems", List.of("requests")),
                "request",
                Map.of("allowed", List.of("reader"))))
        .expect(201);
    List<String> tokens =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i -> {
                  String name = "asking" + i;
                  realm.createUser(name);
                  realm.assign(name, "reader").expect(204);
                  return realm.tokenOf(name);
                })
            .toList();
    quick(
        "requests",
        201,
        many(
            i ->
                () ->
                    realm
                        .open("/ticket-gate/my/requests")
                        .bearer(tokens.get(i))
                        .post(
                            Map.of(
                                "entitlement",
                                Map.of("realmRole", "wanted"),
                                "justification",
                                "everybody at once"))));
  }

  @Test
  void membersOfAGroup() {
    String group = realm.api("/groups").post(Map.of("name", "readers")).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role("reader")))
        .expect(204);
    quick(
        "members",
        204,
        many(
            i -> {
              String user = someone(realm).id();
              return () -> realm.api("/users/" + user + "/groups/" + group).put(Map.of());
            }));
  }

  @Test
  void administratorsOfTheGate() {
    String client = realm.clientUuid("realm-management");
    JsonNode view =
        realm.api("/clients/" + client + "/roles/ticket-gate-view").get().expect(200).json();
    quick(
        "roles of the gate",
        204,
        many(
            i -> {
              String user = someone(realm).id();
              return () ->
                  realm
                      .api("/users/" + user + "/role-mappings/clients/" + client)
                      .post(List.of(view));
            }));
  }

  @Test
  void credentialsOfClientsAndTheirTokens() {
    List<String> clients =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i -> {
                  realm.createClient("worker" + i);
                  return "worker" + i;
                })
            .toList();
    quick("tokens", 200, many(i -> () -> realm.clientCredentials(clients.get(i))));
    quick(
        "credentials",
        200,
        many(
            i -> {
              String uuid = realm.clientUuid(clients.get(i));
              return () -> realm.api("/clients/" + uuid + "/client-secret").post("");
            }));
  }
}
