package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No webhook comes, and the state is reached all the same. A server of its own, which looks every
 * second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollingIT {

  private static final Map<String, String> BY_CHANGES =
      Map.of("pollEvery", "PT1S", "recheckEvery", "P1D");
  private static final Map<String, String> BY_RECHECKING =
      Map.of("pollEvery", "PT0S", "recheckEvery", "PT3S");

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = WideServer.sharedEager();
  }

  private HookedRealm realm(Map<String, String> polling) {
    RealmFixture realm = server.newRealm();
    HookedRealm polled = new HookedRealm(realm);
    polled.configure("bearer", polling);
    return polled;
  }

  @Tag("database")
  @Test
  void aClosureThatOnlyTheListOfChangesTellsEndsTheGrant() {
    try (HookedRealm polled = realm(BY_CHANGES)) {
      Held closed = polled.grant();
      Held open = polled.grant();
      polled.itsm.close(closed.key);
      polled.itsm.change(open.key, "state", "implement");

      assertThat(HookedRealm.soon(closed::revoked)).isTrue();
      assertThat(closed.lastDetail())
          .isEqualTo("Version 2 was read because the ITSM lists it as changed.");
      assertThat(open.live()).isTrue();
    }
  }

  @Test
  void aClosureThatNothingTellsIsFoundByReadingTheTicketAgain() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      polled.itsm.tellsChanges(false);
      Held closed = polled.grant();
      Held open = polled.grant();
      polled.itsm.close(closed.key);

      assertThat(HookedRealm.soon(closed::revoked)).isTrue();
      assertThat(open.live()).isTrue();
    }
  }

  @Test
  void anApprovalThatIsTakenBackWithoutANewVersionEndsTheGrant() {
    try (HookedRealm polled = realm(BY_CHANGES)) {
      Held held = polled.grant();
      polled.itsm.decide(held.key, "bob", "rejected");

      assertThat(HookedRealm.soon(() -> held.endedBy("ticket_changed"))).isTrue();
    }
  }

  @Tag("database")
  @Test
  void everyPageIsReadAlsoAfterAnInterruption() {
    try (HookedRealm polled = realm(BY_CHANGES)) {
      Held held = polled.grant();
      polled.itsm.mood(Mood.BROKEN);
      List<String> others = new ArrayList<>();
      for (int other = 0; other < 120; other++) {
        others.add(polled.itsm.ticketFor("somebody"));
      }
      polled.itsm.close(held.key);
      int before = polled.itsm.requests();
      assertThat(polled.askedAgain(1, before)).as("it was asked while it was down").isTrue();
      assertThat(held.live()).isTrue();

      polled.itsm.mood(Mood.WELL);

      assertThat(HookedRealm.soon(held::revoked)).isTrue();
      assertThat(others).allSatisfy(key -> assertThat(polled.itsm.asked(key)).isZero());
    }
  }

  @Test
  void whatComesInAnOlderVersionChangesNothing() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      Held held = polled.grant();
      ObjectNode old = polled.itsm.ticket(held.key);
      polled.itsm.close(held.key);
      assertThat(HookedRealm.soon(held::revoked)).isTrue();

      polled.itsm.put(held.key, old);
      assertThat(polled.realm.gate("/tickets/itsm/" + held.key + "/sync").post().expect(409))
          .satisfies(answer -> assertThat(answer.text("code")).isEqualTo("ticket_outdated"));

      assertThat(
              polled
                  .realm
                  .gate("/tickets/itsm/" + held.key)
                  .get()
                  .expect(200)
                  .json()
                  .path("open")
                  .asBoolean())
          .isFalse();
    }
  }

  @Test
  void aTicketThatIsGoneForGoodIsClosedAndOneThatComesBackIsNot() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      Held gone = polled.grant();
      Held hidden = polled.grant();
      ObjectNode kept = polled.itsm.ticket(hidden.key);
      polled.itsm.delete(gone.key);
      polled.itsm.delete(hidden.key);
      assertThat(
              polled
                  .realm
                  .gate("/tickets/itsm/" + hidden.key + "/sync")
                  .post()
                  .expect(404)
                  .text("code"))
          .isEqualTo("ticket_not_found");
      polled.itsm.put(hidden.key, kept);

      assertThat(HookedRealm.soon(gone::revoked)).isTrue();
      assertThat(hidden.live()).isTrue();
    }
  }

  @Tag("database")
  @Test
  void oneTicketThatCannotBeReadKeepsNoOtherWaiting() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      Held unreadable = polled.grant();
      Held closed = polled.grant();
      ObjectNode incomplete = polled.itsm.ticket(unreadable.key);
      incomplete.remove("requester");
      polled.itsm.put(unreadable.key, incomplete);
      polled.itsm.close(closed.key);

      assertThat(HookedRealm.soon(closed::revoked)).isTrue();
      assertThat(unreadable.live()).isTrue();
    }
  }

  @Test
  void whatMakesATicketUnreadableDoesNotHideItsClosing() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      Held unreadable = polled.grant();
      polled.itsm.close(unreadable.key);
      ObjectNode incomplete = polled.itsm.ticket(unreadable.key);
      incomplete.remove("requester");
      polled.itsm.put(unreadable.key, incomplete);

      assertThat(HookedRealm.soon(() -> unreadable.endedBy("ticket_closed"))).isTrue();
    }
  }

  @Tag("database")
  @Test
  void aSystemThatDoesNotAnswerKeepsNoOtherWaiting() {
    try (HookedRealm silent = realm(BY_CHANGES);
        HookedRealm other = realm(BY_CHANGES)) {
      silent.grant();
      Held closed = other.grant();
      silent.itsm.mood(Mood.SILENT);
      assertThat(silent.askedAgain(1, silent.itsm.requests())).isTrue();
      int asked = silent.itsm.requests();
      other.itsm.close(closed.key);

      assertThat(HookedRealm.soon(closed::revoked)).isTrue();
      assertThat(silent.itsm.requests()).as("it still waits for its answer").isEqualTo(asked);
    }
  }

  @Test
  void changesAreLookedAtWhileManyTicketsAreReadAgain() {
    int many = 60;
    try (HookedRealm polled = realm(Map.of("pollEvery", "PT1S", "recheckEvery", "PT30S"))) {
      polled.itsm.tellsChanges(false); // it is asked for them, and nothing is read because of it
      List<String> keys = new ArrayList<>();
      for (int ticket = 0; ticket < many; ticket++) {
        keys.add(polled.grant().key);
      }
      int changed = polled.itsm.reads().size();
      polled.configure("bearer", Map.of("pollEvery", "PT1S", "recheckEvery", "PT1S"));
      // A listing that is on its way while the settings change fails, and the next is put off.
      assertThat(Story.within(90, () -> isListed(polled, changed))).isTrue();
      polled.itsm.takes(Duration.ofMillis(200));
      int before = polled.itsm.reads().size();

      assertThat(
              HookedRealm.soon(
                  () -> polled.itsm.reads().stream().skip(before).toList().containsAll(keys)))
          .isTrue();
      List<String> reads = polled.itsm.reads().stream().skip(before).toList();
      int firstRead = keys.stream().mapToInt(reads::indexOf).min().orElseThrow();
      int lastRead = keys.stream().mapToInt(reads::indexOf).max().orElseThrow();
      assertThat(reads.subList(firstRead, lastRead))
          .as("a listing between the first and the last ticket")
          .anyMatch(uri -> uri.startsWith("/changes"));
    }
  }

  private static boolean isListed(HookedRealm polled, int after) {
    return polled.itsm.reads().stream().skip(after).anyMatch(uri -> uri.startsWith("/changes"));
  }

  @Test
  void aTicketThatHasBecomePartOfAnotherIsClosed() {
    try (HookedRealm polled = realm(BY_RECHECKING)) {
      Held merged = polled.grant();
      polled.itsm.change(merged.key, "key", "REQ-4711");

      assertThat(HookedRealm.soon(merged::revoked)).isTrue();
    }
  }

  @Test
  void aSystemWithoutLiveBindingsIsNotAsked() throws InterruptedException {
    try (HookedRealm polled = realm(BY_CHANGES)) {
      polled.itsm.ticketFor("somebody");
      Thread.sleep(3000);
      assertThat(polled.itsm.requests()).isZero();
    }
  }
}
