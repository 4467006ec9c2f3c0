package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Nodes on one PostgreSQL share the notes and write none of them twice; and one of them at a time
 * polls a system.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ItsmClusterIT {

  private static final int MANY = 60;

  private final JsonItsm itsm = JsonItsm.start();
  private KeycloakServer first;
  private KeycloakServer second;
  private KeycloakServer third;
  private RealmFixture realm;
  private Story story;
  private Connection database;

  @BeforeAll
  void start() throws SQLException {
    KeycloakOptions node = WideServer.gated();
    first = KeycloakServer.start(node.asClusterNode());
    KeycloakOptions poller =
        node.withStartArgs(
            "--spi-ticket-gate--default--poll-interval=1",
            "--log-level=info,io.ticketgate.keycloak.itsm.Polling:debug");
    second = KeycloakServer.start(poller.asClusterNode(), first);
    third = KeycloakServer.start(poller.asClusterNode(), first);
    database = first.connect();
    realm = first.newRealm();
    story = new Story(realm);
    story.rule(Map.of("tickets", Map.of("maxUses", 10)));
    realm.gate("/systems").post(itsm.system(Map.of("pollEvery", "PT0S"))).expect(201);
  }

  @AfterAll
  void stop() throws SQLException {
    itsm.close();
    if (database != null) {
      database.close();
    }
    if (third != null) {
      third.close();
    }
    if (second != null) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
  }

  /** A grant and its end, so that each ticket has two notes; answers the ticket. */
  private String grantAndRevoke(String user) {
    String key = itsm.ticketFor(user);
    String id =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", JsonItsm.SYSTEM + ":" + key,
                    "subject", Map.of("user", user),
                    "entitlement", Map.of("realmRole", Story.ROLE)))
            .expect(201)
            .createdId();
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    return key;
  }

  private int execute(String sql) {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Test
  @Order(1)
  void nodesWriteEveryNoteOnceAndInOrder() {
    String alice = story.newUser();
    // Held back, so that all nodes find all of it due at once.
    itsm.answerNotesWith(503);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      keys.add(grantAndRevoke(alice));
    }
    itsm.answerNotesWith(201);

    assertThat(Story.within(120, () -> keys.stream().allMatch(key -> itsm.lines(key).size() >= 2)))
        .as("notes on all tickets")
        .isTrue();
    assertThat(Story.within(20, () -> execute("update tg_note set tries = tries") == 0)).isTrue();
    assertThat(keys)
        .allSatisfy(
            key -> {
              assertThat(itsm.lines(key)).hasSize(2);
              assertThat(itsm.lines(key).get(0)).contains("is granted until");
              assertThat(itsm.lines(key).get(1)).contains("is revoked");
            });
  }

  @Test
  @Order(2)
  void whatAnotherNodeHasClaimedIsLeftAloneUntilTheClaimRunsOut() {
    String alice = story.newUser();
    itsm.answerNotesWith(503);
    String key = grantAndRevoke(alice);
    assertThat(Story.within(20, () -> itsm.refused(key) > 0)).isTrue();
    // As a node leaves it that died in the middle of writing.
    assertThat(
            Story.within(
                20,
                () ->
                    execute(
                            "update tg_note set next_try_at = 0, claimed_until = "
                                + (System.currentTimeMillis() + 3_600_000)
                                + " where claimed_until = 0 and ticket_key = '"
                                + key
                                + "'")
                        == 2))
        .isTrue();
    itsm.answerNotesWith(201);
    String other = grantAndRevoke(alice);

    assertThat(Story.within(60, () -> itsm.lines(other).size() == 2)).isTrue();
    assertThat(itsm.lines(key)).isEmpty();

    assertThat(execute("update tg_note set claimed_until = 1 where ticket_key = '" + key + "'"))
        .isEqualTo(2);
    assertThat(Story.within(20, () -> itsm.lines(key).size() == 2)).isTrue();
    assertThat(itsm.notes(key)).hasSize(1);
  }

  @Test
  @Order(3)
  void oneNodeAtATimeAsksForChanges() {
    try (HookedRealm polled = new HookedRealm(first.newRealm())) {
      polled.configure("bearer", Map.of("pollEvery", "PT1S"));
      polled.grant();
      polled.itsm.takes(Duration.ofMillis(900));

      assertThat(HookedRealm.soon(() -> polled.itsm.reads().size() > 8)).isTrue();
      assertThat(polled.itsm.listingsAtOnce()).isEqualTo(1);
    }
  }

  @Test
  @Order(4)
  void whatANodeWasPollingWhenItDiedGoesOnAtTheSamePage() {
    try (HookedRealm polled = new HookedRealm(first.newRealm())) {
      polled.configure("bearer", Map.of("pollEvery", "PT1S"));
      Held held = polled.grant();
      polled.itsm.stallAt("from=50");
      for (int other = 0; other < 60; other++) {
        polled.itsm.ticketFor("somebody");
      }
      polled.itsm.close(held.key);
      assertThat(HookedRealm.soon(() -> isSecondPage(last(polled.itsm.reads())))).isTrue();
      KeycloakServer dying = lastPolling(second).compareTo(lastPolling(third)) > 0 ? second : third;
      dying.crash();
      int before = polled.itsm.reads().size();
      polled.itsm.stallAt(null);

      assertThat(Story.within(120, held::revoked)).isTrue();
      assertThat(polled.itsm.reads().get(before))
          .satisfies(uri -> assertThat(isSecondPage(uri)).isTrue());
    }
  }

  private static boolean isSecondPage(String uri) {
    return uri.startsWith("/changes") && uri.contains("from=50");
  }

  private static String last(List<String> all) {
    return all.isEmpty() ? "" : all.get(all.size() - 1);
  }

  /** The time, as its log writes it, when a node last began to poll. */
  private static String lastPolling(KeycloakServer node) {
    return last(node.log().lines().filter(line -> line.contains("This node polls")).toList());
  }
}
