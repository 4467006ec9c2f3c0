package io.ticketgate.connectors.rest.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official suite, as of commit 7be7c1f. Of its tests, those whose query has a function are
 * expected to be refused, and all others to pass.
 */
class ComplianceTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> suite() throws IOException {
    try (InputStream file =
        ComplianceTest.class.getResourceAsStream("/jsonpath-compliance-test-suite/cts.json")) {
      JsonNode suite = JSON.readTree(file);
      return StreamSupport.stream(suite.path("tests").spliterator(), false).toList();
    }
  }

  private static boolean hasFunction(JsonNode test) {
    return StreamSupport.stream(test.path("tags").spliterator(), false)
        .anyMatch(tag -> tag.asText().equals("function"));
  }

  private static Stream<Arguments> tests(boolean withFunction) throws IOException {
    return suite().stream()
        .filter(test -> hasFunction(test) == withFunction)
        .map(test -> Arguments.of(test.path("name").asText(), test));
  }

  static Stream<Arguments> plain() throws IOException {
    return tests(false);
  }

  static Stream<Arguments> functions() throws IOException {
    return tests(true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plain")
  void doesAsTheSuiteSays(String name, JsonNode test) {
    String selector = test.path("selector").asText();
    if (test.path("invalid_selector").asBoolean()) {
      assertThatThrownBy(() -> JsonPath.parse(selector))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    JsonNode selected = JSON.valueToTree(JsonPath.parse(selector).select(test.path("document")));
    if (test.has("result")) {
      assertThat(selected).isEqualTo(test.path("result"));
    } else {
      assertThat(test.path("results")).contains(selected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void refusesFunctionsBeforeAnythingIsRead(String name, JsonNode test) {
    assertThatThrownBy(() -> JsonPath.parse(test.path("selector").asText()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isTheWholeSuite() throws IOException {
    assertThat(suite()).hasSize(703);
    assertThat(plain()).hasSizeGreaterThan(500);
  }
}
