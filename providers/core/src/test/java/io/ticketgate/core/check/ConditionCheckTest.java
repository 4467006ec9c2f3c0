package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.authoriseUntil;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static io.ticketgate.core.Judged.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Judged;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Facts;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.CheckResult.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a condition of a rule is told, and what its answer does. */
class ConditionCheckTest {

  private final Judged judged = new Judged();
  private final List<Facts> told = new ArrayList<>();

  private void answers(Condition.Answer answer) {
    judged.realm.condition(
        "it",
        facts -> {
          told.add(facts);
          return answer;
        });
  }

  @Test
  void isNotApplicableWithoutOne() {
    judged.rule();
    assertThat(outcome(judged.decide(approved()), Id.CONDITION)).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void allowsWhenItHolds() {
    judged.rule("condition=it");
    answers(new Condition.Holds());
    Decision decision = judged.decide(approved());
    assertAllowed(decision);
    assertThat(outcome(decision, Id.CONDITION)).isEqualTo(Outcome.PASS);
  }

  @Test
  void deniesWhenItFails() {
    judged.rule("condition=it");
    answers(new Condition.Fails());
    assertDenied(judged.decide(approved()), Id.CONDITION, ErrorCode.CONDITION_NOT_MET);
  }

  @Test
  void deniesWithTheReasonWhenItCannotBeAnswered() {
    judged.rule("condition=it");
    answers(new Condition.Broken("it divides by zero"));
    Decision decision = judged.decide(approved());
    assertDenied(decision, Id.CONDITION, ErrorCode.CONDITION_NOT_MET);
    assertThat(((Decision.Denied) decision).reason().message()).contains("it divides by zero");
  }

  @Test
  void deniesWhenItCannotBeCompiledAnyMore() {
    judged.rule("condition=nobody knows it");
    assertDenied(judged.decide(approved()), Id.CONDITION, ErrorCode.CONDITION_NOT_MET);
  }

  @Test
  void isToldOfTheApprovalsThatCountAndOfNoOther() {
    judged.rule("condition=it", "tickets.approverRole=cab-member");
    answers(new Condition.Holds());
    judged.decide(approved().approvedBy("bob", "BOB@example.org", "bella", "carol"));
    assertThat(told)
        .singleElement()
        .satisfies(
            facts ->
                assertThat(facts.ticket().approvals())
                    .extracting(Facts.OfApproval::id)
                    .containsExactlyInAnyOrder("u-bob", "u-carol"));
  }

  @Test
  void isToldWhatIsAbsentByNothingAtAll() {
    judged.rule("condition=it");
    answers(new Condition.Holds());
    judged.realm.attribute(ALICE, "team", "db");
    judged.decide(approved().risk(" ").justification(null).requester("rita"));
    Facts facts = told.get(0);
    assertThat(facts.ticket().risk()).isNull();
    assertThat(facts.ticket().justification()).isNull();
    assertThat(facts.ticket().requesterId()).isEqualTo("u-rita");
    assertThat(facts.subject().attributes()).containsEntry("team", List.of("db"));
    assertThat(facts.entitlement().kind()).isEqualTo("realm_role");
    assertThat(facts.request().by()).isEqualTo(ADMIN.id());
  }

  @Test
  void isAskedAgainWhenTheGrantIsActivatedAndToldItsTrueEnd() {
    judged.rule("condition=it", "lifetime.max=PT8H", "lifetime.default=PT1H");
    answers(new Condition.Holds());
    judged.realm.receive(approved(), T0);
    Binding binding =
        judged
            .realm
            .bind(authoriseUntil("demo:CHG-1", ALICE, DB_ADMIN, T0.plus(Duration.ofHours(5))), T0)
            .binding();
    answers(new Condition.Fails());
    refused(
        ErrorCode.CONDITION_NOT_MET, () -> judged.realm.activate(binding.id(), T0.plusSeconds(60)));
    assertThat(told.get(told.size() - 1).request().expiresAt())
        .isEqualTo(T0.plus(Duration.ofHours(5)));
    answers(new Condition.Holds());
    judged.realm.activate(binding.id(), T0.plusSeconds(60));
  }

  @Test
  void ofAnAuditedRuleDecidesNothingBesideAnEnforcedOne() {
    judged.rule();
    judged.realm.rule("watch", "protects.realmRoles=db-*", "mode=audit", "condition=it");
    answers(new Condition.Fails());
    assertThat(judged.decide(approved())).isInstanceOf(Decision.Allowed.class);
    assertThat(judged.decide(approved(), authorise("demo:CHG-1", ALICE, DB_ADMIN), T0))
        .isInstanceOf(Decision.Allowed.class);
  }
}
