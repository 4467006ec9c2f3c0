package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.Judged.outcome;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Judged;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.CheckResult.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ticket says of itself: that it is open, for whom, for what, and until when. */
class TicketChecksTest {

  private final Judged judged = new Judged();

  @Test
  void allowsAnApprovedTicketAndNamesTheApprover() {
    judged.rule();
    Decision decision = judged.decide(approved());
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> {
              assertThat(allowed.approvers()).containsExactly(new Person("u-bob", "bob"));
              assertThat(allowed.rules()).extracting(Rule::name).containsExactly("prod");
              assertThat(allowed.notBefore()).isEqualTo(T0);
            });
  }

  @Test
  void answersEveryCheckOnceSoThatADryRunShowsAllThatIsWrong() {
    judged.rule("tickets.requireJustification=true", "tickets.types=incident");
    Decision decision = judged.decide(ticket("demo:CHG-1").open(false).justification(null));
    assertThat(decision.checks())
        .extracting(CheckResult::id)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Id.BREAK_GLASS, Id.BREAK_GLASS_ROLE)))
        .doesNotHaveDuplicates();
    assertThat(failures(decision))
        .containsExactlyInAnyOrder(Id.TICKET_OPEN, Id.TYPE, Id.APPROVALS, Id.JUSTIFICATION);
  }

  @Nested
  class Demands {

    @Test
    void deniesATicketOfAnotherSystem() {
      judged.rule("tickets.systems=snow");
      assertDenied(judged.decide(approved()), Id.SYSTEM, ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void deniesATicketOfAnotherType() {
      judged.rule("tickets.types=change_request", "tickets.types=incident");
      assertDenied(
          judged.decide(approved().type("task")), Id.TYPE, ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void allowsAnyOfTheListedSystemsAndTypes() {
      judged.rule(
          "tickets.systems=snow",
          "tickets.systems=demo",
          "tickets.types=incident",
          "tickets.types=change_request");
      assertAllowed(judged.decide(approved()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n "})
    void deniesABlankJustification(String text) {
      judged.rule("tickets.requireJustification=true");
      assertDenied(
          judged.decide(approved().justification(text)),
          Id.JUSTIFICATION,
          ErrorCode.JUSTIFICATION_MISSING);
    }

    @Test
    void deniesAJustificationThatOnlyTheCallerGives() {
      judged.rule("tickets.requireJustification=true");
      GrantRequest asked = grant("demo:CHG-1", ALICE, DB_ADMIN);
      GrantRequest withWords =
          new GrantRequest(
              asked.ticket(), ALICE, DB_ADMIN, true, null, "because I say so", null, asked.by());
      assertDenied(
          judged.decide(approved().justification(null), withWords, T0),
          Id.JUSTIFICATION,
          ErrorCode.JUSTIFICATION_MISSING);
    }

    @Test
    void deniesATicketWithoutConfigurationItem() {
      judged.rule("tickets.requireConfigurationItem=any");
      assertDenied(
          judged.decide(approved().configurationItem(" ")),
          Id.CONFIGURATION_ITEM,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesATicketAboutAnotherConfigurationItem() {
      judged.rule("tickets.requireConfigurationItem=attribute:ci");
      judged.realm.attribute(ALICE, "ci", "pg-test-01");
      assertDenied(judged.decide(approved()), Id.CONFIGURATION_ITEM, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesWhenTheSubjectNamesNoConfigurationItem() {
      judged.rule("tickets.requireConfigurationItem=attribute:ci");
      assertDenied(judged.decide(approved()), Id.CONFIGURATION_ITEM, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void allowsATicketAboutTheSubjectsConfigurationItem() {
      judged.rule("tickets.requireConfigurationItem=attribute:ci");
      judged.realm.attribute(ALICE, "ci", "pg-prod-01");
      assertAllowed(judged.decide(approved()));
    }

    @Test
    void deniesAServiceAccountWithoutAnEnabledOwner() {
      judged.rule("owner.required=true");
      GrantRequest request = grant("demo:CHG-1", DEPLOYER, DB_ADMIN);
      TicketBuilder ticket = approved().requestedFor("deployer");
      assertDenied(judged.decide(ticket, request, T0), Id.OWNER, ErrorCode.OWNER_MISSING);

      judged.realm.user("u-olga", "olga", false);
      judged.realm.attribute(DEPLOYER, "owner", "olga");
      assertDenied(judged.realm.decide(request, T0), Id.OWNER, ErrorCode.OWNER_MISSING);

      judged.realm.user("u-olga", "olga", true);
      assertAllowed(judged.realm.decide(request, T0));
    }

    @Test
    void deniesAnOwnerWithoutTheRoleOfOwners() {
      judged.rule("owner.required=true", "owner.role=reader");
      GrantRequest request = grant("demo:CHG-1", DEPLOYER, DB_ADMIN);
      judged.realm.attribute(DEPLOYER, "owner", "rita");
      judged.realm.unmap("u-rita", READER);
      TicketBuilder ticket = approved().requestedFor("deployer");
      Decision denied = judged.decide(ticket, request, T0);
      assertDenied(denied, Id.OWNER, ErrorCode.OWNER_MISSING);
      assertThat(denied.checks())
          .extracting(CheckResult::message)
          .contains(
              "The owner must hold role reader, as rule prod demands (owner.role). Name an owner"
                  + " who holds it.");

      judged.realm.map("u-rita", READER);
      assertAllowed(judged.realm.decide(request, T0));
    }

    @Test
    void theOneWhoWillOwnItMustHoldTheRoleOfEachRule() {
      judged.realm.rule("a", "protects.realmRoles=db-*", "owner.required=true");
      judged.realm.rule(
          "b",
          "protects.realmRoles=db-*",
          "owner.required=true",
          "owner.attribute=lead",
          "owner.role=reader");
      judged.realm.attribute(DEPLOYER, "owner", "rita");
      judged.realm.attribute(DEPLOYER, "lead", "bella");
      judged.realm.map("u-bella", READER);
      GrantRequest request = grant("demo:CHG-1", DEPLOYER, DB_ADMIN);

      assertDenied(
          judged.decide(approved().requestedFor("deployer"), request, T0),
          Id.OWNER,
          ErrorCode.OWNER_MISSING);
      judged.realm.map("u-rita", READER);
      assertAllowed(judged.realm.decide(request, T0));
    }

    @Test
    void asksNoOwnerOfAPerson() {
      judged.rule("owner.required=true");
      assertThat(outcome(judged.decide(approved()), Id.OWNER)).isEqualTo(Outcome.NOT_APPLICABLE);
    }
  }

  @Nested
  class Window {

    private static final Instant START = T0.plus(Duration.ofHours(1));
    private static final Instant END = T0.plus(Duration.ofHours(3));

    @Test
    void deniesBeforeTheWindow() {
      judged.rule();
      assertDenied(
          judged.decide(
              approved().window(START, END),
              grant("demo:CHG-1", ALICE, DB_ADMIN),
              START.minusNanos(1)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void authorisesBeforeTheWindow() {
      judged.rule();
      Decision decision =
          judged.decide(
              approved().window(START, END), authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Allowed.class,
              allowed -> {
                assertThat(allowed.notBefore()).isEqualTo(START);
                assertThat(allowed.expiresAt()).isEqualTo(END);
              });
    }

    @Test
    void allowsFromTheFirstToTheLastMoment() {
      judged.rule();
      judged.realm.receive(approved().window(START, END), T0);
      GrantRequest request = grant("demo:CHG-1", ALICE, DB_ADMIN);
      assertAllowed(judged.realm.decide(request, START));
      assertAllowed(judged.realm.decide(request, END.minusNanos(1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deniesAfterTheWindow(boolean activate) {
      judged.rule();
      assertDenied(
          judged.decide(
              approved().window(START, END),
              activate
                  ? grant("demo:CHG-1", ALICE, DB_ADMIN)
                  : authorise("demo:CHG-1", ALICE, DB_ADMIN),
              END),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void deniesATicketWithoutWindowWhereTheRuleAsksForOne() {
      judged.rule("tickets.requireWindow=true");
      assertDenied(judged.decide(approved()), Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void deniesHalfAWindowWhereTheRuleAsksForOne() {
      judged.rule("tickets.requireWindow=true");
      assertDenied(
          judged.decide(approved().window(T0, null)), Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
      assertDenied(
          judged.decide(approved().version(2).noApprovals().approvedBy("carol").window(null, END)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void holdsToAHalfWindowThatTheRuleDoesNotAskFor() {
      judged.rule();
      assertDenied(
          judged.decide(
              approved().window(null, T0), grant("demo:CHG-1", ALICE, DB_ADMIN), T0.plusSeconds(1)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }
  }

  @Nested
  class Mismatch {

    @Test
    void deniesATicketForSomebodyElse() {
      judged.rule();
      assertDenied(
          judged.decide(approved(), grant("demo:CHG-1", BELLA, DB_ADMIN), T0),
          Id.SUBJECT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesATicketForNobody() {
      judged.rule();
      assertDenied(
          judged.decide(approved().requestedFor(null)), Id.SUBJECT, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesARoleThatTheTicketDoesNotAskFor() {
      judged.rule("protects.clientRoles=orders/refund");
      assertDenied(
          judged.decide(approved(), grant("demo:CHG-1", ALICE, REFUND), T0),
          Id.ENTITLEMENT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesATicketThatAsksForNothing() {
      judged.rule();
      assertDenied(judged.decide(approved().asks()), Id.ENTITLEMENT, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void doesNotTakeARealmRoleForTheClientRoleThatIsWrittenTheSame() {
      judged.rule("protects.clientRoles=orders/refund");
      Entitlement lookalike =
          new Entitlement("id-x", new EntitlementName.RealmRole("orders/refund"));
      assertDenied(
          judged.decide(approved().asks(lookalike), grant("demo:CHG-1", ALICE, REFUND), T0),
          Id.ENTITLEMENT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void allowsEachOfTheRolesThatTheTicketAsksFor() {
      judged.rule("protects.clientRoles=orders/refund");
      judged.realm.receive(approved().asks(DB_ADMIN, REFUND), T0);
      assertAllowed(judged.realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0));
      assertAllowed(judged.realm.decide(grant("demo:CHG-1", ALICE, REFUND), T0));
    }
  }

  @Nested
  class Lifetime {

    @Test
    void deniesAnEndAfterTheLongestLife() {
      judged.rule("lifetime.max=PT8H");
      Instant latest = T0.plus(Duration.ofHours(8));
      judged.realm.receive(approved(), T0);
      assertDenied(
          judged.realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, latest.plusNanos(1)), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
      assertAllowed(judged.realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, latest), T0));
    }

    @Test
    void deniesAnEndAfterTheWindow() {
      judged.rule();
      Instant end = T0.plus(Duration.ofHours(1));
      assertDenied(
          judged.decide(
              approved().window(T0, end),
              grantUntil("demo:CHG-1", ALICE, DB_ADMIN, end.plusSeconds(1)),
              T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }

    @Test
    void deniesAnEndThatHasPassed() {
      judged.rule();
      assertDenied(
          judged.decide(approved(), grantUntil("demo:CHG-1", ALICE, DB_ADMIN, T0), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }
  }

  @Nested
  class Uses {

    @Test
    void deniesATicketThatWasUsedUp() {
      judged.rule();
      judged.realm.receive(approved(), T0);
      judged.realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      judged.realm.end(EndCause.ADMIN, T0, judged.realm.binding("b1"));
      assertDenied(
          judged.realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0),
          Id.USES,
          ErrorCode.TICKET_USED);
    }

    @Test
    void allowsAsManyUsesAsTheRuleSays() {
      judged.rule("tickets.maxUses=2");
      judged.realm.receive(approved(), T0);
      for (String id : List.of("b1", "b2")) {
        judged.realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
        judged.realm.end(EndCause.ADMIN, T0, judged.realm.binding(id));
      }
      assertDenied(
          judged.realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0),
          Id.USES,
          ErrorCode.TICKET_USED);
    }

    @Test
    void countsTheUsesOfEachRoleOfATicketByThemselves() {
      judged.rule("protects.clientRoles=orders/refund");
      judged.realm.receive(approved().asks(DB_ADMIN, REFUND), T0);
      judged.realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      assertAllowed(judged.realm.decide(grant("demo:CHG-1", ALICE, REFUND), T0));
    }
  }
}
