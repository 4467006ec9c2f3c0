package io.ticketgate.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.condition.Facts;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelConditionsTest {

  private static final Conditions CONDITIONS = new CelConditions();

  static Stream<Arguments> expressions() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(CelConditionsTest.class.getResourceAsStream("/expressions.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", 2))
              .map(parts -> Arguments.of(parts[0], parts[1]))
              .toList()
              .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void comesToWhatTheLanguageSays(String expected, String text) {
    assertThat(outcome(text, FactsOfATest.facts())).isEqualTo(expected);
  }

  private static String outcome(String text, Facts facts) {
    Condition condition;
    try {
      condition = CONDITIONS.compile(text);
    } catch (GateException.Invalid refused) {
      return "refused";
    }
    Condition.Answer answer = condition.answer(facts);
    return answer instanceof Condition.Holds
        ? "holds"
        : answer instanceof Condition.Fails ? "fails" : "broken";
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Conditions.class).findFirst())
        .get()
        .isInstanceOf(CelConditions.class);
  }

  @Test
  void knowsTheAgentThatIsToActForSomebody() {
    Condition condition =
        CONDITIONS.compile("!has(request.actor) || request.actor.startsWith('agent-')");

    assertThat(condition.answer(FactsOfATest.facts())).isInstanceOf(Condition.Holds.class);
    assertThat(condition.answer(FactsOfATest.facts("request.actor=agent-7")))
        .isInstanceOf(Condition.Holds.class);
    assertThat(condition.answer(FactsOfATest.facts("request.actor=ci")))
        .isNotInstanceOf(Condition.Holds.class);
  }

  @Test
  void namesFieldLineAndColumnOfAnError() {
    assertThatThrownBy(
            () -> CONDITIONS.compile("ticket.risk == 'high' &&\n  ticket.colour == 'red'"))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.RULE_INVALID);
              assertThat(refused.field()).isEqualTo("condition");
              assertThat(refused.place()).contains(new GateException.Invalid.Place(2, 9));
            })
        .hasMessageContaining("line 2, column 9: undefined field 'colour'");
  }

  @Test
  void namesLineAndColumnOfWhatCostsTooMuch() {
    assertThatThrownBy(() -> CONDITIONS.compile("true &&\n  'x'.matches(ticket.id)"))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            refused -> assertThat(refused.place()).contains(new GateException.Invalid.Place(2, 14)))
        .hasMessageContaining("line 2, column 14: the regular expression");
  }

  @ParameterizedTest
  @ValueSource(ints = {2001, 20_000, 2_000_000})
  void refusesALongText(int length) {
    assertThatThrownBy(() -> CONDITIONS.compile("true" + " ".repeat(length - 4)))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("more than 2000 characters");
  }

  static List<String> hostile() {
    return List.of(
        "(".repeat(900) + "true" + ")".repeat(900),
        "[".repeat(900) + "]".repeat(900) + " == []",
        "!".repeat(1990) + "true",
        "-".repeat(1900) + "1 == 1",
        "true ? true : ".repeat(140) + "true",
        "true && ".repeat(240) + "true",
        "1" + " + 1".repeat(490) + " > 0",
        "ticket.approvals" + ".filter(a, true)".repeat(100) + ".size() == 0",
        "ticket" + ".a".repeat(900) + " == 1",
        "'x'.matches('" + "(a*)*".repeat(30) + "b')",
        "'x'.matches('" + "(".repeat(90) + "a" + ")*".repeat(90) + "')",
        "'x'.matches('" + "a?".repeat(90) + "')",
        "'x'.matches('(((((a{10}){10}){10}){10}){10}')",
        "{" + "'a': {".repeat(200) + "}".repeat(200) + "} == {}",
        "\u0000",
        "''".repeat(900));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void comesToAnAnswerAboutHostileTexts(String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(outcome(text, FactsOfATest.facts()))
                .isIn("holds", "fails", "broken", "refused"));
  }

  /** The same expression would take a backtracking matcher longer than the universe has lasted. */
  @Test
  void matchesInLinearTime() {
    Condition condition =
        CONDITIONS.compile("ticket.approvals.all(a, ticket.justification.matches('^(a+)+$'))");
    Facts facts =
        FactsOfATest.facts("ticket.justification=" + "a".repeat(Values.MOST_CHARACTERS - 1) + "!");

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(condition.answer(facts)).isInstanceOf(Condition.Fails.class));
  }

  /** What compares nested literals does so a bounded number of times. */
  @Test
  void comparesNestedListsInBoundedTime() {
    String wide = "[" + "a,".repeat(90) + "a]";
    Condition condition =
        CONDITIONS.compile(
            "[ticket.justification].all(a, [" + wide + "].all(b, [b,b,b,b] == [b,b,b,b]))");

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(
                    condition.answer(
                        FactsOfATest.facts("ticket.justification=" + "a".repeat(8000))))
                .isInstanceOf(Condition.Holds.class));
  }

  @Test
  void deniesAboutATextThatIsTooLong() {
    assertThat(
            CONDITIONS
                .compile("ticket.risk == 'high'")
                .answer(
                    FactsOfATest.facts(
                        "ticket.justification=" + "a".repeat(Values.MOST_CHARACTERS + 1))))
        .isEqualTo(new Condition.Broken("a text has more than 8192 characters"));
  }

  @Test
  void deniesAboutAListThatIsTooLong() {
    String many = String.join(" ", Collections.nCopies(Values.MOST_VALUES + 1, "carol"));
    for (String list :
        List.of("ticket.approvals=", "ticket.entitlements=", "subject.attributes.team=")) {
      assertThat(CONDITIONS.compile("true").answer(FactsOfATest.facts(list + many)))
          .as(list)
          .isEqualTo(new Condition.Broken("there are more than 200 values in a list"));
    }
  }

  @Test
  void saysNoValueOfTheTicketInAReason() {
    assertThat(CONDITIONS.compile("int(ticket.justification) == 1").answer(FactsOfATest.facts()))
        .isInstanceOfSatisfying(
            Condition.Broken.class, broken -> assertThat(broken.reason()).doesNotContain("disk"));
  }
}
