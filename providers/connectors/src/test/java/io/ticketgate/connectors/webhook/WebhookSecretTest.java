package io.ticketgate.connectors.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

  /** The vector that the libraries of Standard Webhooks are tested with. */
  @Test
  void signsAsTheSpecificationSays() {
    assertThat(
            WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330L, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  /** The same file proves what the gate takes: {@code it-tests/webhook-vectors} writes it. */
  static Stream<JsonNode> vectors() throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    new ObjectMapper()
        .readTree(Path.of("../keycloak/src/test/resources/webhook-vectors.json").toFile())
        .forEach(vectors::add);
    assertThat(vectors).hasSizeGreaterThan(10);
    return vectors.stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheLibraryForJavaScript(JsonNode vector) {
    assertThat(
            WebhookSecret.of(vector.path("secret").asText())
                .sign(
                    vector.path("id").asText(),
                    vector.path("timestamp").asLong(),
                    vector.path("body").asText()))
        .isEqualTo(vector.path("signature").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%"})
  void takesNoOtherText(String text) {
    assertThatThrownBy(() -> WebhookSecret.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
