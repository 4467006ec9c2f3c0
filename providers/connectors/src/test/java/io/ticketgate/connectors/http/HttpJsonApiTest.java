package io.ticketgate.connectors.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpJsonApiTest {

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void readsJsonBelowItsBaseUrl() {
    ITSM.stubFor(
        get(anyUrl())
            .willReturn(
                okJson("{\"id\": 7}")
                    .withHeader("Date", "Sun, 22 Nov 2026 08:00:00 GMT")
                    .withHeader("ETag", "\"3\"")));
    Map<String, String> query = new LinkedHashMap<>();
    query.put("q", "a=b & c");
    query.put("fields[Owner]", "Näme");

    JsonApi.Reply reply = api("/api/").get("/tickets/" + JsonApi.segment("A 1/2"), query);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().path("id").asInt()).isEqualTo(7);
    assertThat(reply.header("etag")).isEqualTo("\"3\"");
    assertThat(reply.date()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
    ITSM.verify(
        getRequestedFor(
                urlEqualTo("/api/tickets/A%201%2F2?q=a%3Db%20%26%20c&fields%5BOwner%5D=N%C3%A4me"))
            .withHeader("Accept", equalTo("application/json")));
  }

  @Test
  void answersThatNothingChanged() {
    ITSM.stubFor(get("/tickets/1").willReturn(aResponse().withStatus(304)));

    JsonApi.Reply reply = api("").get("/tickets/1", Map.of(), Map.of("If-None-Match", "\"3\""));

    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.body().isMissingNode()).isTrue();
    assertThatThrownBy(() -> api("").get("/tickets/1", Map.of()))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void sendsJson() {
    ITSM.stubFor(post("/notes?a=b").willReturn(noContent()));

    JsonApi.Reply reply =
        api("")
            .send(
                "POST",
                "/notes",
                Map.of("a", "b"),
                JsonNodeFactory.instance.objectNode().put("text", "ü"));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body().isMissingNode()).isTrue();
    ITSM.verify(
        postRequestedFor(urlEqualTo("/notes?a=b"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withRequestBody(equalToJson("{\"text\": \"ü\"}")));
  }

  @Test
  void aSystemThatTakesNoNotesIsReadAllTheSame() {
    ITSM.stubFor(post("/notes").willReturn(aResponse().withStatus(503)));
    ITSM.stubFor(get("/tickets/1").willReturn(okJson("{\"id\": 1}")));
    JsonApi api = api("");

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(
              () -> api.send("POST", "/notes", Map.of(), JsonNodeFactory.instance.objectNode()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageContaining("503");
    }

    assertThat(api.get("/tickets/1", Map.of()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Malformed", "401, NotPermitted", "403, NotPermitted", "404, NotFound",
    "405, Malformed", "407, Unavailable", "408, Unavailable", "409, Malformed",
    "410, NotFound", "412, Malformed", "422, Malformed", "429, RateLimited",
    "500, Unavailable", "501, Unavailable", "502, Unavailable", "503, Unavailable",
    "504, Unavailable", "301, Malformed", "302, Malformed", "304, Malformed",
  })
  void turnsStatusesIntoFailures(int status, String failure) {
    ITSM.stubFor(
        get("/t").willReturn(aResponse().withStatus(status).withBody("{\"error\":\"hunter2\"}")));

    assertThatThrownBy(() -> api("").get("/t", Map.of()))
        .isInstanceOf(ItsmException.class)
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(failure))
        .message()
        .contains("'itsm' (localhost:" + ITSM.getPort() + ")")
        .doesNotContain("hunter2")
        .endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/../admin", "/a/../b", "/a/%2e%2E/b", "/a?b=c", "/a#b", "/a\\b", "/a b", "a"})
  void asksForNothingElsewhere(String path) {
    assertThatThrownBy(() -> api("/api").get(path, Map.of()))
        .isInstanceOf(ItsmException.Malformed.class);
    ITSM.verify(0, getRequestedFor(anyUrl()));
  }

  @Test
  void followsLinksOfItsOwn() {
    ITSM.stubFor(get(anyUrl()).willReturn(okJson("[]")));
    JsonApi api = api("/api");

    api.follow("tickets?page=2");
    api.follow("/api/tickets?page=3");
    api.follow(ITSM.baseUrl() + "/api/tickets?page=4#end");

    for (int page = 2; page <= 4; page++) {
      ITSM.verify(getRequestedFor(urlEqualTo("/api/tickets?page=" + page)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1/api",
        "https://localhost:PORT/",
        "http://127.0.0.1:PORT/",
        "//evil.example/",
        "http://a@localhost:PORT/",
        "mailto:a@example.com",
        "http://[",
        "\n",
        "/%2e%2e/x",
        "file:///etc/passwd"
      })
  void followsNoLinkElsewhere(String link) {
    assertThatThrownBy(
            () -> api("/api").follow(link.replace("PORT", String.valueOf(ITSM.getPort()))))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("link");
  }

  private JsonApi api(String path) {
    return apis.at(ITSM.baseUrl() + path);
  }
}
