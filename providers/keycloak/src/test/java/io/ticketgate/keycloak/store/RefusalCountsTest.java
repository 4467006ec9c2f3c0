package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.TestServer;
import io.ticketgate.keycloak.store.RefusalCounts.Count;
import io.ticketgate.keycloak.store.RefusalCounts.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalCountsTest {

  private static final Instant TODAY = NOW.truncatedTo(ChronoUnit.DAYS);
  private static final String REQUIRED = "ticket_required";

  private final TestServer server = new TestServer();
  private final String realm = server.realm(made -> {});

  private void write(String realmId, Instant day, String code, long many) {
    server.run(own -> RefusalCounts.write(own, new Key(realmId, day.toEpochMilli(), code), many));
  }

  private List<Count> counts(Instant from) {
    return server.in(own -> RefusalCounts.counts(own, realm, from));
  }

  @Test
  void refusalsOfOneDayAndReasonAreOneRowHoweverMany() {
    RefusalCounts noted = new RefusalCounts();
    for (int i = 0; i < 1000; i++) {
      noted.note(realm, REQUIRED, NOW.plusMillis(i).toEpochMilli());
    }
    noted.note(realm, REQUIRED, NOW.plus(Duration.ofDays(1)).toEpochMilli());
    noted.note(realm, "ticket_closed", NOW.toEpochMilli());

    assertThat(noted.take())
        .isEqualTo(
            Map.of(
                new Key(realm, TODAY.toEpochMilli(), REQUIRED), 1000L,
                new Key(realm, TODAY.plus(Duration.ofDays(1)).toEpochMilli(), REQUIRED), 1L,
                new Key(realm, TODAY.toEpochMilli(), "ticket_closed"), 1L));
    assertThat(noted.take()).isEmpty();
  }

  @Test
  void whatSeveralNodesRefusedIsAddedUpAndReadFromADayOn() {
    write(realm, TODAY.minus(Duration.ofDays(3)), REQUIRED, 9);
    write(realm, TODAY, REQUIRED, 2);
    write(realm, TODAY, REQUIRED, 3);
    write(realm, TODAY, "ticket_closed", 1);

    assertThat(counts(TODAY.minus(Duration.ofDays(1))))
        .containsExactly(new Count(TODAY, "ticket_closed", 1), new Count(TODAY, REQUIRED, 5));
  }

  @Test
  void whatNobodyCanAskForAnyMoreIsDeleted() {
    write(realm, TODAY.minus(Duration.ofDays(93)), REQUIRED, 1);
    write(realm, TODAY.minus(Duration.ofDays(92)), REQUIRED, 1);
    write(realm, TODAY, REQUIRED, 1);

    assertThat(counts(Instant.EPOCH))
        .extracting(Count::day)
        .containsExactly(TODAY.minus(Duration.ofDays(92)), TODAY);
  }

  @Test
  void aRealmThatIsGoneIsNotCountedAndLeavesNothing() {
    write(realm, TODAY, REQUIRED, 1);
    server.run(own -> RefusalCounts.forgetRealm(own, realm));
    assertThat(counts(Instant.EPOCH)).isEmpty();

    write("no-such-realm", TODAY, REQUIRED, 1);
    List<Count> written =
        server.in(own -> RefusalCounts.counts(own, "no-such-realm", Instant.EPOCH));
    assertThat(written).isEmpty();
  }
}
