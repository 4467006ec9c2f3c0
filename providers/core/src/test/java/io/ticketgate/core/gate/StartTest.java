package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A grant that is authorised now and given by the gate at a time to come. */
class StartTest {

  private static final Instant IN_AN_HOUR = T0.plus(Duration.ofHours(1));
  private static final Instant IN_TWO_HOURS = T0.plus(Duration.ofHours(2));
  private static final Instant IN_NINE_HOURS = T0.plus(Duration.ofHours(9));
  private static final GrantRequest LATER =
      grant("demo:CHG-1", ALICE, DB_ADMIN).startingAt(IN_AN_HOUR);

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  @Test
  void isAuthorisedNowAndLivesFromItsStart() {
    realm.receive(approved(), T0);

    Binding binding = realm.bind(LATER, T0).binding();

    assertThat(binding.status()).isEqualTo(BindingStatus.AUTHORIZED);
    assertThat(binding.notBefore()).isEqualTo(IN_AN_HOUR);
    assertThat(binding.expiresAt()).isEqualTo(IN_AN_HOUR.plus(Duration.ofHours(2)));
    assertThat(binding.schedule().startsAt()).isEqualTo(IN_AN_HOUR);
    assertThat(realm.roles(ALICE)).isEmpty();
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate("b1", IN_AN_HOUR.minusMillis(1)));
  }

  @Test
  void isGivenWhenItsTimeHasComeAndNotBefore() {
    realm.receive(approved(), T0);
    Binding asked = realm.bind(LATER, T0).binding();

    assertThat(realm.start("b1", IN_AN_HOUR.minusMillis(1))).isEmpty();
    assertThat(realm.roles(ALICE)).isEmpty();
    Binding given = realm.start("b1", IN_AN_HOUR).orElseThrow();

    assertThat(given.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(given.expiresAt()).isEqualTo(asked.expiresAt());
    assertThat(given.schedule().startsAt()).isNull();
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.transitions())
        .last()
        .extracting(Transition::to, Transition::actor)
        .containsExactly(BindingStatus.ACTIVE, null);
    assertThat(realm.start("b1", IN_AN_HOUR)).as("a second time").isEmpty();
  }

  @Test
  void endsWhereItIsNotAllowedAnyMoreWhenItsTimeHasCome() {
    realm.receive(approved(), T0);
    realm.bind(LATER, T0);
    realm.user("u-bob", "bob", false);

    realm.start("b1", IN_AN_HOUR);

    Binding ended = realm.binding("b1");
    assertThat(ended.status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(ended.cause()).isEqualTo(EndCause.START_REFUSED);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(realm.transitions())
        .last()
        .extracting(Transition::detail)
        .isEqualTo(new Detail.StartRefused("approver_not_eligible"));
  }

  @Test
  void isNotGivenOnceItHasEnded() {
    realm.receive(approved(), T0);
    realm.bind(LATER, T0);
    realm.end(EndCause.ADMIN, T0, realm.binding("b1"));

    assertThat(realm.start("b1", IN_AN_HOUR)).isEmpty();
    assertThat(realm.roles(ALICE)).isEmpty();
  }

  @Test
  void whatIsOnlyAuthorisedIsNotGivenByItself() {
    realm.receive(approved(), T0);
    realm.bind(io.ticketgate.core.Grants.authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);

    assertThat(realm.start("b1", IN_AN_HOUR)).isEmpty();
  }

  @Test
  void liesWithinTheWindow() {
    realm.receive(approved().window(IN_TWO_HOURS, IN_NINE_HOURS), T0);

    refused(ErrorCode.TICKET_OUTSIDE_WINDOW, () -> realm.bind(LATER, T0));
    refused(ErrorCode.TICKET_OUTSIDE_WINDOW, () -> realm.bind(LATER.startingAt(IN_NINE_HOURS), T0));
    Binding binding = realm.bind(LATER.startingAt(IN_TWO_HOURS), T0).binding();

    assertThat(binding.notBefore()).isEqualTo(IN_TWO_HOURS);
  }

  @Test
  void livesNoLongerThanItsRuleAllowsCountedFromItsStart() {
    realm.receive(approved(), T0);

    refused(
        ErrorCode.LIFETIME_EXCEEDED,
        () -> realm.bind(LATER.until(IN_NINE_HOURS.plusSeconds(1)), T0));
    refused(ErrorCode.LIFETIME_EXCEEDED, () -> realm.bind(LATER.until(IN_AN_HOUR), T0));
    assertThat(realm.bind(LATER.until(IN_NINE_HOURS), T0).binding().expiresAt())
        .isEqualTo(IN_NINE_HOURS);
  }

  @Test
  void theSameRequestFindsItAndAnotherStartIsAConflict() {
    realm.receive(approved(), T0);
    realm.bind(LATER, T0);

    assertThat(realm.bind(LATER, T0).created()).isFalse();
    refused(ErrorCode.TICKET_USED, () -> realm.bind(LATER.startingAt(IN_TWO_HOURS), T0))
        .isInstanceOf(GateException.Conflict.class);
  }
}
