package io.ticketgate.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class DigestTest {

  record Field(String name, @Nullable String value) {}

  private static String digest(List<Field> fields) {
    Digest digest = new Digest();
    fields.forEach(field -> digest.field(field.name(), field.value()));
    return digest.hex();
  }

  /** Few characters, those that the encoding itself uses, so that collisions would be found. */
  @Provide
  Arbitrary<List<Field>> fields() {
    Arbitrary<String> text =
        Arbitraries.strings().withChars('1', '2', ':', ';', '+', '-').ofMaxLength(3);
    return Combinators.combine(text, text.injectNull(0.2)).as(Field::new).list().ofMaxSize(3);
  }

  @Property(tries = 5000)
  void differsForDifferentFields(
      @ForAll("fields") List<Field> one, @ForAll("fields") List<Field> other) {
    assertThat(digest(one).equals(digest(other))).isEqualTo(one.equals(other));
  }

  @Property(tries = 2000)
  void joinsDifferentPartsToDifferentTexts(
      @ForAll("fields") List<Field> one, @ForAll("fields") List<Field> other) {
    String[] a = one.stream().map(Field::name).toArray(String[]::new);
    String[] b = other.stream().map(Field::name).toArray(String[]::new);
    assertThat(Digest.join(a).equals(Digest.join(b))).isEqualTo(List.of(a).equals(List.of(b)));
  }

  @Example
  void tellsAMissingValueFromAnEmptyOne() {
    assertThat(digest(List.of(new Field("a", null))))
        .isNotEqualTo(digest(List.of(new Field("a", ""))))
        .isNotEqualTo(digest(List.of(new Field("a", "-"))));
  }

  /** Anybody can compute it again: the encoding is part of the evidence and may not drift. */
  @Example
  void isTheSha256OfLengthPrefixedParts() throws Exception {
    byte[] expected =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest("4:risk;5:+h\u00f6he;".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(digest(List.of(new Field("risk", "h\u00f6he"))))
        .isEqualTo(java.util.HexFormat.of().formatHex(expected));
  }
}
