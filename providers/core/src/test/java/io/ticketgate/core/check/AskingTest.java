package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.Judged.outcome;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Judged;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.CheckResult.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may ask in self-service, and whether what came back is what was asked for. */
class AskingTest {

  private static final Person ALICE_PERSON = new Person(ALICE.id(), "alice");
  private static final Person RITA = new Person("u-rita", "rita");
  private static final Entitlement EMPLOYEE = realmRole("employee");

  private final Judged judged = new Judged();

  private Asking.Terms may(Person asker, Subject subject, Entitlement entitlement) {
    return ((Asking.May) judged.realm.mayAsk(asker, subject, entitlement).orElseThrow()).terms();
  }

  private String mayNot(Person asker, Subject subject, Entitlement entitlement) {
    return ((Asking.MayNot) judged.realm.mayAsk(asker, subject, entitlement).orElseThrow())
        .sentence();
  }

  @Test
  void aRuleThatNamesNobodyLetsNobodyAsk() {
    judged.rule();
    assertThat(mayNot(ALICE_PERSON, ALICE, DB_ADMIN)).contains("request.allowed");
    assertThat(judged.realm.mayAsk(ALICE_PERSON, ALICE, READER)).isEmpty();
  }

  @Test
  void holdersOfARoleAndMembersOfAGroupMayAsk() {
    judged.rule("request.allowed=emp*", "request.allowed=group:/dba", "lifetime.max=PT4H");
    assertThat(mayNot(ALICE_PERSON, ALICE, DB_ADMIN)).contains("none of the roles");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    assertThat(may(ALICE_PERSON, ALICE, DB_ADMIN).longest()).isEqualTo(Duration.ofHours(4));
    assertThat(mayNot(RITA, subject(RITA), DB_ADMIN)).isNotBlank();
    judged.realm.member("u-rita", "/dba/night");
    assertThat(may(RITA, subject(RITA), DB_ADMIN).rules()).containsExactly("prod");
  }

