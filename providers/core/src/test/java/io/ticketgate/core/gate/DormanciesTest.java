package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What nobody uses is reported, suspended or ended, by the rules of now. */
class DormanciesTest {

  private static final Duration MONTH = Duration.ofDays(30);
  private static final Instant DORMANT = T0.plus(MONTH);

  private final InMemoryRealm realm = new InMemoryRealm();

  private static Rule rule(String name, String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "protects.realmRoles=db-*";
    settings[1] = "lifetime.max=P90D";
    System.arraycopy(more, 0, settings, 2, more.length);
    return InMemoryRealm.parse(name, settings);
  }

  private Binding bound(boolean activate) {
    realm.rule(
        "prod", "protects.realmRoles=db-*", "lifetime.max=P90D", "lifetime.dormantAfter=P30D");
    realm.receive(ticket("snow:CHG1").approvedBy("bob"), T0);
    return realm
        .bind(
            activate
                ? grant("snow:CHG1", ALICE, DB_ADMIN)
                : authorise("snow:CHG1", ALICE, DB_ADMIN),
            T0)
        .binding();
  }

  @Test
  void useIsCountedFromTheActivation() {
    Binding waiting = bound(false);
    assertThat(waiting.schedule().dormantAt()).isNull();
    assertThat(waiting.schedule().dormantAfter()).isEqualTo(MONTH);

    Binding active = realm.activate(waiting.id(), T0.plusSeconds(60));

    assertThat(active.schedule().dormantAt()).isEqualTo(DORMANT.plusSeconds(60));
  }

  @Test
  void aSuspendedBindingCannotBeUsedAndIsNotDormant() {
    Binding binding = bound(true);

    Binding suspended = realm.suspend(binding, T0.plusSeconds(1));

    assertThat(suspended.schedule().dormantAt()).isNull();
    assertThat(realm.resume(binding.id(), T0.plusSeconds(2)).schedule().dormantAt())
        .isEqualTo(DORMANT.plusSeconds(2));
  }

  @Test
  void theRuleSaysWhatHappens() {
    Binding binding = bound(true);
    Rule report = rule("a", "lifetime.dormantAfter=P30D");
    Rule suspend = rule("b", "lifetime.dormantAfter=P30D", "onDormant=suspend");
    Rule revoke = rule("c", "lifetime.dormantAfter=P30D", "onDormant=revoke");

    assertThat(Dormancies.of(binding, List.of(report), DORMANT))
        .isEqualTo(new Dormancies.Dormant(Rule.OnDormant.REPORT));
    assertThat(Dormancies.of(binding, List.of(suspend, report), DORMANT))
        .isEqualTo(new Dormancies.Dormant(Rule.OnDormant.SUSPEND));
    assertThat(Dormancies.of(binding, List.of(report, revoke, suspend), DORMANT))
        .isEqualTo(new Dormancies.Dormant(Rule.OnDormant.REVOKE));
  }

  @Test
  void aRuleWhoseTimeIsNotOverDecidesNothing() {
    Binding binding = bound(true);

    assertThat(
            Dormancies.of(
                binding,
                List.of(
                    rule("a", "lifetime.dormantAfter=P30D"),
                    rule("b", "lifetime.dormantAfter=P60D", "onDormant=revoke")),
                DORMANT))
        .isEqualTo(new Dormancies.Dormant(Rule.OnDormant.REPORT));
  }

  @Test
  void anAuditedRuleOnlyReports() {
    Binding binding = bound(true);

    assertThat(
            Dormancies.of(
                binding,
                List.of(rule("a", "mode=audit", "lifetime.dormantAfter=P30D", "onDormant=revoke")),
                DORMANT))
        .isEqualTo(new Dormancies.Dormant(Rule.OnDormant.REPORT));
  }

  @Test
  void aRuleThatAllowsMoreTimeNowIsHeard() {
    Binding binding = bound(true);

    assertThat(
            Dormancies.of(
                binding,
                List.of(rule("a", "lifetime.dormantAfter=P60D", "onDormant=revoke")),
                DORMANT))
        .isEqualTo(new Dormancies.Later(Duration.ofDays(60), T0.plus(Duration.ofDays(60))));
    assertThat(Dormancies.of(binding, List.of(rule("a")), DORMANT))
        .isEqualTo(new Dormancies.Forgotten());
  }

  @Test
  void theSweepEndsOnlyWhatIsStillUnused() {
    Binding binding = bound(true);
    Set<String> ids = Set.of(binding.id());

    assertThat(
            realm.end(new Selection.Unused(ids, DORMANT.minusMillis(1)), EndCause.DORMANT, DORMANT))
        .isZero();
    assertThat(realm.end(new Selection.Unused(ids, DORMANT), EndCause.DORMANT, DORMANT))
        .isEqualTo(1);
    assertThat(realm.binding(binding.id()).cause()).isEqualTo(EndCause.DORMANT);
    assertThat(realm.has(ALICE, DB_ADMIN)).isFalse();
  }
}
