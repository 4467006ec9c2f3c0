package io.ticketgate.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.condition.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the documentation are what they are said to be. */
class ExamplesTest {

  private static final Path PAGE = Path.of("../../docs/conditions.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "### (.+)\n\n```cel\n(.+?)\n```\n\n\\* allows: (.+)\n\\* denies: (.+)", Pattern.DOTALL);
  private static final Pattern CHANGE = Pattern.compile("`([^`]+)`");

  static Stream<Arguments> examples() throws IOException {
    String page = Files.readString(PAGE);
    return Stream.of(page.substring(page.indexOf("## Twelve conditions")).split("(?=\n### )"))
        .skip(1)
        .map(
            part -> {
              Matcher example = EXAMPLE.matcher(part.strip());
              assertThat(example.matches()).as(part).isTrue();
              return Arguments.of(
                  example.group(1),
                  example.group(2),
                  changes(example.group(3)),
                  changes(example.group(4)));
            });
  }

  private static List<String> changes(String text) {
    return CHANGE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Test
  void areTwelve() throws IOException {
    assertThat(examples()).hasSize(12);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void allowOneRequestAndDenyAnother(
      String title, String text, List<String> allowed, List<String> denied) {
    Condition condition = new CelConditions().compile(text);

    assertThat(condition.answer(FactsOfATest.facts(allowed.toArray(String[]::new))))
        .isInstanceOf(Condition.Holds.class);
    assertThat(condition.answer(FactsOfATest.facts(denied.toArray(String[]::new))))
        .isNotInstanceOf(Condition.Holds.class);
  }
}
