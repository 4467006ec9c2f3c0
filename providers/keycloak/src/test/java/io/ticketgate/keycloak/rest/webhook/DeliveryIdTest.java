package io.ticketgate.keycloak.rest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.WebhookScheme;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {

  private static final Map<WebhookScheme, String> HEADERS =
      Map.of(
          WebhookScheme.STANDARD, "webhook-id",
          WebhookScheme.HUB, "X-Atlassian-Webhook-Identifier",
          WebhookScheme.HUB_256, "X-GitHub-Delivery",
          WebhookScheme.HUB_SHA1, "X-Zammad-Delivery");

  private static Optional<DeliveryId> id(
      WebhookScheme scheme, boolean signed, Map<String, List<String>> headers, String body) {
    return DeliveryId.of(
        scheme,
        signed,
        name -> headers.getOrDefault(name, List.of()),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachSchemeHasItsOwnHeader() {
    HEADERS.forEach(
        (sent, header) -> {
          for (WebhookScheme configured : WebhookScheme.values()) {
            assertThat(id(configured, true, Map.of(header, List.of("id-1")), "x").isPresent())
                .as("%s where %s is configured", header, configured)
                .isEqualTo(sent == configured);
          }
        });
  }

  @Test
  void withABearerTokenAnyOfThemCounts() {
    HEADERS
        .values()
        .forEach(
            header ->
                assertThat(
                        id(WebhookScheme.BEARER, false, Map.of(header, List.of("id-1")), "x")
                            .map(DeliveryId::text))
                    .hasValue("id-1"));
    assertThat(id(WebhookScheme.BEARER, false, Map.of(), "x")).isEmpty();
  }

  @Test
  void anIdThatIsNotSignedKeepsOutNoOtherBody() {
    Map<String, List<String>> headers = Map.of("X-GitHub-Delivery", List.of("id-1"));

    assertThat(id(WebhookScheme.HUB_256, true, headers, "a"))
        .isEqualTo(id(WebhookScheme.HUB_256, true, headers, "a"))
        .isNotEqualTo(id(WebhookScheme.HUB_256, true, headers, "b"));
  }

  @Test
  void aSignedIdIsKnownWhateverTheBody() {
    Map<String, List<String>> headers = Map.of("webhook-id", List.of("id-1"));

    assertThat(id(WebhookScheme.STANDARD, true, headers, "a"))
        .isEqualTo(id(WebhookScheme.STANDARD, true, headers, "b"));
  }

  @Test
  void whatIsNoIdOfOneLineIsNone() {
    for (List<String> odd :
        List.of(
            List.of(""),
            List.of("a b"),
            List.of("a\nb"),
            List.of("ü"),
            List.of("x".repeat(256)),
            List.of("a", "a"))) {
      assertThat(id(WebhookScheme.STANDARD, true, Map.of("webhook-id", odd), "x"))
          .as("%s", odd)
          .isEmpty();
    }
  }
}
