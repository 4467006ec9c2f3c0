package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.keycloak.store.ConcernedBindings.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleChecksTest extends BindingRows {

  private static final Person CARMEN = new Person("carmen-id", "carmen");

  private static Rule rule(String approvals) {
    return RuleParser.parse(
        "rule-id",
        "prod",
        Map.of(
            "protects.realmRoles", List.of("db-*"),
            "tickets.minApprovals", List.of(approvals)));
  }

  private void begin(Rule rule, Instant now) {
    server.run(own -> new RuleChecks(own).begin(realm, rule, CARMEN, now));
  }

  private List<RuleChecks.Due> due(Instant now) {
    // Other tests leave some in realms of theirs.
    List<RuleChecks.Due> all = server.in(own -> new RuleChecks(own).due(now, 100));
    return all.stream().filter(each -> each.realmId().equals(realm)).toList();
  }

  private String claimed(RuleChecks.Due due) {
    return server.in(
        own -> {
          RuleChecks.Claimed claimed = new RuleChecks(own).claim(due).orElseThrow();
          return claimed.ruleId()
              + " "
              + text(claimed.upTo())
              + claimed.ruleDigest()
              + claimed.actor();
        });
  }

  private static String text(Position at) {
    return at.equals(Position.START) ? "start " : at.entitlementId() + " " + at.bindingId() + " ";
  }

  @Test
  void keepsWhatWasSavedAndWhoSavedIt() {
    begin(rule("1"), NOW);
    assertThat(due(NOW.minusMillis(1))).isEmpty();
    assertThat(due(NOW)).extracting(RuleChecks.Due::realmId).containsExactly(realm);
    assertThat(claimed(due(NOW).get(0))).isEqualTo("rule-id start " + rule("1").digest() + CARMEN);
  }

  @Test
  void aRuleThatIsSavedAgainBeginsAnew() {
    begin(rule("1"), NOW);
    RuleChecks.Due due = due(NOW).get(0);
    server.run(
        own -> {
          RuleChecks checks = new RuleChecks(own);
          checks.judgedUpTo(checks.claim(due).orElseThrow(), new Position("e1", "b7"));
        });
    assertThat(claimed(due)).isEqualTo("rule-id e1 b7 " + rule("1").digest() + CARMEN);
    begin(rule("2"), NOW.plusSeconds(1));
    assertThat(claimed(due)).isEqualTo("rule-id start " + rule("2").digest() + CARMEN);
    assertThat(due(NOW)).isEmpty();
  }

  @Test
  void whatIsDoneOrForgottenIsNotDue() {
    begin(rule("1"), NOW);
    RuleChecks.Due due = due(NOW).get(0);
    server.run(own -> new RuleChecks(own).forget(otherRealm, "rule-id"));
    assertThat(due(NOW)).containsExactly(due);
    server.run(
        own -> {
          RuleChecks checks = new RuleChecks(own);
          checks.done(checks.claim(due).orElseThrow());
        });
    assertThat(due(NOW)).isEmpty();
    begin(rule("1"), NOW);
    server.run(own -> new RuleChecks(own).forget(realm, "rule-id"));
    assertThat(due(NOW)).isEmpty();
  }
}
