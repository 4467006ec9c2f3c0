package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Instant IN_AN_HOUR = T0.plus(Duration.ofHours(1));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void bind() {
    realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H");
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
  }

  private Optional<List<CheckResult.Id>> failures(Rule rule) {
    Binding binding = realm.binding("b1");
    return realm
        .standing(rule.id())
        .failures(binding, realm.find(TicketRef.parse("demo:CHG-1")).orElseThrow(), IN_AN_HOUR)
        .map(found -> found.stream().map(CheckResult::id).toList());
  }

  @Test
  void aBindingStandsUnderTheRuleItWasMadeUnder() {
    assertThat(failures(realm.rule("prod", "protects.realmRoles=db-*"))).contains(List.of());
  }

  @Test
  void saysWhichChecksItFails() {
    assertThat(
            failures(
                realm.rule(
                    "prod",
                    "protects.realmRoles=db-*",
                    "tickets.minApprovals=2",
                    "tickets.types=incident",
                    "lifetime.max=PT2H",
                    "lifetime.default=PT1H")))
        .hasValueSatisfying(
            found ->
                assertThat(found)
                    .containsExactlyInAnyOrder(
                        CheckResult.Id.APPROVALS, CheckResult.Id.TYPE, CheckResult.Id.LIFETIME));
  }

  @Test
  void whatTheRuleProtectsNoMoreIsNotItsConcern() {
    assertThat(failures(realm.rule("prod", "protects.realmRoles=web-*", "tickets.minApprovals=2")))
        .isEmpty();
  }

  @Test
  void anotherRuleThatFailsIsNotThisOnesConcern() {
    Rule prod = realm.rule("prod", "protects.realmRoles=db-*");
    Rule strict = realm.rule("strict", "protects.realmRoles=db-*", "tickets.minApprovals=3");
    assertThat(failures(prod)).contains(List.of());
    assertThat(failures(strict)).contains(List.of(CheckResult.Id.APPROVALS));
  }

  @Test
  void aRuleThatEnforcesNothingIsFulfilled() {
    assertThat(
            failures(
                realm.rule(
                    "prod", "mode=audit", "protects.realmRoles=db-*", "tickets.minApprovals=2")))
        .contains(List.of());
  }

  @Test
  void howOftenTheTicketWasUsedDoesNotCount() {
    assertThat(failures(realm.rule("prod", "protects.realmRoles=db-*", "tickets.maxUses=1")))
        .contains(List.of());
  }

  @Test
  void anAuthorisationBeforeItsWindowStands() {
    realm.receive(
        ticket("demo:CHG-2")
            .approvedBy("bob")
            .window(T0.plus(Duration.ofHours(5)), T0.plus(Duration.ofHours(9))),
        T0);
    realm.bind(authorise("demo:CHG-2", ALICE, DB_ADMIN), T0);
    Rule rule = realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H");
    assertThat(
            realm
                .standing(rule.id())
                .failures(
                    realm.binding("b2"),
                    realm.find(TicketRef.parse("demo:CHG-2")).orElseThrow(),
                    IN_AN_HOUR))
        .contains(List.of());
  }

  @Test
  void whatWasAdoptedStandsUntilItsReviewAndItsTicketIsJudged() {
    realm.map("u-bella", DB_ADMIN);
    realm.receive(ticket("demo:BASE-1").requestedFor(null).approvedBy("bob"), T0);
    realm.adopt("demo:BASE-1", BELLA, DB_ADMIN, T0.plus(Duration.ofDays(90)), T0);
    Binding adopted = realm.binding("b2");
    Rule same = realm.rule("prod", "protects.realmRoles=db-*", "lifetime.max=PT8H");
    assertThat(
            realm
                .standing(same.id())
                .failures(
                    adopted, realm.find(TicketRef.parse("demo:BASE-1")).orElseThrow(), IN_AN_HOUR))
        .contains(List.of());
    Rule stricter = realm.rule("prod", "protects.realmRoles=db-*", "tickets.minApprovals=2");
    assertThat(
            realm
                .standing(stricter.id())
                .failures(
                    adopted, realm.find(TicketRef.parse("demo:BASE-1")).orElseThrow(), IN_AN_HOUR)
                .orElseThrow())
        .extracting(CheckResult::id)
        .containsExactly(CheckResult.Id.APPROVALS);
  }
}
