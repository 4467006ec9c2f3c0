package io.ticketgate.connectors.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthTest {

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final TestSystem system = new TestSystem();

  @AfterEach
  void close() {
    system.close();
  }

  @Test
  void getsATokenByTheClientsSecret() {
    issues("one", 600);
    ITSM.stubFor(get("/t").willReturn(okJson("{}")));

    api("scope", "tickets read").get("/t", Map.of());

    ITSM.verify(
        postRequestedFor(urlEqualTo("/token"))
            // RFC 6749, 2.3.1: both are encoded before they are joined.
            .withHeader("Authorization", equalTo("Basic Z2F0ZTpzJTNBY3JldA=="))
            .withRequestBody(equalTo("grant_type=client_credentials&scope=tickets%20read")));
    ITSM.verify(
        getRequestedFor(urlEqualTo("/t")).withHeader("Authorization", equalTo("Bearer one")));
  }

  @Test
  void sendsTheSecretInTheFormWhereThatIsWanted() {
    issues("one", 600);
    ITSM.stubFor(get("/t").willReturn(okJson("{}")));

    api("clientAuth", "client_secret_post").get("/t", Map.of());

    ITSM.verify(
        postRequestedFor(urlEqualTo("/token"))
            .withoutHeader("Authorization")
            .withRequestBody(containing("client_id=gate&client_secret=s%3Acret")));
  }

  @Test
  void keepsTheTokenUntilShortlyBeforeItExpires() {
    issues("one", 600);
    ITSM.stubFor(get("/t").willReturn(okJson("{}")));

    api().get("/t", Map.of());
    system.now = system.now.plusSeconds(539);
    api().get("/t", Map.of());
    ITSM.verify(1, postRequestedFor(urlEqualTo("/token")));

    system.now = system.now.plusSeconds(1);
    api().get("/t", Map.of());
    ITSM.verify(2, postRequestedFor(urlEqualTo("/token")));
  }

  @Test
  void getsAnotherTokenOnceWhenTheFirstIsRefused() {
    issues("one", 600);
    ITSM.stubFor(get("/t").willReturn(aResponse().withStatus(401)));

    assertThatThrownBy(() -> api().get("/t", Map.of()))
        .isInstanceOf(ItsmException.NotPermitted.class);
    ITSM.verify(2, postRequestedFor(urlEqualTo("/token")));
    ITSM.verify(2, getRequestedFor(urlEqualTo("/t")));
  }

  @Test
  void asksAgainWithTheOtherToken() {
    issues("old", 600);
    ITSM.stubFor(get("/t").willReturn(okJson("{}")));
    api().get("/t", Map.of());
    issues("new", 600);
    ITSM.stubFor(get("/t").willReturn(aResponse().withStatus(401)));
    ITSM.stubFor(
        get("/t").withHeader("Authorization", equalTo("Bearer new")).willReturn(okJson("{}")));

    assertThat(api().get("/t", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void fetchesOneTokenForAll() throws Exception {
    ITSM.stubFor(
        post("/token")
            .willReturn(
                okJson("{\"access_token\":\"one\",\"token_type\":\"Bearer\",\"expires_in\":600}")
                    .withFixedDelay(200)));
    ITSM.stubFor(get("/t").willReturn(okJson("{}")));
    JsonApi api = api();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<JsonApi.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        replies.add(threads.submit(() -> api.get("/t", Map.of())));
      }
      for (Future<JsonApi.Reply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
    } finally {
      threads.shutdownNow();
    }
    ITSM.verify(1, postRequestedFor(urlEqualTo("/token")));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403})
  void saysThatTheClientIsRefused(int status) {
    ITSM.stubFor(
        post("/token")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody("{\"error\":\"invalid_client\",\"error_description\":\"hunter2\"}")));

    assertThatThrownBy(() -> api().get("/t", Map.of()))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageStartingWith("The token endpoint of the ITSM system 'itsm' (localhost:")
        .hasMessageContaining("(invalid_client)")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2", "s:cret"));
    ITSM.verify(0, getRequestedFor(urlEqualTo("/t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":\"hunter2\",\"token_type\":\"mac\"}",
        "{\"access_token\":\"hunter2\\r\\nX-Evil: 1\",\"token_type\":\"bearer\"}"
      })
  void believesNoOtherToken(String json) {
    ITSM.stubFor(post("/token").willReturn(okJson(json)));

    assertThatThrownBy(() -> api().get("/t", Map.of()))
        .isInstanceOf(ItsmException.Malformed.class)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
    ITSM.verify(0, getRequestedFor(urlEqualTo("/t")));
  }

  @Test
  void isUnavailableWhileTheTokenEndpointIs() {
    ITSM.stubFor(post("/token").willReturn(aResponse().withStatus(503)));

    assertThatThrownBy(() -> api().get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageContaining("token endpoint");
  }

  private JsonApi api(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "auth", "oauth2",
                "tokenUrl", ITSM.baseUrl() + "/token",
                "clientId", "gate",
                "clientSecret", "s:cret"));
    settings.addAll(List.of(more));
    return system.api(ITSM.baseUrl(), settings.toArray(String[]::new));
  }

  private static void issues(String token, int seconds) {
    ITSM.stubFor(
        post("/token")
            .willReturn(
                okJson(
                    "{\"access_token\":\""
                        + token
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                        + seconds
                        + "}")));
  }
}