  @Test
  void nobodyAsksForSomebodyElse() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    assertThat(mayNot(ALICE_PERSON, BELLA, DB_ADMIN)).contains("somebody else");
    assertThat(mayNot(ALICE_PERSON, DEPLOYER, DB_ADMIN)).contains("not theirs");
    judged.realm.attribute(DEPLOYER, "owner", "alice");
    assertThat(may(ALICE_PERSON, DEPLOYER, DB_ADMIN)).isNotNull();
    judged.realm.user(ALICE.id(), "alice", false);
    assertThat(mayNot(ALICE_PERSON, ALICE, DB_ADMIN)).contains("enabled");
  }

  @Test
  void everyRuleHasToLetThemAsk() {
    judged.rule("request.allowed=*", "tickets.systems=demo", "lifetime.max=PT4H");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    judged.realm.rule(
        "second",
        "protects.realmRoles=db-admin",
        "request.allowed=*",
        "tickets.systems=demo",
        "tickets.systems=other",
        "tickets.requireWindow=true",
        "lifetime.max=PT2H");
    Asking.Terms terms = may(ALICE_PERSON, ALICE, OPS);
    assertThat(terms.systems()).isEqualTo(Set.of("demo"));
    assertThat(terms.windowRequired()).isTrue();
    assertThat(terms.covers(T0, T0.plusSeconds(7200))).isTrue();
    assertThat(terms.covers(T0, T0.plusSeconds(7201))).isFalse();
    judged.realm.rule("third", "protects.realmRoles=db-admin");
    assertThat(mayNot(ALICE_PERSON, ALICE, DB_ADMIN)).contains("third");
  }

  @Test
  void aSystemThatMayNotFulfilTheRuleTakesNoRequests() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    judged.realm.delegate("snow", "other");
    Asking.Terms terms = may(ALICE_PERSON, ALICE, DB_ADMIN);
    assertThat(terms.systems()).isNull();
    assertThat(judged.realm.takes(terms, "demo")).isTrue();
    assertThat(judged.realm.takes(terms, "snow")).isFalse();
  }

  @Test
  void whatWasAskedForIsGranted() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    judged.realm.asked("demo:CHG-1", ALICE.id(), ALICE, DB_ADMIN);
    Decision decision = judged.decide(approved());
    assertAllowed(decision);
    assertThat(outcome(decision, Id.REQUESTED)).isEqualTo(Outcome.PASS);
    assertThat(outcome(decision, Id.REQUESTER)).isEqualTo(Outcome.PASS);
  }

  @Test
  void aTicketThatNobodyAskedForInSelfServiceIsJudgedByTheRestAlone() {
    judged.rule();
    Decision decision = judged.decide(approved());
    assertAllowed(decision);
    assertThat(outcome(decision, Id.REQUESTER)).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void whoeverMayNoLongerAskGetsNothing() {
    judged.rule();
    judged.realm.asked("demo:CHG-1", ALICE.id(), ALICE, DB_ADMIN);
    assertDenied(judged.decide(approved()), Id.REQUESTER, ErrorCode.NOT_PERMITTED);
  }

  @Test
  void aTicketOfWhichNobodyKnowsAnyMoreForWhatItWasMadeGivesNothing() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    judged.realm.forgotten("demo:CHG-1", ALICE.id(), ALICE, DB_ADMIN);
    Decision decision = judged.decide(approved());
    assertDenied(decision, Id.REQUESTED, ErrorCode.TICKET_MISMATCH);
    assertThat(outcome(decision, Id.REQUESTER)).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void whoIsNamedInPlaceOfTheSubjectGetsNothing() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    judged.realm.map(BELLA.id(), EMPLOYEE);
    judged.realm.asked("demo:CHG-1", ALICE.id(), ALICE, DB_ADMIN);
    Decision decision =
        judged.decide(approved().requestedFor("bella"), grant("demo:CHG-1", BELLA, DB_ADMIN), T0);
    assertThat(failures(decision)).containsExactly(Id.REQUESTED, Id.REQUESTER);
    assertThat(((Decision.Denied) decision).reason().code()).isEqualTo(ErrorCode.TICKET_MISMATCH);
  }

  @Test
  void anotherEntitlementBesideOrInPlaceOfTheOneIsRefused() {
    judged.rule("request.allowed=*");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    Entitlement root = realmRole("db-root");
    judged.realm.asked("demo:CHG-1", ALICE.id(), ALICE, DB_ADMIN);
    Decision other = judged.decide(approved().asks(root), grant("demo:CHG-1", ALICE, root), T0);
    assertDenied(other, Id.REQUESTED, ErrorCode.TICKET_MISMATCH);
    Decision beside = judged.decide(approved().version(2).asks(DB_ADMIN, root).approvedBy("carol"));
    assertThat(failures(beside)).contains(Id.REQUESTED);
  }

  @Test
  void nobodyApprovesWhatTheyAskedForWhateverTheTicketSaysOfItsRequester() {
    judged.rule("request.allowed=*", "separationOfDuties.approverNotBeneficiary=false");
    judged.realm.attribute(DEPLOYER, "owner", "bob");
    judged.realm.asked("demo:CHG-1", "u-bob", DEPLOYER, DB_ADMIN);
    Decision decision =
        judged.decide(
            ticket("demo:CHG-1").requester("rita").requestedFor("deployer").approvedBy("bob"),
            grant("demo:CHG-1", DEPLOYER, DB_ADMIN),
            T0);
    assertDenied(decision, Id.SEPARATION_OF_DUTIES, ErrorCode.SEPARATION_OF_DUTIES);
  }

  @Test
  void aWindowWithoutLimitMayBeAsLongAsTheyLike() {
    judged.rule(
        "request.allowed=*", "lifetime.max=none", "lifetime.reviewEvery=P90D", "reviews.by=owner");
    judged.realm.map(ALICE.id(), EMPLOYEE);
    Asking.Terms terms = may(ALICE_PERSON, ALICE, DB_ADMIN);
    assertThat(terms.longest()).isEqualTo(Rule.Lifetime.UNLIMITED);
    assertThat(terms.covers(T0, T0.plus(Duration.ofDays(4000)))).isTrue();
  }

  private static Subject subject(Person person) {
    return new Subject(Subject.Kind.USER, person.id(), person.name());
  }
}
