package io.ticketgate.keycloak.itsm;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.Notes;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoteWriterTest {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");

  private TestRealm realm = new TestRealm();

  private void queue(String system, String text, Instant at) {
    realm.server.run(
        session -> new Notes(session).queue(realm.id, new TicketRef(system, "CHG1"), text, at));
  }

  private void run() {
    new NoteWriter(realm.server.sessions()).run();
  }

  /** Systems with something due then. */
  private List<String> waiting(Duration later) {
    return realm.server.in(
        session -> new Notes(session).systemsWithDue(ago(Duration.ZERO).plus(later)));
  }

  private static final Duration SOON = Duration.ofDays(1);

  @Test
  void queuedNotesAreWrittenOnceInTheirOrder() {
    queue("snow", "first", ago(Duration.ofSeconds(1)));
    queue("snow", "second", ago(Duration.ofSeconds(1)));

    run();
    run();

    assertThat(realm.itsm.notes).containsExactly(REF + " first\nsecond");
    assertThat(waiting(SOON)).isEmpty();
  }

  @Test
  void aNoteThatTheItsmDidNotTakeIsTriedAgainLater() {
    queue("snow", "note", ago(Duration.ofSeconds(1)));
    realm.itsm.failure = new ItsmException.Unavailable("No answer.", null, null);

    run();
    assertThat(waiting(Duration.ZERO)).isEmpty();
    assertThat(waiting(SOON)).hasSize(1);
    realm.itsm.failure = null;
    run();
    assertThat(realm.itsm.notes).describedAs("its time has not come").isEmpty();
  }

  @Test
  void anOldNoteIsGivenUp() {
    queue("snow", "note", ago(Duration.ofDays(2)));
    realm.itsm.failure = new ItsmException.Unavailable("No answer.", null, null);

    run();

    assertThat(waiting(SOON)).isEmpty();
  }

  @Test
  void aConnectorThatTakesNoNotesGetsNoMore() {
    queue("snow", "note", ago(Duration.ofSeconds(1)));
    realm.itsm.failure = new UnsupportedOperationException();

    run();

    assertThat(waiting(SOON)).isEmpty();
  }

  @Test
  void notesThatNobodyWantsAreForgotten() {
    queue("gone", "note", ago(Duration.ofSeconds(1)));
    queue("pushed", "note", ago(Duration.ofSeconds(1)));
    realm.server.run(
        session -> new Notes(session).queue("gone-realm", REF, "note", ago(Duration.ofSeconds(1))));

    run();

    assertThat(waiting(SOON)).isEmpty();
    assertThat(realm.itsm.notes).isEmpty();
  }

  @Test
  void aSystemThatDeclinesNotesGetsNone() {
    realm = new TestRealm(Map.of("writeBack", "false"));
    queue("snow", "note", ago(Duration.ofSeconds(1)));

    run();

    assertThat(realm.itsm.notes).isEmpty();
    assertThat(waiting(SOON)).isEmpty();
  }
}
