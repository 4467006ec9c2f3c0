package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.TestServer;
import org.junit.jupiter.api.Test;

class RealmJobsTest {

  private final TestServer server = new TestServer();
  private final RealmJobs jobs = new RealmJobs(server.sessions(), Mode.AUDIT);
  private final String realmId = server.realm(realm -> {});

  @Test
  void workRunsInItsRealmUnderTheServersSwitchAndIsCommitted() {
    jobs.run(
        realmId,
        gate -> {
          assertThat(gate.session().getContext().getRealm()).isEqualTo(gate.realm());
          assertThat(gate.serverMode()).isEqualTo(Mode.AUDIT);
          gate.realm().addRole("made");
        });

    boolean made = jobs.in(realmId, gate -> gate.realm().getRole("made") != null).orElseThrow();
    assertThat(made).isTrue();
  }

  @Test
  void workForARealmThatIsGoneIsNotRun() {
    boolean none =
        jobs.in(
                "gone",
                gate -> {
                  throw new AssertionError("there is no realm");
                })
            .isEmpty();

    assertThat(none).isTrue();
  }

  @Test
  void whatFailsIsNotCommitted() {
    assertThatThrownBy(
            () ->
                jobs.run(
                    realmId,
                    gate -> {
                      gate.realm().addRole("made");
                      throw new IllegalStateException("after it");
                    }))
        .hasMessage("after it");

    boolean made = jobs.in(realmId, gate -> gate.realm().getRole("made") != null).orElseThrow();
    assertThat(made).isFalse();
  }

  @Test
  void theGateOfARealmIsMadeOnceInASession() {
    jobs.run(
        realmId,
        gate -> assertThat(RealmGate.of(gate.session(), gate.realm(), Mode.AUDIT)).isSameAs(gate));
  }
}
