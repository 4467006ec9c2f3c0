package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.token.Beat;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.TokenWatch;
import io.ticketgate.keycloak.store.Watches;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchKeeperTest {

  private static final Instant LONG_AGO = Instant.parse("2026-11-28T09:00:00Z");

  private final TestRealm realm = new TestRealm();
  private final TokenWatch watch = new TokenWatch();

  @BeforeEach
  void forgetOthers() {
    Jobs.run(
        realm.jobs.sessions(),
        session -> {
          Watches watches = new Watches(session);
          watches.forget(
              watches.all().stream().map(Beat::run).collect(Collectors.toUnmodifiableSet()));
        });
  }

  private void beat(String run) {
    Jobs.run(realm.jobs.sessions(), session -> new Watches(session).beat(run, LONG_AGO));
  }

  private List<Beat> beats() {
    return Jobs.call(realm.jobs.sessions(), session -> new Watches(session).all());
  }

  private WatchKeeper started() {
    return new WatchKeeper(realm.jobs.sessions(), watch);
  }

  private @Nullable Instant since() {
    return watch.since();
  }

  @Test
  void aNodeLooksFromItsStartOn() {
    assertThat(since()).isNull();
    Instant before = Instant.now().minusMillis(1);

    WatchKeeper keeper = started();

    assertThat(since()).isBetween(before, Instant.now());
    Instant start = since();
    keeper.run();
    assertThat(since()).isEqualTo(start);
    assertThat(beats()).singleElement().extracting(Beat::since).isEqualTo(start);
  }

  @Test
  void aRunThatIsOverProvesNothingAndIsForgotten() {
    beat("over");
    WatchKeeper keeper = started();

    for (int i = 0; i < 12; i++) {
      keeper.run();
    }

    assertThat(since()).isAfter(LONG_AGO);
    assertThat(beats()).singleElement().extracting(Beat::count).isEqualTo(12L);
  }

  @Test
  void aRunThatGoesOnProvesThatTheGateWasThereBefore() {
    beat("other");
    WatchKeeper keeper = started();
    keeper.run();
    assertThat(since()).isAfter(LONG_AGO);

    beat("other");
    keeper.run();

    assertThat(since()).isEqualTo(LONG_AGO);
    assertThat(beats()).extracting(Beat::since).containsOnly(LONG_AGO);
  }
}
