package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The gate costs nothing where it does not apply: on a realm without rules, the requests of daily
 * life take no further SQL statement. A note costs a grant one, and none where nobody is told.
 * Those of requests are counted, by the name of the thread, and not those of tasks; nor those that
 * store sessions, which Keycloak gathers from several requests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCountIT {

  private static final int ROUNDS = 8;
  private static final String SQL_LOG = "--log-level=info,org.hibernate.SQL:debug";

  private KeycloakServer gated;

  @BeforeAll
  void start() {
    gated = KeycloakServer.start(WideServer.gated().withStartArgs(SQL_LOG));
  }

  @AfterAll
  void stop() {
    gated.close();
  }

  @Test
  void loginsTokensAndSessionsTakeNoFurtherStatement() {
    List<Long> without;
    try (KeycloakServer stock = KeycloakServer.start(WideServer.stock().withStartArgs(SQL_LOG))) {
      without = daily(stock);
    }
    List<Long> with = daily(gated);

    assertThat(without).as("statements of stock Keycloak").anyMatch(count -> count > 0);
    for (int i = 0; i < without.size(); i++) {
      assertThat(with.get(i))
          .as("statements with the gate %s; of stock Keycloak %s", with, without)
          .isLessThanOrEqualTo(without.get(i));
    }
  }

  /** Statements of a login, a service account's token, an introspection, userinfo, a logout. */
  private static List<Long> daily(KeycloakServer server) {
    RealmFixture realm = server.newRealm();
    realm.createUser("alice");
    realm.createClient("worker");
    String user = realm.userId("alice");
    String token = realm.tokenOf("alice");
    return List.of(
        least(server, () -> realm.tokenOf("alice")),
        least(server, () -> realm.serviceAccountToken("worker")),
        least(server, () -> realm.isActive(token)),
        least(server, () -> realm.open("/protocol/openid-connect/userinfo").bearer(token).get()),
        // Last, since it throws alice out of Keycloak's cache.
        least(server, () -> realm.api("/users/" + user + "/logout").post("").expect(204)));
  }

  /** Of several times the least: what is read once and cached is read before. */
  private static long least(KeycloakServer server, Runnable work) {
    return IntStream.range(0, ROUNDS).mapToLong(i -> counted(server, work)).min().orElseThrow();
  }

  private static long counted(KeycloakServer server, Runnable work) {
    long before = statements(server);
    work.run();
    return statements(server) - before;
  }

  private static long statements(KeycloakServer server) {
    return statementsOfRequests(server).filter(line -> !line.contains("offline_")).count();
  }

  @Test
  void aNoteIsOneInsertAndAPushSystemTakesNone() {
    try (JsonItsm itsm = JsonItsm.start()) {
      RealmFixture realm = gated.newRealm();
      Story story = new Story(realm);
      story.rule(Map.of());
      realm.gate("/systems").post(itsm.system(Map.of("pollEvery", "PT0S"))).expect(201);
      String alice = story.newUser();
      String bob = story.newUser();

      String pushed = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
      realm.gate("/bindings/" + pushed + "/revoke").post(Map.of("reason", "x")).expect(200);

      assertThat(notes(gated)).isEmpty();

      String key = itsm.ticketFor(bob);
      realm
          .gate("/bindings")
          .post(
              Map.of(
                  "ticket", JsonItsm.SYSTEM + ":" + key,
                  "subject", Map.of("user", bob),
                  "entitlement", Map.of("realmRole", Story.ROLE)))
          .expect(201);

      assertThat(notes(gated)).singleElement().asString().contains("insert into tg_note");
      assertThat(Story.within(20, () -> itsm.lines(key).size() == 1)).isTrue();
    }
  }

  private static List<String> notes(KeycloakServer server) {
    return statementsOfRequests(server).filter(line -> line.contains("tg_note")).toList();
  }

  private static Stream<String> statementsOfRequests(KeycloakServer server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("[org.hibernate.SQL]") && line.contains("(executor-thread"))
        .map(line -> line.toLowerCase(Locale.ROOT));
  }
}
