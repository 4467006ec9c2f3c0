package io.ticketgate.core;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.CAB;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.CheckResult.Id;
import io.ticketgate.core.CheckResult.Outcome;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketChecksTest {

  private static final Entitlement MAKER = realmRole("payments-maker");
  private static final Entitlement CHECKER = realmRole("payments-checker");

  private final InMemoryRealm realm = new InMemoryRealm();

  private void rule(String... settings) {
    List<String> all = new ArrayList<>(List.of("protects.realmRoles=db-*"));
    all.addAll(Arrays.asList(settings));
    realm.rule("prod", all.toArray(String[]::new));
  }

  /** Decides on db-admin for alice at T0. */
  private Decision decide(TicketBuilder ticket) {
    return decide(ticket, grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
  }

  private Decision decide(TicketBuilder ticket, GrantRequest request, Instant now) {
    realm.receive(ticket, now);
    return realm.decide(request, now);
  }

  private static void assertDenied(Decision decision, Id check, ErrorCode code) {
    assertThat(failures(decision)).containsExactly(check);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> {
              assertThat(denied.reason().code()).isEqualTo(code);
              assertThat(denied.reason().message()).isNotBlank();
            });
  }

  private static void assertAllowed(Decision decision) {
    assertThat(failures(decision)).isEmpty();
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
  }

  private static Outcome outcome(Decision decision, Id id) {
    return decision.checks().stream()
        .filter(check -> check.id() == id)
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  private static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }

  @Test
  void allowsAnApprovedTicketAndNamesTheApprover() {
    rule();
    Decision decision = decide(approved());
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
    rule("tickets.requireJustification=true", "tickets.types=incident");
    Decision decision = decide(ticket("demo:CHG-1").open(false).justification(null));
    assertThat(decision.checks())
        .extracting(CheckResult::id)
        .containsExactlyInAnyOrder(Id.values())
        .doesNotHaveDuplicates();
    assertThat(failures(decision))
        .containsExactlyInAnyOrder(Id.TICKET_OPEN, Id.TYPE, Id.APPROVALS, Id.JUSTIFICATION);
  }

  @Nested
  class Approved {

    @Test
    void deniesWhenTheStateSaysApprovedAndNoRecordDoes() {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").state("approved")),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenRecordsApproveWhateverTheStateSays() {
      rule();
      assertAllowed(decide(approved().state("rejected")));
    }

    @ParameterizedTest
    @EnumSource(
        value = Approval.Decision.class,
        names = {"PENDING", "NOT_REQUIRED", "REJECTED"})
    void countsOnlyApprovingRecords(Approval.Decision decision) {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").decided("bob", decision, T0)),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @ParameterizedTest
    @EnumSource(
        value = Approval.Decision.class,
        names = {"PENDING", "REJECTED"})
    void deniesWhileAnotherApproverIsOpenOrHasRefused(Approval.Decision decision) {
      rule();
      assertDenied(
          decide(approved().decided("carol", decision, null)),
          Id.APPROVALS,
          ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenAnotherApproverIsNoLongerNeeded() {
      rule();
      assertAllowed(decide(approved().decided("carol", Approval.Decision.NOT_REQUIRED, null)));
    }

    @Test
    void takesTheLastWordOfAnApproverWhoChangedTheirMind() {
      rule();
      Decision decision =
          decide(
              ticket("demo:CHG-1")
                  .decided("bob", Approval.Decision.REJECTED, T0)
                  .decided("bob", Approval.Decision.APPROVED, T0.minusSeconds(5)));
      assertDenied(decision, Id.APPROVALS, ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void deniesAClosedTicket() {
      rule("tickets.minApprovals=0");
      assertDenied(
          decide(ticket("demo:CHG-1").open(false)), Id.TICKET_OPEN, ErrorCode.TICKET_CLOSED);
    }

    @Test
    void allowsWithoutApprovalsOnlyWhereTheRuleOptsIn() {
      rule("tickets.minApprovals=0");
      assertAllowed(decide(ticket("demo:CHG-1")));
    }
  }

  @Nested
  class Approvers {

    @Test
    void deniesWhenFewerHaveApprovedThanTheRuleAsksFor() {
      rule("tickets.minApprovals=2");
      Decision decision = decide(approved());
      assertThat(failures(decision)).containsExactly(Id.APPROVALS);
      assertThat(((Decision.Denied) decision).reason().code())
          .isEqualTo(ErrorCode.TICKET_NOT_APPROVED);
    }

    @Test
    void allowsWhenAsManyHaveApprovedAsTheRuleAsksFor() {
      rule("tickets.minApprovals=2");
      assertAllowed(decide(ticket("demo:CHG-1").approvedBy("bob", "carol")));
    }

    @Test
    void countsOnePersonUnderTwoNamesOnce() {
      rule("tickets.minApprovals=2");
      assertDenied(
          decide(ticket("demo:CHG-1").approvedBy("bob", "bob@example.org")),
          Id.APPROVERS,
          ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void countsOneNameInTwoSpellingsOnce() {
      rule("tickets.minApprovals=2");
      assertThat(failures(decide(ticket("demo:CHG-1").approvedBy("bob", "BOB"))))
          .contains(Id.APPROVALS);
    }

    @Test
    void deniesWhenTheApproverIsNobodyHere() {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").approvedBy("mallory")),
          Id.APPROVERS,
          ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheApproverIsDisabled() {
      rule();
      realm.user("u-bob", "bob", false);
      assertDenied(decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheNameMeansMoreThanOneUser() {
      rule();
      realm.user("u-bob2", "robert", true, "bob");
      assertDenied(decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void deniesWhenTheApproverLacksTheRole() {
      rule("tickets.approverRole=cab-member");
      realm.unmap("u-bob", CAB);
      assertDenied(decide(approved()), Id.APPROVERS, ErrorCode.APPROVER_NOT_ELIGIBLE);
    }

    @Test
    void namesOnlyTheEligibleApprovers() {
      rule("tickets.approverRole=cab-member");
      realm.unmap("u-bob", CAB);
      Decision decision = decide(ticket("demo:CHG-1").approvedBy("bob", "carol"));
      assertThat(((Decision.Allowed) decision).approvers())
          .extracting(Person::name)
          .containsExactly("carol");
    }
  }

  @Nested
  class SeparationOfDuties {

    @Test
    void deniesWhenTheRequesterApproves() {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").approvedBy("rita")),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesWhenTheTicketDoesNotSayWhoAsked() {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").requester(null).approvedBy("bob")),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void asksForNoRequesterWhereTheRuleLetsRequestersApprove() {
      rule("separationOfDuties.approverNotRequester=false");
      assertAllowed(decide(ticket("demo:CHG-1").requester(null).approvedBy("bob")));
    }

    @Test
    void deniesWhenTheRequesterApprovesUnderAnotherName() {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").approvedBy("rita@example.org")),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesWhenARequesterWithoutAUserHereApproves() {
      rule("tickets.minApprovals=0");
      assertDenied(
          decide(ticket("demo:CHG-1").requester("Mallory").approvedBy("mallory")),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "ALICE", "alice@example.org"})
    void deniesWhenTheBeneficiaryApproves(String name) {
      rule();
      assertDenied(
          decide(ticket("demo:CHG-1").approvedBy(name)),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesWhenTheBeneficiaryApprovesBesideEnoughOthers() {
      rule();
      assertDenied(
          decide(approved().approvedBy("alice")),
          Id.SEPARATION_OF_DUTIES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void allowsTheRequesterToApproveWhereTheRuleSaysSo() {
      rule("separationOfDuties.approverNotRequester=false");
      assertAllowed(decide(ticket("demo:CHG-1").approvedBy("rita")));
    }

    @Test
    void allowsTheBeneficiaryToApproveWhereTheRuleSaysSo() {
      rule("separationOfDuties.approverNotBeneficiary=false");
      assertAllowed(decide(ticket("demo:CHG-1").approvedBy("alice")));
    }

    @Test
    void deniesARoleThatExcludesOneTheSubjectHolds() {
      exclusivePayments();
      realm.map(ALICE.id(), CHECKER);
      assertDenied(
          decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0),
          Id.EXCLUSIVE_ROLES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesARoleThatExcludesOneTheSubjectHoldsThroughAComposite() {
      exclusivePayments();
      realm.composite(READER, CHECKER);
      realm.map(ALICE.id(), READER);
      assertDenied(
          decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0),
          Id.EXCLUSIVE_ROLES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesACompositeThatBringsARoleExcludingOneTheSubjectHolds() {
      exclusivePayments();
      realm.composite(OPS, MAKER);
      realm.map(ALICE.id(), CHECKER);
      assertDenied(
          decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
          Id.EXCLUSIVE_ROLES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void deniesACompositeThatBringsTwoRolesExcludingEachOther() {
      exclusivePayments();
      realm.composite(OPS, MAKER, CHECKER);
      assertDenied(
          decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
          Id.EXCLUSIVE_ROLES,
          ErrorCode.SEPARATION_OF_DUTIES);
    }

    @Test
    void allowsARoleOfAnExclusiveSetToWhoHoldsOnlyThatRole() {
      exclusivePayments();
      realm.map(ALICE.id(), MAKER);
      realm.map(BELLA.id(), CHECKER);
      assertAllowed(decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0));
    }

    private void exclusivePayments() {
      rule(
          "protects.realmRoles=payments-*",
          "separationOfDuties.exclusiveRoles=payments-maker,payments-checker");
    }
  }

  @Nested
  class Demands {

    @Test
    void deniesATicketOfAnotherSystem() {
      rule("tickets.systems=snow");
      assertDenied(decide(approved()), Id.SYSTEM, ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void deniesATicketOfAnotherType() {
      rule("tickets.types=change_request", "tickets.types=incident");
      assertDenied(decide(approved().type("task")), Id.TYPE, ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void allowsAnyOfTheListedSystemsAndTypes() {
      rule(
          "tickets.systems=snow",
          "tickets.systems=demo",
          "tickets.types=incident",
          "tickets.types=change_request");
      assertAllowed(decide(approved()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n "})
    void deniesABlankJustification(String text) {
      rule("tickets.requireJustification=true");
      assertDenied(
          decide(approved().justification(text)),
          Id.JUSTIFICATION,
          ErrorCode.JUSTIFICATION_MISSING);
    }

    @Test
    void deniesAJustificationThatOnlyTheCallerGives() {
      rule("tickets.requireJustification=true");
      GrantRequest asked = grant("demo:CHG-1", ALICE, DB_ADMIN);
      GrantRequest withWords =
          new GrantRequest(
              asked.ticket(), ALICE, DB_ADMIN, true, null, "because I say so", null, asked.by());
      assertDenied(
          decide(approved().justification(null), withWords, T0),
          Id.JUSTIFICATION,
          ErrorCode.JUSTIFICATION_MISSING);
    }

    @Test
    void deniesATicketWithoutConfigurationItem() {
      rule("tickets.requireConfigurationItem=any");
      assertDenied(
          decide(approved().configurationItem(" ")),
          Id.CONFIGURATION_ITEM,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesATicketAboutAnotherConfigurationItem() {
      rule("tickets.requireConfigurationItem=attribute:ci");
      realm.attribute(ALICE, "ci", "pg-test-01");
      assertDenied(decide(approved()), Id.CONFIGURATION_ITEM, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesWhenTheSubjectNamesNoConfigurationItem() {
      rule("tickets.requireConfigurationItem=attribute:ci");
      assertDenied(decide(approved()), Id.CONFIGURATION_ITEM, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void allowsATicketAboutTheSubjectsConfigurationItem() {
      rule("tickets.requireConfigurationItem=attribute:ci");
      realm.attribute(ALICE, "ci", "pg-prod-01");
      assertAllowed(decide(approved()));
    }

    @Test
    void deniesAServiceAccountWithoutAnEnabledOwner() {
      rule("owner.required=true");
      GrantRequest request = grant("demo:CHG-1", DEPLOYER, DB_ADMIN);
      TicketBuilder ticket = approved().requestedFor("deployer");
      assertDenied(decide(ticket, request, T0), Id.OWNER, ErrorCode.OWNER_MISSING);

      realm.user("u-olga", "olga", false);
      realm.attribute(DEPLOYER, "owner", "olga");
      assertDenied(realm.decide(request, T0), Id.OWNER, ErrorCode.OWNER_MISSING);

      realm.user("u-olga", "olga", true);
      assertAllowed(realm.decide(request, T0));
    }

    @Test
    void asksNoOwnerOfAPerson() {
      rule("owner.required=true");
      assertThat(outcome(decide(approved()), Id.OWNER)).isEqualTo(Outcome.NOT_APPLICABLE);
    }
  }

  @Nested
  class Window {

    private static final Instant START = T0.plus(Duration.ofHours(1));
    private static final Instant END = T0.plus(Duration.ofHours(3));

    @Test
    void deniesBeforeTheWindow() {
      rule();
      assertDenied(
          decide(
              approved().window(START, END),
              grant("demo:CHG-1", ALICE, DB_ADMIN),
              START.minusNanos(1)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void authorisesBeforeTheWindow() {
      rule();
      Decision decision =
          decide(approved().window(START, END), authorise("demo:CHG-1", ALICE, DB_ADMIN), T0);
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
      rule();
      realm.receive(approved().window(START, END), T0);
      GrantRequest request = grant("demo:CHG-1", ALICE, DB_ADMIN);
      assertAllowed(realm.decide(request, START));
      assertAllowed(realm.decide(request, END.minusNanos(1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deniesAfterTheWindow(boolean activate) {
      rule();
      assertDenied(
          decide(
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
      rule("tickets.requireWindow=true");
      assertDenied(decide(approved()), Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void deniesHalfAWindowWhereTheRuleAsksForOne() {
      rule("tickets.requireWindow=true");
      assertDenied(decide(approved().window(T0, null)), Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
      assertDenied(
          decide(approved().version(2).noApprovals().approvedBy("carol").window(null, END)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void holdsToAHalfWindowThatTheRuleDoesNotAskFor() {
      rule();
      assertDenied(
          decide(
              approved().window(null, T0), grant("demo:CHG-1", ALICE, DB_ADMIN), T0.plusSeconds(1)),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }
  }

  @Nested
  class Mismatch {

    @Test
    void deniesATicketForSomebodyElse() {
      rule();
      assertDenied(
          decide(approved(), grant("demo:CHG-1", BELLA, DB_ADMIN), T0),
          Id.SUBJECT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesATicketForNobody() {
      rule();
      assertDenied(decide(approved().requestedFor(null)), Id.SUBJECT, ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void deniesARoleThatTheTicketDoesNotAskFor() {
      rule("protects.clientRoles=orders/refund");
      assertDenied(
          decide(approved(), grant("demo:CHG-1", ALICE, REFUND), T0),
          Id.ENTITLEMENT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void doesNotTakeARealmRoleForTheClientRoleThatIsWrittenTheSame() {
      rule("protects.clientRoles=orders/refund");
      Entitlement lookalike =
          new Entitlement("id-x", new EntitlementName.RealmRole("orders/refund"));
      assertDenied(
          decide(approved().asks(lookalike), grant("demo:CHG-1", ALICE, REFUND), T0),
          Id.ENTITLEMENT,
          ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void allowsEachOfTheRolesThatTheTicketAsksFor() {
      rule("protects.clientRoles=orders/refund");
      realm.receive(approved().asks(DB_ADMIN, REFUND), T0);
      assertAllowed(realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0));
      assertAllowed(realm.decide(grant("demo:CHG-1", ALICE, REFUND), T0));
    }
  }

  @Nested
  class Lifetime {

    @Test
    void deniesAnEndAfterTheLongestLife() {
      rule("lifetime.max=PT8H");
      Instant latest = T0.plus(Duration.ofHours(8));
      realm.receive(approved(), T0);
      assertDenied(
          realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, latest.plusNanos(1)), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
      assertAllowed(realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, latest), T0));
    }

    @Test
    void deniesAnEndAfterTheWindow() {
      rule();
      Instant end = T0.plus(Duration.ofHours(1));
      assertDenied(
          decide(
              approved().window(T0, end),
              grantUntil("demo:CHG-1", ALICE, DB_ADMIN, end.plusSeconds(1)),
              T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }

    @Test
    void deniesAnEndThatHasPassed() {
      rule();
      assertDenied(
          decide(approved(), grantUntil("demo:CHG-1", ALICE, DB_ADMIN, T0), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }
  }

  @Nested
  class Uses {

    @Test
    void deniesATicketThatWasUsedUp() {
      rule();
      realm.receive(approved(), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.end(EndCause.ADMIN, T0, realm.binding("b1"));
      assertDenied(
          realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0), Id.USES, ErrorCode.TICKET_USED);
    }

    @Test
    void allowsAsManyUsesAsTheRuleSays() {
      rule("tickets.maxUses=2");
      realm.receive(approved(), T0);
      for (String id : List.of("b1", "b2")) {
        realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
        realm.end(EndCause.ADMIN, T0, realm.binding(id));
      }
      assertDenied(
          realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0), Id.USES, ErrorCode.TICKET_USED);
    }

    @Test
    void countsTheUsesOfEachRoleOfATicketByThemselves() {
      rule("protects.clientRoles=orders/refund");
      realm.receive(approved().asks(DB_ADMIN, REFUND), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      assertAllowed(realm.decide(grant("demo:CHG-1", ALICE, REFUND), T0));
    }
  }

  @Nested
  class SeveralRules {

    @Test
    void deniesWhenOneOfTwoRulesFails() {
      rule();
      realm.rule("audited", "protects.realmRoles=*-admin", "tickets.requireWindow=true");
      Decision decision = decide(approved());
      assertDenied(decision, Id.WINDOW, ErrorCode.TICKET_OUTSIDE_WINDOW);
      assertThat(((Decision.Denied) decision).reason().rule()).isEqualTo("audited");
    }

    @Test
    void takesTheShortestLifetimeOfAllRules() {
      rule("lifetime.max=PT8H", "lifetime.default=PT1H");
      realm.rule("short", "protects.realmRoles=*-admin", "lifetime.max=PT2H");
      Instant most = T0.plus(Duration.ofHours(2));
      Decision decision = decide(approved());
      assertThat(((Decision.Allowed) decision).expiresAt()).isEqualTo(T0.plus(Duration.ofHours(1)));
      assertDenied(
          realm.decide(grantUntil("demo:CHG-1", ALICE, DB_ADMIN, most.plusSeconds(1)), T0),
          Id.LIFETIME,
          ErrorCode.LIFETIME_EXCEEDED);
    }

    @Test
    void takesTheFewestUsesOfAllRules() {
      rule("tickets.maxUses=5");
      realm.rule("once", "protects.realmRoles=*-admin", "tickets.maxUses=1");
      realm.receive(approved(), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.end(EndCause.ADMIN, T0, realm.binding("b1"));
      Decision decision = realm.decide(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().rule()).isEqualTo("once");
    }

    @Test
    void namesTheApproversOfAllRulesOnce() {
      rule("tickets.approverRole=cab-member");
      realm.rule("any", "protects.realmRoles=*-admin");
      realm.unmap("u-carol", CAB);
      Decision decision = decide(ticket("demo:CHG-1").approvedBy("bob", "carol"));
      assertThat(((Decision.Allowed) decision).approvers())
          .extracting(Person::name)
          .containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    void appliesTheRulesOfWhatACompositeBringsAlong() {
      rule("tickets.requireWindow=true");
      assertThat(realm.rulesFor(OPS)).extracting(Rule::name).containsExactly("prod");
      assertThat(realm.rulesFor(READER)).isEmpty();
      assertDenied(
          decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
          Id.WINDOW,
          ErrorCode.TICKET_OUTSIDE_WINDOW);
    }

    @Test
    void listsRulesInTheSameOrderWhateverTheOrderTheyWereMadeIn() {
      realm.rule("b", "protects.realmRoles=db-*");
      realm.rule("a", "protects.realmRoles=*-admin");
      realm.rule("c", "protects.realmRoles=db-admin");
      assertThat(realm.rulesFor(OPS)).extracting(Rule::name).containsExactly("a", "b", "c");
    }
  }

  @Nested
  class Reason {

    @Test
    void reportsTheFirstFailureInTheOrderOfTheChecksNotOfTheRules() {
      realm.rule("one", "protects.realmRoles=db-*", "tickets.requireWindow=true");
      realm.rule("two", "protects.realmRoles=db-*", "tickets.types=incident");
      Decision decision = decide(approved());
      assertThat(((Decision.Denied) decision).reason().code())
          .isEqualTo(ErrorCode.TICKET_TYPE_NOT_ALLOWED);
    }

    @Test
    void reportsThatItIsClosedBeforeAnythingElse() {
      rule("tickets.types=incident");
      Decision decision =
          decide(ticket("demo:CHG-1").open(false), grant("demo:CHG-1", BELLA, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_CLOSED);
    }

    @Test
    void reportsAMismatchBeforeTheApprovals() {
      rule();
      Decision decision = decide(ticket("demo:CHG-1"), grant("demo:CHG-1", BELLA, DB_ADMIN), T0);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_MISMATCH);
    }

    @Test
    void reportsAChangeBeforeTheMissingApproval() {
      rule();
      realm.receive(approved(), T0);
      Decision decision = decide(approved().version(2).risk("high"));
      assertThat(failures(decision)).contains(Id.UNCHANGED, Id.APPROVALS);
      assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_CHANGED);
    }
  }
}
