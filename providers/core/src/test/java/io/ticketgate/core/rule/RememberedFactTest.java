package io.ticketgate.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedFactTest {

  private static final Entitlement RENAMED =
      new Entitlement("r", new EntitlementName.RealmRole("harmless"));

  static Stream<RememberedFact> facts() {
    return Stream.of(
        new RememberedFact.Name(new EntitlementName.RealmRole("db-admin")),
        new RememberedFact.Name(new EntitlementName.RealmRole("cab/approver")),
        new RememberedFact.Name(new EntitlementName.ClientRole("https://sp/x", "a/b")),
        new RememberedFact.Name(new EntitlementName.ClientCredential("ci-deployer")),
        new RememberedFact.Mark("ticket-gate.tier", "high"),
        new RememberedFact.Mark("a:b=c", ":="));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void comesBackAsItWasStored(RememberedFact fact) {
    assertThat(RememberedFact.read(fact.text())).contains(fact);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "mark:", "mark:9:a", "mark:x:a", "role:"})
  void whatIsNoFactIsNone(String text) {
    assertThat(RememberedFact.read(text)).isEmpty();
  }

  @Test
  void aRuleThatIsMadeAgainProtectsByWhatTheRoleWasCalled() {
    RememberedProtection memory =
        new RememberedProtection(
            Map.of("r", Set.of("a-rule-that-is-gone")),
            Map.of(
                "r", Set.of(new RememberedFact.Name(new EntitlementName.RealmRole("db-admin")))));
    assertThat(memory.holds(rule("protects.realmRoles=db-*"), RENAMED)).isTrue();
    assertThat(memory.holds(rule("protects.realmRoles=app-*"), RENAMED)).isFalse();
  }

  @Test
  void aRuleThatIsMadeAgainProtectsByWhatTheRoleWasMarkedWith() {
    RememberedProtection memory =
        new RememberedProtection(
            Map.of(), Map.of("r", Set.of(new RememberedFact.Mark("tier", "high"))));
    assertThat(memory.holds(rule("protects.attribute=tier=high"), RENAMED)).isTrue();
    assertThat(memory.holds(rule("protects.attribute=tier=top"), RENAMED)).isFalse();
  }

  @Test
  void aRuleHoldsWhatItProtectedWhateverItSaysNow() {
    Rule rule = rule("protects.realmRoles=app-*");
    RememberedProtection memory =
        new RememberedProtection(
            Map.of("r", Set.of(rule.id())),
            Map.of("r", Set.of(new RememberedFact.Mark("tier", "high"))));
    assertThat(memory.holds(rule, RENAMED)).isTrue();
    assertThat(memory.knows(rule.id(), "r", new RememberedFact.Mark("tier", "high"))).isTrue();
    assertThat(memory.knows(rule.id(), "r", new RememberedFact.Mark("tier", "top"))).isFalse();
  }

  private static Rule rule(String protects) {
    return InMemoryRealm.parse("again", protects);
  }
}
