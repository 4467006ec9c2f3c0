package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartsTest {

  private static final TicketRef ASKED = new TicketRef("snow", "CHG-1");

  private final TestRealm realm = new TestRealm();

  private ABinding due(TicketRef ticket, Instant startsAt) {
    return new ABinding()
        .under(ticket)
        .in(BindingStatus.AUTHORIZED)
        .made(ago(Duration.ofHours(2)))
        .until(ago(Duration.ofHours(-1)))
        .due(Schedule.NONE.startingAt(startsAt));
  }

  private Binding toStart(String user, TicketRef ticket, Instant startsAt) {
    return realm.bind(due(ticket, startsAt).of(realm.user(user, false)));
  }

  private void run() {
    new Starts(realm.jobs, realm.health).run();
  }

  private Map<String, Set<String>> due() {
    return realm.server.in(
        own -> new DueSteps(own).due(DueSteps.Kind.START, Instant.now(), 0, 1000));
  }

  @Test
  void whatIsDueIsReadJudgedAndGiven() {
    realm.knows(TestItsm.ticket(ASKED, "1", true), ago(Duration.ofHours(2)));
    realm.itsm.has(TestItsm.ticket(ASKED, "1", true));
    Binding binding = toStart("alice", ASKED, ago(Duration.ofSeconds(5)));

    run();

    assertThat(realm.itsm.asked).containsExactly(ASKED);
    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.holds(binding.subject())).isTrue();
    assertThat(due()).isEmpty();
  }

  @Test
  void aTicketThatWasClosedMeanwhileEndsItInstead() {
    realm.knows(TestItsm.ticket(ASKED, "1", true), ago(Duration.ofHours(2)));
    realm.itsm.has(TestItsm.ticket(ASKED, "2", false));
    Binding binding = toStart("alice", ASKED, ago(Duration.ofSeconds(5)));

    run();

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.holds(binding.subject())).isFalse();
    assertThat(due()).isEmpty();
  }

  @Test
  void whatIsNotDueYetIsLeftAlone() {
    Binding later = toStart("alice", ASKED, ago(Duration.ofSeconds(-60)));

    run();

    assertThat(due()).isEmpty();
    assertThat(realm.binding(later.id()).status()).isEqualTo(BindingStatus.AUTHORIZED);
  }

  @Test
  void nothingStartsWhileTheItsmDoesNotAnswerAndItIsAskedOnceInAPass() {
    realm.itsm.failure = new ItsmException.Unavailable("It is down.", null, null);
    toStart("alice", ASKED, ago(Duration.ofSeconds(5)));
    toStart("bob", new TicketRef("snow", "CHG-2"), ago(Duration.ofSeconds(5)));

    run();

    assertThat(due().get(realm.id)).hasSize(2);
    assertThat(realm.itsm.asked).hasSize(1);
  }

  @Test
  void whatIsLeftOfARealmThatIsGoneIsForgotten() {
    Binding binding = due(ASKED, ago(Duration.ofSeconds(5))).of("alice").make();
    realm.server.run(own -> new JpaBindings(own, "gone").insert(binding));
    assertThat(due()).containsKey("gone");

    run();

    assertThat(due()).isEmpty();
  }
}
