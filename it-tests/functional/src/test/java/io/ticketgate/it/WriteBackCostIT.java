package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A note costs a grant one statement, and none where nobody is told. The statements of the request
 * are counted, by the name of the thread, and not those of the task that writes.
 */
class WriteBackCostIT {

  private static final String SQL_LOG = "--log-level=info,org.hibernate.SQL:debug";

  @Test
  void aNoteIsOneInsertAndAPushSystemTakesNone() {
    try (JsonItsm itsm = JsonItsm.start();
        KeycloakServer server =
            KeycloakServer.start(KeycloakOptions.gated().withStartArgs(SQL_LOG))) {
      RealmFixture realm = server.newRealm();
      Story story = new Story(realm);
      story.rule(Map.of());
      realm.gate("/systems").post(itsm.system(Map.of("pollEvery", "PT0S"))).expect(201);
      String alice = story.newUser();
      String bob = story.newUser();

      String pushed = story.bind(story.ticketFor(alice).push(), alice).expect(201).createdId();
      realm.gate("/bindings/" + pushed + "/revoke").post(Map.of("reason", "x")).expect(200);

      assertThat(statements(server)).isEmpty();

      String key = itsm.ticketFor(bob);
      realm
          .gate("/bindings")
          .post(
              Map.of(
                  "ticket", JsonItsm.SYSTEM + ":" + key,
                  "subject", Map.of("user", bob),
                  "entitlement", Map.of("realmRole", Story.ROLE)))
          .expect(201);

      assertThat(statements(server)).singleElement().asString().contains("insert into tg_note");
      assertThat(Story.within(20, () -> itsm.lines(key).size() == 1)).isTrue();
    }
  }

  private static List<String> statements(KeycloakServer server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("[org.hibernate.SQL]") && line.contains("(executor-thread"))
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.contains("tg_note"))
        .toList();
  }
}
