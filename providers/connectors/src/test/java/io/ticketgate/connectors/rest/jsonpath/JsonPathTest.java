package io.ticketgate.connectors.rest.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compliance suite does not ask: that no query and no document costs too much. */
class JsonPathTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void saysWhereAQueryIsWrong() {
    assertThatThrownBy(() -> JsonPath.parse("$.a.[0]"))
        .hasMessageContaining("character 5")
        .hasMessageContaining("member name");
    assertThatThrownBy(() -> JsonPath.parse("status")).hasMessageContaining("must begin with '$'");
    assertThatThrownBy(() -> JsonPath.parse("$[?match(@.a, '(x+)+y')]"))
        .hasMessageContaining("functions are not supported");
  }

  @ParameterizedTest
  @CsvSource({"$, true", "$.a[0]['b'], true", "$.a[*], false", "$..a, false", "$.a[0:1], false"})
  void knowsWhetherItSelectsOneNodeAtMost(String path, boolean singular) {
    assertThat(JsonPath.parse(path).isSingular()).isEqualTo(singular);
  }

  @Test
  void comparesNumbersThatADoubleCannotHold() throws Exception {
    JsonNode document =
        JSON.readTree("[{\"n\":9007199254740993},{\"n\":9007199254740992},{\"n\":1e400}]");
    assertThat(JsonPath.parse("$[?@.n==9007199254740993]").select(document)).hasSize(1);
    assertThat(JsonPath.parse("$[?@.n>1]").select(document)).hasSize(3);
  }

  @Test
  void refusesAQueryThatIsTooLongOrNestedTooDeep() {
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(500)))
        .hasMessageContaining("at most 1000 characters");
    assertThatThrownBy(() -> JsonPath.parse("$[?" + "(".repeat(21) + "@" + ")".repeat(21) + "]"))
        .hasMessageContaining("nested too deep");
    assertThatThrownBy(() -> JsonPath.parse("$[?@" + "[?@".repeat(21) + "]".repeat(22)))
        .hasMessageContaining("nested too deep");
  }

  @Test
  void readsADocumentAsDeepAsTheParserLetsIn() throws Exception {
    JsonNode document = JSON.readTree("[".repeat(1000) + "]".repeat(1000));
    assertThat(JsonPath.parse("$..*").select(document)).hasSize(999);
    assertThat(JsonPath.parse("$[?@==@]").select(document)).hasSize(1);
  }

  @Test
  void givesUpOnAPathThatMultipliesItself() {
    ArrayNode document = JsonNodeFactory.instance.arrayNode();
    ArrayNode inner = document;
    for (int depth = 0; depth < 500; depth++) {
      inner = inner.addArray();
    }
    assertThatThrownBy(() -> JsonPath.parse("$..*..*..*").select(document))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("narrower path");
  }
}
