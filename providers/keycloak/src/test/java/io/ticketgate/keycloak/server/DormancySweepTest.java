package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.JpaBindings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DormancySweepTest {

  private static final Duration A_DAY = Duration.ofDays(1);

  private final TestRealm realm = new TestRealm();

  private void rule(String onDormant) {
    realm.server.run(
        realm.id,
        session ->
            TestItsm.rule(
                session.getContext().getRealm(),
                "admins",
                "db-*",
                Map.of("lifetime.dormantAfter", "P1D", "onDormant", onDormant)));
  }

  private static ABinding unused(ABinding of, Duration since) {
    Instant made = ago(since.plus(A_DAY));
    return of.made(made).until(Binding.NO_END).due(Schedule.NONE.withUse(A_DAY, made));
  }

  private void run() {
    new DormancySweep(realm.jobs).run();
    new CleanUp(realm.jobs, new SessionEnding(realm.jobs)).run();
  }

  private Map<String, Set<String>> due() {
    return realm.server.in(
        own -> new DueSteps(own).due(DueSteps.Kind.DORMANT, Instant.now(), 0, 1000));
  }

  @Test
  void whatNobodyUsesIsEndedWhereTheRuleSaysSo() {
    rule("revoke");
    Binding alice =
        realm.bind(unused(new ABinding().of(realm.user("alice", true)), Duration.ofSeconds(1)));
    Binding bob =
        realm.bind(unused(new ABinding().of(realm.user("bob", true)), Duration.ofHours(-1)));

    run();

    assertThat(realm.binding(alice.id()).cause()).isEqualTo(EndCause.DORMANT);
    assertThat(realm.holds(alice.subject())).isFalse();
    assertThat(realm.binding(bob.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(due()).isEmpty();
  }

  @Test
  void veryManyOfARealmThatIsGoneKeepNobodyWaiting() {
    rule("revoke");
    Binding alice =
        realm.bind(unused(new ABinding().of(realm.user("alice", true)), Duration.ofSeconds(1)));
    realm.server.run(
        own ->
            IntStream.range(0, DueWork.BATCH + 1)
                .mapToObj(i -> unused(new ABinding().of("nobody-" + i), Duration.ofHours(1)).make())
                .forEach(each -> new JpaBindings(own, "gone").insert(each)));

    run();

    assertThat(realm.binding(alice.id()).cause()).isEqualTo(EndCause.DORMANT);
    assertThat(due()).isEmpty();
  }
}
