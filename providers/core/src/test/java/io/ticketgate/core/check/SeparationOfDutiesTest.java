package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.TicketBuilder.ticket;

import io.ticketgate.core.Judged;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody approves for themselves, and nobody holds what excludes each other. */
class SeparationOfDutiesTest {

  private static final Entitlement MAKER = realmRole("payments-maker");
  private static final Subject RITA = user("rita");
  private static final Subject BOB = user("bob");
  private static final Subject CAROL = user("carol");
  private static final Entitlement CHECKER = realmRole("payments-checker");

  private final Judged judged = new Judged();

  @Test
  void deniesWhenTheRequesterApproves() {
    judged.rule();
    assertDenied(
        judged.decide(ticket("demo:CHG-1").approvedBy("rita")),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesWhenTheTicketDoesNotSayWhoAsked() {
    judged.rule();
    assertDenied(
        judged.decide(ticket("demo:CHG-1").requester(null).approvedBy("bob")),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void asksForNoRequesterWhereTheRuleLetsRequestersApprove() {
    judged.rule("separationOfDuties.approverNotRequester=false");
    assertAllowed(judged.decide(ticket("demo:CHG-1").requester(null).approvedBy("bob")));
  }

  @Test
  void deniesWhenTheRequesterApprovesUnderAnotherName() {
    judged.rule();
    assertDenied(
        judged.decide(ticket("demo:CHG-1").approvedBy("rita@example.org")),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesWhenARequesterWithoutAUserHereApproves() {
    judged.rule("tickets.minApprovals=0");
    assertDenied(
        judged.decide(ticket("demo:CHG-1").requester("Mallory").approvedBy("mallory")),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "ALICE", "alice@example.org"})
  void deniesWhenTheBeneficiaryApproves(String name) {
    judged.rule();
    assertDenied(
        judged.decide(ticket("demo:CHG-1").approvedBy(name)),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesWhenTheBeneficiaryApprovesBesideEnoughOthers() {
    judged.rule();
    assertDenied(
        judged.decide(approved().approvedBy("alice")),
        Id.SEPARATION_OF_DUTIES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void allowsTheRequesterToApproveWhereTheRuleSaysSo() {
    judged.rule("separationOfDuties.approverNotRequester=false");
    assertAllowed(judged.decide(ticket("demo:CHG-1").approvedBy("rita")));
  }

  @Test
  void allowsTheBeneficiaryToApproveWhereTheRuleSaysSo() {
    judged.rule("separationOfDuties.approverNotBeneficiary=false");
    assertAllowed(judged.decide(ticket("demo:CHG-1").approvedBy("alice")));
  }

  @Test
  void deniesWhenAnotherAccountOfTheRequesterApproves() {
    onePerson(Map.of(ALICE, "1", RITA, "2", BOB, " 2"));
    assertDenied(
        judged.decide(approved()), Id.SEPARATION_OF_DUTIES, ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesWhenAnotherAccountOfTheBeneficiaryApproves() {
    onePerson(Map.of(ALICE, "e-1", RITA, "e-2", BOB, "E-1"));
    assertDenied(
        judged.decide(approved()), Id.SEPARATION_OF_DUTIES, ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void countsTwoAccountsOfOneApproverOnce() {
    onePerson(Map.of(ALICE, "1", RITA, "2", BOB, "3", CAROL, "3"), "tickets.minApprovals=2");
    assertDenied(
        judged.decide(approved().approvedBy("carol")),
        Id.APPROVERS,
        ErrorCode.APPROVER_NOT_ELIGIBLE);
  }

  @Test
  void allowsWhereEachIsAnotherPerson() {
    onePerson(Map.of(ALICE, "1", RITA, "2", BOB, "3", CAROL, "4"), "tickets.minApprovals=2");
    assertAllowed(judged.decide(approved().approvedBy("carol")));
  }

  @ParameterizedTest
  @MethodSource("oneOfThem")
  void deniesWhereNobodyCanSayWhoOneOfThemIs(Subject unknown) {
    Map<Subject, String> known = new HashMap<>(Map.of(ALICE, "1", RITA, "2", BOB, "3"));
    known.remove(unknown);
    onePerson(known);
    assertDenied(
        judged.decide(approved()), Id.SEPARATION_OF_DUTIES, ErrorCode.SEPARATION_OF_DUTIES);
  }

  static List<Subject> oneOfThem() {
    return List.of(ALICE, RITA, BOB);
  }

  private static Subject user(String name) {
    return new Subject(Subject.Kind.USER, "u-" + name, name);
  }

  private void onePerson(Map<Subject, String> numbers, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("separationOfDuties.personAttribute=number");
    judged.rule(all.toArray(String[]::new));
    numbers.forEach((person, number) -> judged.realm.attribute(person, "number", number));
  }

  @Test
  void deniesARoleThatExcludesOneTheSubjectHolds() {
    exclusivePayments();
    judged.realm.map(ALICE.id(), CHECKER);
    assertDenied(
        judged.decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0),
        Id.EXCLUSIVE_ROLES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesARoleThatExcludesOneTheSubjectHoldsThroughAComposite() {
    exclusivePayments();
    judged.realm.composite(READER, CHECKER);
    judged.realm.map(ALICE.id(), READER);
    assertDenied(
        judged.decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0),
        Id.EXCLUSIVE_ROLES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesACompositeThatBringsARoleExcludingOneTheSubjectHolds() {
    exclusivePayments();
    judged.realm.composite(OPS, MAKER);
    judged.realm.map(ALICE.id(), CHECKER);
    assertDenied(
        judged.decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
        Id.EXCLUSIVE_ROLES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void deniesACompositeThatBringsTwoRolesExcludingEachOther() {
    exclusivePayments();
    judged.realm.composite(OPS, MAKER, CHECKER);
    assertDenied(
        judged.decide(approved().asks(OPS), grant("demo:CHG-1", ALICE, OPS), T0),
        Id.EXCLUSIVE_ROLES,
        ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void allowsARoleOfAnExclusiveSetToWhoHoldsOnlyThatRole() {
    exclusivePayments();
    judged.realm.map(ALICE.id(), MAKER);
    judged.realm.map(BELLA.id(), CHECKER);
    assertAllowed(judged.decide(approved().asks(MAKER), grant("demo:CHG-1", ALICE, MAKER), T0));
  }

  private void exclusivePayments() {
    judged.rule(
        "protects.realmRoles=payments-*",
        "separationOfDuties.exclusiveRoles=payments-maker,payments-checker");
  }
}
