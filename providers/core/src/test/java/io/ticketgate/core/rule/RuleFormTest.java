package io.ticketgate.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule as people write it becomes what the parser reads; what has no place in it is refused. */
class RuleFormTest {

  @Test
  void makesAnObjectOfObjectsFlat() {
    Map<String, Object> rule = new HashMap<>();
    rule.put("id", "id-of-the-rule");
    rule.put("name", "prod");
    rule.put("matches", List.of(Map.of("count", 3)));
    rule.put("mode", "audit");
    rule.put("lifetime", null);
    rule.put("protects", Map.of("realmRoles", List.of("db-*", "dba")));
    rule.put("tickets", Map.of("minApprovals", 2L, "byRisk", Map.of("low", Map.of())));
    rule.put("separationOfDuties", Map.of("exclusiveRoles", List.of(List.of("a", "b"))));
    rule.put("owner", Map.of("required", true));

    assertThat(RuleForm.flat(rule))
        .isEqualTo(
            Map.of(
                "mode", List.of("audit"),
                "protects.realmRoles", List.of("db-*", "dba"),
                "tickets.minApprovals", List.of("2"),
                "tickets.byRisk", List.of("low"),
                "separationOfDuties.exclusiveRoles", List.of("a,b"),
                "owner.required", List.of("true")));
  }

  static Stream<Arguments> ofAnotherShape() {
    return Stream.of(
        Arguments.of(Map.of("nonsense", 1), "nonsense"),
        Arguments.of(Map.of("tickets", 5), "tickets"),
        Arguments.of(Map.of("tickets.minApprovals", 2), "tickets.minApprovals"),
        Arguments.of(Map.of("tickets", Map.of("minApprovals", "2")), "tickets.minApprovals"),
        Arguments.of(Map.of("tickets", Map.of("minApprovals", 1.5)), "tickets.minApprovals"),
        Arguments.of(Map.of("tickets", Map.of("byRisk", List.of())), "tickets.byRisk"),
        Arguments.of(
            Map.of("tickets", Map.of("byRisk", Map.of("a,b", Map.of()))), "tickets.byRisk"),
        Arguments.of(
            Map.of("tickets", Map.of("byRisk", Map.of("high", Map.of("lifetime", "PT1H,x")))),
            "tickets.byRisk"),
        Arguments.of(Map.of("mode", " "), "mode"),
        Arguments.of(Map.of("owner", Map.of("required", "true")), "owner.required"),
        Arguments.of(
            Map.of("separationOfDuties", Map.of("exclusiveRoles", List.of(List.of("a,b", "c")))),
            "separationOfDuties.exclusiveRoles"));
  }

  @ParameterizedTest
  @MethodSource("ofAnotherShape")
  void refusesAnotherShapeAndNamesTheField(Map<String, ?> rule, String field) {
    assertThatThrownBy(() -> RuleForm.flat(rule))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.RULE_INVALID);
              assertThat(refused.field()).isEqualTo(field);
            });
  }

  @Test
  void takesEveryWholeNumber() {
    assertThat(RuleForm.flat(Map.of("tickets", Map.of("minApprovals", BigInteger.TEN.pow(20)))))
        .containsEntry("tickets.minApprovals", List.of("1" + "0".repeat(20)));
  }
}
