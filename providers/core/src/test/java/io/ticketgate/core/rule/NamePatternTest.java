package io.ticketgate.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class NamePatternTest {

  @Property(tries = 3000)
  void matchesWhatTheRegularExpressionMatches(
      @ForAll @CharRange(from = 'a', to = 'b') @Chars({'*', '.'}) @StringLength(max = 7)
          String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @Chars({'.'}) @StringLength(max = 9) String name) {
    String regex =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    assertThat(new NamePattern(pattern).matches(name))
        .as("%s on %s", pattern, name)
        .isEqualTo(Pattern.matches(regex, name));
  }

  @Property
  void matchesItselfAndEverythingUnderAStar(@ForAll String name) {
    assertThat(new NamePattern("*").matches(name)).isTrue();
    if (name.indexOf('*') < 0) {
      assertThat(new NamePattern(name).matches(name)).isTrue();
      assertThat(new NamePattern(name + "*").matches(name + "x")).isTrue();
    }
  }

  @Example
  void doesNotLetBeginAndEndOverlap() {
    assertThat(new NamePattern("a*a").matches("a")).isFalse();
    assertThat(new NamePattern("db-*-admin").matches("db-admin")).isFalse();
  }

  @Example
  void tellsUpperFromLowerCase() {
    assertThat(new NamePattern("db-*").matches("DB-admin")).isFalse();
  }
}
