package io.ticketgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  /** RFC 8785, section 3.2.3. */
  @Test
  void sortsMembersAsTheStandardDoes() {
    Map<String, Object> object =
        Json.object(
            "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter"
                + " Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning"
                + " Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With"
                + " Diaeresis\"}");
    assertThat(Json.object(Json.canonical(object)).values()).hasSize(7);
    assertThat(Json.canonical(object))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin"
                + " Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji:"
                + " Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  /** RFC 8785, section 3.2.2, the text and the literals. */
  @Test
  void escapesAsTheStandardDoes() {
    assertThat(
            Json.canonical(
                Json.parse(
                    "{ \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                        + " \"literals\": [null, true, false] }")))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void writesWhatItHasReadTheSameAgain() {
    String text = "{\"a\":[],\"b\":{},\"c\":[1,-2,0,9007199254740991],\"d\":\"\\u001f\\t\"}";
    assertThat(Json.canonical(Json.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\":1,\"a\":2}",
        "[1,]",
        "1.5",
        "1e3",
        "01",
        "-0",
        "\"\n\"",
        "\"\\x\"",
        "nul",
        "{} {}",
        "\"\\u12\"",
        "12345678901234567"
      })
  void refusesWhatIsNotItsJson(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
  }

  @Test
  void refusesWhatItCannotWriteForEverybody() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.canonical("\ud83d"));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.canonical(1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.canonical(1L << 53));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(40)));
    assertThat(Json.canonical(List.of(Json.writable("a\ud83db\ud83d\ude00"))))
        .isEqualTo("[\"a\ufffdb\ud83d\ude00\"]");
  }
}
