package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authoriseUntil;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
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
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtensionDeskTest {

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDbAdmin() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
  }

  private static Instant hours(int hours) {
    return T0.plus(Duration.ofHours(hours));
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  /** Alice has the role from T0 for two hours, under version 7. */
  private Binding bound() {
    realm.receive(approved().version(7), T0);
    return realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
  }

  @Test
  void movesTheEndAndSaysSo() {
    Binding before = bound();

    Binding extended = realm.extend("b1", hours(8), hours(1));

    assertThat(extended.expiresAt()).isEqualTo(hours(8));
    assertThat(extended.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(extended.grantedBy()).isEqualTo(before.grantedBy());
    assertThat(realm.binding("b1")).isEqualTo(extended);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    Transition step = realm.transitions().get(1);
    assertThat(step)
        .isEqualTo(
            new Transition(
                "b1",
                BindingStatus.ACTIVE,
                BindingStatus.ACTIVE,
                null,
                hours(1),
                ADMIN,
                new Detail.Extended(hours(2).toString(), hours(8).toString(), "7")));
    assertThat(EventType.of(step)).isEqualTo(EventType.BINDING_EXTENDED);
  }

  @Test
  void theLongestLifeCountsFromTheStartHoweverOftenItIsExtended() {
    bound();
    realm.extend("b1", hours(4), hours(1));
    realm.extend("b1", hours(8), hours(3));

    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(8).plusMillis(1), hours(7)))
        .isInstanceOfSatisfying(
            GateException.Refused.class,
            refusal -> {
              assertThat(refusal.getMessage()).contains(hours(8).toString());
              assertThat(refusal.checks()).isNotEmpty();
            });
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(hours(8));
  }

  @Test
  void theShortestLifeOfAllRulesCounts() {
    bound();
    realm.rule("short", "protects.realmRoles=db-admin", "lifetime.max=PT3H");
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(4), hours(1)));
    Binding extended = realm.extend("b1", hours(3), hours(1));
    assertThat(extended.rules()).containsExactly("prod", "short");
  }

  @Test
  void theChangeWindowIsTheEnd() {
    realm.receive(approved().window(T0, hours(3)), T0);
    realm.bind(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, hours(1)), T0);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(4), T0));
    assertThat(realm.extend("b1", hours(3), T0).expiresAt()).isEqualTo(hours(3));
  }

  @Test
  void anAuthorisationIsExtendedWithoutBeingExercised() {
    realm.receive(approved().window(hours(5), hours(9)), T0);
    realm.bind(authoriseUntil("demo:CHG-1", ALICE, DB_ADMIN, hours(6)), T0);

    Binding extended = realm.extend("b1", hours(9), T0);

    assertThat(extended.status()).isEqualTo(BindingStatus.AUTHORIZED);
    assertThat(realm.roles(ALICE)).isEmpty();
    assertThat(EventType.of(realm.transitions().get(1))).isEqualTo(EventType.BINDING_EXTENDED);
  }

  @Test
  void theSameRequestAgainChangesNothing() {
    bound();
    realm.extend("b1", hours(4), hours(1));
    assertThat(realm.extend("b1", hours(4), hours(2)).expiresAt()).isEqualTo(hours(4));
    assertThat(realm.transitions()).hasSize(2);
  }

  @Test
  void doesNotShorten() {
    bound();
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(1), T0))
        .isInstanceOf(GateException.Conflict.class);
  }

  @Test
  void refusesWhatIsSuspendedEndedOrRunOut() {
    Binding active = bound();
    realm.suspend(active, hours(1));
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(4), hours(1)));
    realm.resume("b1", hours(1));
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(4), hours(2)));
    realm.end(EndCause.ADMIN, hours(1), active);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(4), hours(1)));
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.extend("b2", hours(4), hours(1)))
        .isInstanceOf(GateException.NotFound.class);
  }

  @Test
  void everyCheckIsMadeAnew() {
    bound();
    realm.rule("prod", "protects.realmRoles=db-*", "tickets.minApprovals=2", "lifetime.max=PT8H");
    refused(ErrorCode.TICKET_NOT_APPROVED, () -> realm.extend("b1", hours(4), hours(1)));
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(hours(2));
  }

  @Test
  void aTicketThatIsUsedUpStillExtends() {
    bound();
    assertThat(realm.extend("b1", hours(3), hours(1)).expiresAt()).isEqualTo(hours(3));
  }

  @Test
  void whatNoRuleProtectsAnyMoreIsNotExtended() {
    bound();
    realm.dropRule("prod");
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(3), hours(1)));
  }

  @Test
  void theReviewStaysDueWhenItWas() {
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "lifetime.max=P30D",
        "lifetime.default=P10D",
        "lifetime.reviewEvery=P5D",
        "reviews.by=attribute:manager");
    realm.attribute(ALICE, "manager", "bob");
    Instant due = bound().schedule().reviewDueAt();
    assertThat(due).isEqualTo(hours(5 * 24));
    Binding extended = realm.extend("b1", hours(20 * 24), hours(1));
    assertThat(extended.schedule().reviewDueAt()).isEqualTo(due);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(25 * 24), hours(5 * 24)));
  }

  @Test
  void whatWasAdoptedKeepsTheDateOfItsReview() {
    realm.map(BELLA.id(), DB_ADMIN);
    realm.receive(ticket("demo:BASE-1").requestedFor(null).approvedBy("bob"), T0);
    realm.adopt("demo:BASE-1", BELLA, DB_ADMIN, hours(48), T0);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", hours(72), hours(1)));
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(hours(48));
  }

  @Test
  void aCompositeThatHasGrownIsNotExtended() {
    realm.rule("ops", "protects.realmRoles=ops", "protects.realmRoles=db-*", "lifetime.max=PT8H");
    realm.receive(approved().asks(OPS), T0);
    realm.bind(grantUntil("demo:CHG-1", ALICE, OPS, hours(1)), T0);
    realm.composite(OPS, DB_ADMIN, READER, InMemoryRealm.realmRole("db-owner"));
    refused(ErrorCode.IDENTITY_CHANGED, () -> realm.extend("b1", hours(3), T0));
  }

  @Test
  void whatWasMovedMeanwhileDoesNotExpire() {
    Binding found = bound();
    realm.extend("b1", hours(4), hours(1));
    realm.end(EndCause.EXPIRED, hours(2), found);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
  }

  @Test
  void anotherTicketMakesANewBindingAndTheGrantStays() {
    bound();
    realm.receive(ticket("demo:CHG-2").approvedBy("carol"), T0);
    realm.forgetCalls();

    GrantDesk.Bound next = realm.extend("b1", "demo:CHG-2", hours(9), hours(1));

    assertThat(next.created()).isTrue();
    assertThat(next.binding().ticket()).hasToString("demo:CHG-2");
    assertThat(next.binding().notBefore()).isEqualTo(hours(1));
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    realm.expire(ALICE, hours(2));
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.extend("b2", hours(9), hours(3)).id()).isEqualTo("b2");
  }

  @Test
  void anotherTicketIsNoWayAroundASuspension() {
    realm.suspend(bound(), T0);
    realm.receive(ticket("demo:CHG-2").approvedBy("carol"), T0);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", "demo:CHG-2", hours(4), hours(1)));
  }

  @Test
  void aCredentialDoesNotGoOverToAnotherTicket() {
    realm.rule(
        "ci", "protects.clientCredentials=ci-*", "lifetime.max=PT8H", "lifetime.default=PT2H");
    for (String ref : List.of("demo:CHG-1", "demo:CHG-2")) {
      realm.receive(
          ticket(ref).approvedBy("bob").requestedFor("ci-deployer").asks(DEPLOYER_CREDENTIAL), T0);
    }
    realm.bind(grant("demo:CHG-1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0);
    refused(ErrorCode.NOT_EXTENDABLE, () -> realm.extend("b1", "demo:CHG-2", hours(4), hours(1)));
    assertThat(realm.extend("b1", hours(4), hours(1)).expiresAt()).isEqualTo(hours(4));
  }
}
