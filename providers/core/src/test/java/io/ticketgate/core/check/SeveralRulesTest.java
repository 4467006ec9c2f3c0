package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.CAB;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Judged;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What several rules have to say of one grant, and which of it is the reason of a refusal. */
class SeveralRulesTest {

  private final Judged judged = new Judged();

  @Nested
  class Together {

    @Test
    void deniesWhenOneOfTwoRulesFails() {
      judged.rule();
      judged.realm.rule("audited", "protects.realmRoles=*-admin", "tickets.requireWindow=true");
      Decision decision = judged.decide(approved());
      assertDenied(decision, Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
      assertThat(((Decision.Denied) decision).reason().rule()).isEqualTo("audited");
    }

    @Test
    void takesTheShortestLifetimeOfAllRules() {
      judged.rule("lifetime.max=PT8H", "lifetime.default=PT1H");
      judged.realm.rule("short", "protects.realmRoles=*-admin", "lifetime.max=PT2H");
      Instant most = T0.plus(Duration.ofHours(2));
      Decision decision = judged.decide(approved());
      assertThat(((Decision.Allowed) decision).expiresAt()).isEqualTo(T0.plus(Duration.ofHours(1)));
      assertDenied(
          judged.realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, most.plusSeconds(1)), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }

    @Test
    void takesTheFewestUsesOfAllRules() {
      judged.rule("tickets.maxUses=5");
      judged.realm.rule("once", "protects.realmRoles=*-admin", "tickets.maxUses=1");
      judged.realm.receive(approved(), T0);
      judged.realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      judged.realm.end(EndCause.ADMIN, T0, judged.realm.binding("b1"));
      Decision decision = judged.realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().rule()).isEqualTo("once");
    }

    @Test
    void namesTheApproversOfAllRulesOnce() {
      judged.rule("tickets.approverRole=cab-member");
      judged.realm.rule("any", "protects.realmRoles=*-admin");
      judged.realm.unmap("u-carol", CAB);
      Decision decision = judged.decide(ticket("demo:CHG-1").approvedBy("bob", "carol"));
      assertThat(((Decision.Allowed) decision).approvers())
          .extracting(Person::name)
          .containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    void appliesTheRulesOfWhatACompositeBringsAlong() {
      judged.rule("tickets.requireWindow=true");
      assertThat(judged.realm.rulesFor(OPS)).extracting(Rule::name).containsExactly("prod");
      assertThat(judged.realm.rulesFor(READER)).isEmpty();
      assertDenied(
          judged.decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void listsRulesInTheSameOrderWhateverTheOrderTheyWereMadeIn() {
      judged.realm.rule("b", "protects.realmRoles=db-*");
      judged.realm.rule("a", "protects.realmRoles=*-admin");
      judged.realm.rule("c", "protects.realmRoles=db-admin");
      assertThat(judged.realm.rulesFor(OPS)).extracting(Rule::name).containsExactly("a", "b", "c");
    }
  }

  @Nested
  class Reason {

    @Test
    void reportsTheFirstFailureInTheOrderOfTheChecksNotOfTheRules() {
      judged.realm.rule("one", "protects.realmRoles=db-*", "tickets.requireWindow=true");
      judged.realm.rule("two", "protects.realmRoles=db-*", "tickets.types=incident");
      Decision decision = judged.decide(approved());
      assertThat(((Decision.Denied) decision).reason().code())
          .isEqualTo(ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void reportsThatItIsClosedBeforeAnythingElse() {
      judged.rule("tickets.types=incident");
      Decision decision =
          judged.decide(ticket("demo:CHG-1").open(false), grant("demo:CHG-1", BELLA, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_CLOSED);
    }

    @Test
    void reportsAMismatchBeforeTheApprovals() {
      judged.rule();
      Decision decision =
          judged.decide(ticket("demo:CHG-1"), grant("demo:CHG-1", BELLA, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void reportsAChangeBeforeTheMissingApproval() {
      judged.rule();
      judged.realm.receive(approved(), T0);
      Decision decision = judged.decide(approved().version(2).risk("high"));
      assertThat(failures(decision)).contains(Id.UNCHANGED, Id.APPROVALS);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_CHANGED);
    }
  }
}
