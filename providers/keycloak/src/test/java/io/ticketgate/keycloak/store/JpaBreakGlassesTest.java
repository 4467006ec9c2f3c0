package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static io.ticketgate.keycloak.ABinding.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.BreakGlass.Review;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.JpaBreakGlasses.Waiting;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JpaBreakGlassesTest extends BindingRows {

  private static final Person CARMEN = new Person("carmen-id", "carmen");
  private static final Person RENA = new Person("rena-id", "rena");
  private static final Subject ALICE = user("alice-id", "alice");
  private static final TicketRef TICKET = new TicketRef("snow", "CHG1");
  private static final Instant DUE = NOW.plus(Duration.ofDays(1));

  private JpaBreakGlasses emergencies() {
    return new JpaBreakGlasses(session, realm);
  }

  private String used(Subject subject, Instant due) {
    return used(realm, subject, due);
  }

  private String used(String realmId, Subject subject, Instant due) {
    Binding binding =
        new ABinding()
            .of(subject)
            .under(new TicketRef("break-glass", "of-" + due.toEpochMilli()))
            .make();
    insert(realmId, binding);
    server.run(
        own ->
            new JpaBreakGlasses(own, realmId)
                .insert(new BreakGlass(binding.id(), subject, CARMEN, NOW, due, null)));
    return binding.id();
  }

  private boolean review(String id, Outcome outcome, Instant at) {
    return server.in(
        own ->
            new JpaBreakGlasses(own, realm)
                .review(id, new Review(outcome, RENA, at, TICKET, "agreed", false)));
  }

  @Test
  void whatIsKeptComesBackWithItsReview() {
    String id = used(ALICE, DUE);
    assertThat(emergencies().find(id)).contains(new BreakGlass(id, ALICE, CARMEN, NOW, DUE, null));
    assertThat(review(id, Outcome.CONFIRMED, NOW.plusMillis(7))).isTrue();
    Review review = new Review(Outcome.CONFIRMED, RENA, NOW.plusMillis(7), TICKET, "agreed", false);
    assertThat(emergencies().find(id))
        .contains(new BreakGlass(id, ALICE, CARMEN, NOW, DUE, review));
    assertThat(emergencies().among(List.of(bindings().find(id).orElseThrow()))).containsKey(id);
    assertThat(new JpaBreakGlasses(session, otherRealm).find(id)).isEmpty();
  }

  @Test
  void thereIsOneReview() {
    String id = used(ALICE, DUE);
    assertThat(review(id, Outcome.REJECTED, NOW)).isTrue();
    assertThat(review(id, Outcome.CONFIRMED, NOW)).isFalse();
    assertThat(emergencies().find(id).orElseThrow().review())
        .extracting(Review::outcome)
        .isEqualTo(Outcome.REJECTED);
  }

  @Test
  void unreviewedAreThoseOfTheSubjectAndOfOneWhoHadItsName() {
    String id = used(ALICE, DUE);
    used(user("bella-id", "bella"), DUE.plusMillis(1));
    assertThat(emergencies().unreviewedOf(ALICE))
        .extracting(BreakGlass::bindingId)
        .containsExactly(id);
    assertThat(emergencies().unreviewedOf(user("new-id", "alice"))).hasSize(1);
    assertThat(emergencies().unreviewedOf(user("new-id", "other"))).isEmpty();
    review(id, Outcome.CONFIRMED, NOW);
    assertThat(emergencies().unreviewedOf(ALICE)).isEmpty();
  }

  @Test
  void oneIsOverdueFromItsDeadlineUntilItsReview() {
    String id = used(ALICE, DUE);
    assertThat(emergencies().anyOverdue(CARMEN.id(), DUE.minusMillis(1))).isFalse();
    assertThat(emergencies().anyOverdue(CARMEN.id(), DUE)).isTrue();
    assertThat(emergencies().anyOverdue(RENA.id(), DUE)).isFalse();
    assertThat(emergencies().waiting(DUE)).isEqualTo(new Waiting(1, 1));
    assertThat(emergencies().waiting(NOW)).isEqualTo(new Waiting(1, 0));
    review(id, Outcome.CONFIRMED, DUE);
    assertThat(emergencies().anyOverdue(CARMEN.id(), DUE)).isFalse();
    assertThat(emergencies().waiting(DUE)).isEqualTo(new Waiting(0, 0));
  }

  @Test
  void aTicketThatConfirmedOneIsUsed() {
    String id = used(ALICE, DUE);
    Binding binding = bindings().find(id).orElseThrow();
    assertThat(bindings().uses(TICKET, ALICE, binding.entitlement())).isZero();
    review(id, Outcome.CONFIRMED, NOW);
    assertThat(bindings().uses(TICKET, ALICE, binding.entitlement())).isEqualTo(1);
    assertThat(bindings().uses(TICKET, user("b", "b"), binding.entitlement())).isZero();
  }

  @Test
  void aTicketOfARejectionIsNot() {
    String id = used(ALICE, DUE);
    review(id, Outcome.REJECTED, NOW);
    Binding binding = bindings().find(id).orElseThrow();
    assertThat(bindings().uses(TICKET, ALICE, binding.entitlement())).isZero();
  }

  @Test
  void aRealmThatIsRemovedHasNone() {
    used(ALICE, DUE);
    used(otherRealm, ALICE, DUE);
    server.run(own -> new JpaBreakGlasses(own, realm).forgetRealm());
    assertThat(emergencies().waiting(DUE)).isEqualTo(new Waiting(0, 0));
    assertThat(new JpaBreakGlasses(session, otherRealm).waiting(DUE)).isEqualTo(new Waiting(1, 1));
  }
}
