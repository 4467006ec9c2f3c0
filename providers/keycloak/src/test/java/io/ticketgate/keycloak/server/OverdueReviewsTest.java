package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.JpaBreakGlasses;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OverdueReviewsTest {

  private static final Person CARMEN = new Person("carmen-id", "carmen");

  private final TestRealm realm = new TestRealm();

  private Binding used(Subject subject, Instant reviewDueAt) {
    Binding binding =
        realm.bind(
            new ABinding()
                .of(subject)
                .under(new TicketRef("break-glass", "of-" + subject.name()))
                .made(ago(Duration.ofHours(2)))
                .until(ago(Duration.ofHours(-1))));
    keep(realm.id, binding, reviewDueAt);
    return binding;
  }

  private void keep(String realmId, Binding binding, Instant reviewDueAt) {
    realm.server.run(
        own ->
            new JpaBreakGlasses(own, realmId)
                .insert(
                    new BreakGlass(
                        binding.id(),
                        binding.subject(),
                        CARMEN,
                        binding.createdAt(),
                        reviewDueAt,
                        null)));
  }

  private void run() {
    new OverdueReviews(realm.jobs).run();
    new CleanUp(realm.jobs, new SessionEnding(realm.jobs)).run();
  }

  private int due() {
    return realm.server.in(own -> JpaBreakGlasses.due(own, Instant.now(), 0, 1000).size());
  }

  @Test
  void whatNobodyReviewedInTimeIsEndedAndTheRoleTaken() {
    Binding overdue = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    Binding inTime = used(realm.user("bob", true), ago(Duration.ofSeconds(-60)));

    run();

    assertThat(realm.binding(overdue.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.binding(overdue.id()).cause()).isEqualTo(EndCause.REVIEW_OVERDUE);
    assertThat(realm.holds(overdue.subject())).isFalse();
    assertThat(realm.binding(inTime.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.holds(inTime.subject())).isTrue();
    assertThat(due()).isZero();
  }

  @Test
  void thoseOfARealmThatIsGoneKeepNobodyWaiting() {
    Binding alice = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    keep("gone", new ABinding().make(), ago(Duration.ofSeconds(5)));

    run();

    assertThat(realm.binding(alice.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(due()).isZero();
  }

  @Test
  void oneThatCannotBeEndedKeepsNoOtherWaiting() {
    Binding alice = used(realm.user("alice", true), ago(Duration.ofSeconds(1)));
    keep(realm.id, new ABinding().make(), ago(Duration.ofSeconds(5)));

    run();

    assertThat(realm.binding(alice.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(due()).as("it is tried again").isEqualTo(1);
  }
}
