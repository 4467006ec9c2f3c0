package io.ticketgate.connectors.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final TestSystem system = new TestSystem();

  @AfterEach
  void close() {
    system.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void repeatsAReadThatFailedForTheMoment(int status) {
    failsFirst(aResponse().withStatus(status));

    assertThat(read().status()).isEqualTo(200);
    assertThat(system.pauses).hasSize(1);
    assertThat(system.pauses.get(0)).isBetween(Duration.ofMillis(75), Duration.ofMillis(225));
  }

  @Test
  void repeatsABoundedNumberOfTimesAndEachTimeLater() {
    ITSM.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(503)));

    assertThatThrownBy(this::read).isInstanceOf(ItsmException.Unavailable.class);
    ITSM.verify(3, anyRequestedFor(anyUrl()));
    assertThat(system.pauses).hasSize(2);
    assertThat(system.pauses.get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(450));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 302})
  void repeatsNothingThatAnswersTheSameAgain(int status) {
    ITSM.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(status)));

    assertThatThrownBy(this::read).isInstanceOf(ItsmException.class);
    ITSM.verify(1, anyRequestedFor(anyUrl()));
  }

  @Test
  void repeatsNoWrite() {
    ITSM.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(503)));

    assertThatThrownBy(
            () ->
                system
                    .api(ITSM.baseUrl())
                    .send("POST", "/t", Map.of(), JsonNodeFactory.instance.objectNode()))
        .isInstanceOf(ItsmException.Unavailable.class);
    ITSM.verify(1, anyRequestedFor(anyUrl()));
  }

  @Test
  void waitsAsLongAsItIsAskedTo() {
    failsFirst(aResponse().withStatus(429).withHeader("Retry-After", "2"));

    assertThat(read().status()).isEqualTo(200);
    assertThat(system.pauses).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void waitsUntilADateOfTheItsmsOwnClock() {
    failsFirst(
        aResponse()
            .withStatus(503)
            .withHeader("Date", "Sun, 22 Nov 2026 03:00:00 GMT")
            .withHeader("Retry-After", "Sun, 22 Nov 2026 03:00:03 GMT"));

    assertThat(read().status()).isEqualTo(200);
    assertThat(system.pauses).containsExactly(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource({"429, RateLimited", "503, Unavailable"})
  void saysHowLongToWaitWhenThatIsTooLong(int status, String failure) {
    ITSM.stubFor(
        get(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", "60")));

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            ItsmException.class,
            e -> {
              assertThat(e.getClass().getSimpleName()).isEqualTo(failure);
              assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(1));
              assertThat(e.retryable()).isTrue();
            });
    ITSM.verify(1, anyRequestedFor(anyUrl()));
    assertThat(system.pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "99999999999999999999", "1.5"})
  void takesNoWordForATime(String text) {
    failsFirst(aResponse().withStatus(503).withHeader("Retry-After", text));

    assertThat(read().status()).isEqualTo(200);
    assertThat(system.pauses).hasSize(1);
    assertThat(system.pauses.get(0)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (RawServer elsewhere = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
      ITSM.stubFor(
          get(anyUrl())
              .willReturn(aResponse().withStatus(307).withHeader("Location", elsewhere.url())));

      assertThatThrownBy(this::read)
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("redirect");
      assertThat(elsewhere.heads).isEmpty();
    }
  }

  @Test
  void leavesASystemAloneThatDoesNotAnswerAndTriesItAgain() throws InterruptedException {
    system.breaker = new Breaker(2, Duration.ofMillis(300));
    ITSM.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(500)));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::read).hasMessageContaining("answered 500");
    }
    ITSM.resetRequests();

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            ItsmException.Unavailable.class,
            e ->
                assertThat(e.retryAfter())
                    .isNotNull()
                    .isBetween(Duration.ZERO, Duration.ofMillis(300)))
        .hasMessageContaining("failed to answer 2 times in a row");
    ITSM.verify(0, anyRequestedFor(anyUrl()));

    ITSM.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    Thread.sleep(350);
    assertThat(read().status()).isEqualTo(200);
    assertThat(read().status()).isEqualTo(200);
  }

  @Test
  void asksOnWhenAProbeFailsAndOnlyThen() throws InterruptedException {
    system.breaker = new Breaker(1, Duration.ofMillis(100));
    ITSM.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(500)));
    assertThatThrownBy(this::read).hasMessageContaining("answered 500");
    assertThatThrownBy(this::read).hasMessageContaining("in a row");
    Thread.sleep(150);

    assertThatThrownBy(this::read).as("the probe").hasMessageContaining("answered 500");
    assertThatThrownBy(this::read).hasMessageContaining("in a row");
  }

  @Test
  void countsRefusalsAsAnswers() {
    system.breaker = new Breaker(2, Duration.ofMinutes(1));
    ITSM.stubFor(get("/500").willReturn(aResponse().withStatus(500)));
    ITSM.stubFor(get("/404").willReturn(aResponse().withStatus(404)));
    JsonApi api = system.api(ITSM.baseUrl());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> api.get("/500", Map.of())).hasMessageContaining("answered 500");
      assertThatThrownBy(() -> api.get("/404", Map.of())).hasMessageContaining("answered 404");
    }
  }

  private JsonApi.Reply read() {
    return system.api(ITSM.baseUrl()).get("/t", Map.of());
  }

  private static void failsFirst(ResponseDefinitionBuilder failure) {
    ITSM.stubFor(
        get(anyUrl())
            .inScenario("recovery")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(failure)
            .willSetStateTo("well"));
    ITSM.stubFor(
        get(anyUrl()).inScenario("recovery").whenScenarioStateIs("well").willReturn(okJson("{}")));
  }
}
