package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedConditionsTest {

  private final List<String> compiled = new ArrayList<>();
  private int loaded;

  private final Conditions conditions =
      new LoadedConditions(
          () -> {
            loaded++;
            return text -> {
              compiled.add(text);
              if (text.equals("bad")) {
                throw new GateException.Invalid(ErrorCode.RULE_INVALID, "condition", "bad");
              }
              return facts -> new Condition.Holds();
            };
          },
          2);

  @Test
  void loadsNothingUntilACondition() {
    assertThat(loaded).isZero();
    conditions.compile("a");
    assertThat(loaded).isEqualTo(1);
  }

  @Test
  void compilesEachConditionOnce() {
    assertThat(conditions.compile("a")).isSameAs(conditions.compile("a"));
    assertThat(compiled).containsExactly("a");
  }

  @Test
  void keepsThoseUsedLast() {
    conditions.compile("a");
    conditions.compile("b");
    conditions.compile("a");
    conditions.compile("c");
    conditions.compile("a");
    conditions.compile("b");
    assertThat(compiled).containsExactly("a", "b", "c", "b");
  }

  @Test
  void keepsNoRefusal() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> conditions.compile("bad")).isInstanceOf(GateException.Invalid.class);
    }
    assertThat(compiled).containsExactly("bad", "bad");
  }

  @Test
  void refusesWhereTheLibraryIsDamaged() {
    Conditions damaged =
        new LoadedConditions(
            () -> {
              throw new NoClassDefFoundError("gone");
            },
            2);
    assertThatThrownBy(() -> damaged.compile("true"))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("cannot load");
  }
}
