package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaBreakGlasses;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewSweepTest {

  private static final Person CARMEN = new Person("carmen-id", "carmen");

  private final TestRealm realm = new TestRealm();

  private ABinding emergency(Subject subject, String key) {
    return new ABinding()
        .of(subject)
        .under(new TicketRef("break-glass", key))
        .made(ago(Duration.ofHours(2)))
        .until(ago(Duration.ofHours(-1)));
  }

  private static ABinding due(ABinding of, Instant reviewDueAt) {
    return of.due(Schedule.NONE.withReview(ago(Duration.ofHours(2)), reviewDueAt, null));
  }

  private Binding used(Subject subject, Instant reviewDueAt) {
    Binding binding = realm.bind(due(emergency(subject, "of-" + subject.name()), reviewDueAt));
    realm.server.run(
        own ->
            new JpaBreakGlasses(own, realm.id)
                .insert(
                    new BreakGlass(
                        binding.id(),
                        binding.subject(),
                        CARMEN,
                        binding.createdAt(),
                        reviewDueAt,
                        null)));
    return binding;
  }

  private Binding kept(String realmId, Binding binding) {
    realm.server.run(own -> new JpaBindings(own, realmId).insert(binding));
    return binding;
  }

  private void run() {
    new ReviewSweep(realm.jobs).run();
    new CleanUp(realm.jobs, new SessionEnding(realm.jobs)).run();
  }

  private Map<String, Set<String>> due() {
    return realm.server.in(
        own -> new DueSteps(own).due(DueSteps.Kind.REVIEW, Instant.now(), 0, 1000));
  }

  @Test
  void whatNobodyReviewedInTimeIsEndedAndTheRoleTaken() {
    Binding overdue = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    Binding inTime = used(realm.user("bob", true), ago(Duration.ofSeconds(-60)));
    Binding uncertified =
        realm.bind(
            due(
                new ABinding().of(realm.user("carl", true)).until(Binding.NO_END),
                ago(Duration.ofSeconds(1))));

    run();

    assertThat(realm.binding(overdue.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.binding(overdue.id()).cause()).isEqualTo(EndCause.REVIEW_OVERDUE);
    assertThat(realm.holds(overdue.subject())).isFalse();
    assertThat(realm.binding(uncertified.id()).cause()).isEqualTo(EndCause.NOT_CERTIFIED);
    assertThat(realm.binding(inTime.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.holds(inTime.subject())).isTrue();
    assertThat(due()).isEmpty();
  }

  @Test
  void thoseOfARealmThatIsGoneKeepNobodyWaiting() {
    Binding alice = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    kept("gone", due(emergency(ABinding.user("x", "x"), "x"), ago(Duration.ofSeconds(5))).make());

    run();

    assertThat(realm.binding(alice.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(due()).isEmpty();
  }

  @Test
  void oneThatCannotBeEndedKeepsNoOtherWaiting() {
    Binding alice = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    Binding broken =
        kept(
            realm.id,
            due(emergency(ABinding.user("x", "x"), "x"), ago(Duration.ofSeconds(5))).make());

    run();

    assertThat(realm.binding(alice.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(due()).as("it is tried again").isEqualTo(Map.of(realm.id, Set.of(broken.id())));
  }
}
