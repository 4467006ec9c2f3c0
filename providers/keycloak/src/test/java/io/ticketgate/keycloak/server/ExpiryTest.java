package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.DueBindings;
import io.ticketgate.keycloak.store.JpaBindings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;

class ExpiryTest {

  private final TestRealm realm = new TestRealm();

  private Binding bound(Subject subject, Instant end) {
    return realm.bind(new ABinding().of(subject).made(ago(Duration.ofHours(2))).until(end));
  }

  private void run() {
    new Expiry(realm.server.sessions()).run();
    new CleanUp(realm.jobs, new SessionEnding(realm.jobs)).run();
  }

  private BindingStatus status(Binding binding) {
    return realm.binding(binding.id()).status();
  }

  @Test
  void whatHasRunOutIsEndedAndTheRoleTaken() {
    Binding binding = bound(realm.user("alice", true), ago(Duration.ofSeconds(1)));

    run();

    assertThat(status(binding)).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.binding(binding.id()).cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(realm.holds(binding.subject())).isFalse();
  }

  @Test
  void whatHasNotRunOutStaysAndKeepsTheRoleOfTheSameSubject() {
    Subject alice = realm.user("alice", true);
    Binding runOut = bound(alice, ago(Duration.ofSeconds(1)));
    Binding live = bound(alice, ago(Duration.ofHours(-1)));

    run();

    assertThat(status(runOut)).isEqualTo(BindingStatus.EXPIRED);
    assertThat(status(live)).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.holds(alice)).isTrue();
  }

  @Test
  void aLockOnTheSubjectDelaysTheCleanUpAndNotTheEnd() {
    Binding locked = bound(realm.user("alice", true), ago(Duration.ofSeconds(2)));
    Binding behind = bound(realm.user("bob", true), ago(Duration.ofSeconds(1)));
    KeycloakSession other = realm.server.open();
    new DueBindings(other).claim(new DueBindings.Due(realm.id, locked.subject().id()));

    run();

    assertThat(status(locked)).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.holds(locked.subject())).isTrue();
    assertThat(status(behind)).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.holds(behind.subject())).isFalse();
    other.close();
    run();
    assertThat(realm.holds(locked.subject())).isFalse();
  }

  @Test
  void aRealmThatIsGoneKeepsNoOtherOneFromExpiring() {
    realm.server.run(
        session ->
            new JpaBindings(session, "gone")
                .insert(new ABinding().until(ago(Duration.ofHours(1))).make()));
    Binding binding = bound(realm.user("alice", true), ago(Duration.ofSeconds(1)));

    run();

    assertThat(status(binding)).isEqualTo(BindingStatus.EXPIRED);
  }

  @Test
  void moreThanOneBatchIsEndedInOneRun() {
    realm.server.run(
        session -> {
          JpaBindings bindings = new JpaBindings(session, realm.id);
          for (int i = 0; i < 505; i++) {
            Binding binding =
                new ABinding()
                    .of("nobody-" + i)
                    .made(ago(Duration.ofHours(2)))
                    .until(ago(Duration.ofSeconds(1)))
                    .make();
            bindings.lockSubject(binding.subject());
            bindings.insert(binding);
          }
        });

    run();

    assertThat(realm.jobs.in(realm.id, gate -> gate.bindings().lists().counts()).orElseThrow())
        .containsEntry(BindingStatus.EXPIRED, 505L)
        .containsEntry(BindingStatus.ACTIVE, 0L);
  }
}
