package io.ticketgate.core.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.classification.Meaning.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationTest {

  private static final String TEXT =
      """
      # a comment

      RealmEntity
        * = harmless : made by its maker
        browserFlow \\
        directGrantFlow = trust authentication : how people log in
        name = identity : the issuer

      ComponentEntity
        * providerType = by providerType : as the type
        name = harmless : a label

      ComponentEntity by providerType
        a.KeyProvider = trust keys : whoever has one signs
        a.Theme = harmless : how it looks
      """;

  private final Classification classification = Classification.parse(TEXT);

  @Test
  void saysWhatAPropertyMeansAndWhy() {
    assertThat(classification.of("RealmEntity", "directGrantFlow"))
        .isEqualTo(new Meaning(Kind.TRUST, "authentication", "how people log in"));
    assertThat(classification.of("RealmEntity", "browserFlow").guarded()).isTrue();
    assertThat(classification.of("RealmEntity", "name").kind()).isEqualTo(Kind.IDENTITY);
    assertThat(classification.of("RealmEntity", Classification.ROW).guarded()).isFalse();
    assertThat(classification.entities()).containsExactly("RealmEntity", "ComponentEntity");
    assertThat(classification.properties("RealmEntity"))
        .containsExactly("*", "browserFlow", "directGrantFlow", "name");
  }

  @Test
  void whatIsNotSaidIsGuarded() {
    assertThat(classification.of("RealmEntity", "ofALaterVersion")).isEqualTo(Meaning.NONE);
    assertThat(classification.of("UnknownEntity", "*")).isEqualTo(Meaning.NONE);
    assertThat(classification.ofValue("ComponentEntity", "a.Unknown")).isEqualTo(Meaning.NONE);
    assertThat(classification.ofValue("ComponentEntity", null)).isEqualTo(Meaning.NONE);
    assertThat(Meaning.NONE.guarded()).isTrue();
  }

  @Test
  void aValueDecidesWhereTheFileSaysSo() {
    assertThat(classification.depends("ComponentEntity", "*")).isTrue();
    assertThat(classification.depends("ComponentEntity", "name")).isFalse();
    assertThat(classification.by("ComponentEntity")).contains("providerType");
    assertThat(classification.by("RealmEntity")).isEmpty();
    assertThat(classification.ofValue("ComponentEntity", "a.KeyProvider").area()).isEqualTo("keys");
    assertThat(classification.of("ComponentEntity", "*"))
        .as("without the value nothing is known")
        .isEqualTo(Meaning.NONE);
    assertThat(classification.values("ComponentEntity"))
        .containsExactly("a.KeyProvider", "a.Theme");
    assertThat(classification.knowsValue("ComponentEntity", "a.Theme")).isTrue();
    assertThat(classification.knowsValue("ComponentEntity", "a.Unknown")).isFalse();
    assertThat(classification.knowsValue("RealmEntity", "name")).isFalse();
  }

  @Test
  void whatDecidesAPropertyMayBelongToAnotherRow() {
    Classification settings =
        Classification.parse(
            TEXT
                + """

                ComponentConfigEntity
                  * value = by providerType : as its component

                ComponentConfigEntity by name
                  lastSync = harmless : a note
                """);
    assertThat(settings.by("ComponentConfigEntity", "value")).contains("providerType");
    assertThat(settings.by("ComponentConfigEntity")).contains("name");
    assertThat(settings.by("ComponentConfigEntity", "other")).isEmpty();
    assertThat(settings.by("RealmEntity", "name")).isEmpty();
    assertThat(settings.ofValue("ComponentConfigEntity", "lastSync").guarded()).isFalse();
    assertThat(settings.ofValue("ComponentConfigEntity", "usersDn")).isEqualTo(Meaning.NONE);
  }

  @Test
  void tellsWhatAModelHasBeyondIt() {
    assertThat(
            classification.missing(
                Map.of(
                    "RealmEntity", List.of("name", "later"),
                    "ComponentEntity", List.of("name"),
                    "NewEntity", List.of("any"))))
        .containsExactly("NewEntity", "RealmEntity.later");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x = harmless : no entity | no entity
          RealmEntity§  name = good : why | no kind
          RealmEntity§  name = trust : why | area
          RealmEntity§  name = harmless keys : why | area
          RealmEntity§  name = harmless | expected
          RealmEntity§  name harmless : why | expected
          RealmEntity§  name = harmless : a§  name = harmless : b | twice
          """)
  void aLineThatCannotBeReadIsNamed(String text, String message) {
    String lines = text.startsWith("x") ? "  " + text : text;
    assertThatThrownBy(() -> Classification.parse(lines.replace('§', '\n')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Line ")
        .hasMessageContaining(message);
  }

  @Test
  void aValueWithAnAsteriskStandsForAllThatBeginSoUnlessOneIsNamed() {
    Classification read =
        Classification.parse(
            "A by name\n  link.* = harmless : how long\n  link.secret = trust keys : a key\n");

    assertThat(read.ofValue("A", "link.verify").kind()).isEqualTo(Meaning.Kind.HARMLESS);
    assertThat(read.ofValue("A", "link.secret").kind()).isEqualTo(Meaning.Kind.TRUST);
    assertThat(read.ofValue("A", "link")).isEqualTo(Meaning.NONE);
    assertThat(read.knowsValue("A", "link.reset")).isTrue();
    assertThat(read.knowsValue("A", "lin")).isFalse();
  }
}
