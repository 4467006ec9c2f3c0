package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.keycloak.store.WitnessedLog.Due;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WitnessedLogTest extends GateRows {

  private static final Duration LEASE = Duration.ofMinutes(2);

  private final Due due = new Due(realm, "witness-" + realm.substring(0, 8));

  private static SignedNote note(int size, String... signers) {
    return new SignedNote(
        "log\n" + size + "\n",
        List.of(signers).stream().map(name -> new SignedNote.Line(name, "c2ln")).toList());
  }

  private boolean claim(long seconds) {
    return server.in(
        own -> new WitnessedLog(own).claim(due, NOW.plusSeconds(seconds), LEASE).isPresent());
  }

  private WitnessedLog.Shown shown(int size, String... ids) {
    return new WitnessedLog(session)
        .shown(realm, new RealmLog.Signed(size, note(size, "log").toString()), Set.of(ids));
  }

  @Test
  void oneNodeAsksAWitnessAtATime() {
    assertThat(claim(0)).isTrue();
    assertThat(claim(60)).isFalse();
    assertThat(claim(121)).as("the node that asked is gone").isTrue();
  }

  @Test
  void whatItHasCosignedIsShownWithTheCheckpointOrAsAnOlderOne() {
    claim(0);
    server.run(own -> new WitnessedLog(own).cosigned(due.witnessId(), 5, note(5, "log", "w")));

    assertThat(shown(5, due.witnessId()).checkpoint()).isEqualTo(note(5, "log", "w"));
    assertThat(shown(5, due.witnessId()).older()).isEmpty();
    assertThat(shown(7, due.witnessId()).checkpoint()).isEqualTo(note(7, "log"));
    assertThat(shown(7, due.witnessId()).older()).containsExactly(note(5, "log", "w"));
    assertThat(shown(4, due.witnessId()).older()).as("a later one proves nothing").isEmpty();
    assertThat(shown(5).checkpoint()).as("it is no witness any more").isEqualTo(note(5, "log"));
    assertThat(claim(1)).as("it may be asked for the next one").isTrue();
  }

  @Test
  void aFailureIsKeptUntilItCosigns() {
    claim(0);
    server.run(
        own ->
            new WitnessedLog(own)
                .failed(due.witnessId(), NOW.plusSeconds(5), "unavailable", "x".repeat(3000)));

    WitnessedLog.Known known = new WitnessedLog(session).of(realm).get(0);
    assertThat(known.problem()).isEqualTo("unavailable");
    assertThat(known.message()).hasSize(2000);
    assertThat(known.tries()).isEqualTo(1);
    assertThat(claim(4)).isFalse();
    assertThat(claim(5)).isTrue();

    server.run(own -> new WitnessedLog(own).cosigned(due.witnessId(), 5, note(5, "log", "w")));
    WitnessedLog.Known after = new WitnessedLog(session).of(realm).get(0);
    assertThat(after.problem()).isNull();
    assertThat(after.tries()).isZero();
    assertThat(after.size()).isEqualTo(5);
  }

  @Test
  void whatIsGoneIsForgotten() {
    claim(0);
    server.run(own -> new WitnessedLog(own).tidy());
    assertThat(new WitnessedLog(session).of(realm)).as("there is no such component").isEmpty();
    claim(0);
    server.run(own -> new WitnessedLog(own).forgetRealm(realm));
    assertThat(new WitnessedLog(session).of(realm)).isEmpty();
  }
}
