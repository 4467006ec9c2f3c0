package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.ItsmException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

  private final TestSystem system = new TestSystem();

  @AfterEach
  void close() {
    system.close();
  }

  @Test
  void goesByTheFirstMappingThatMatches() {
    Proxies proxies =
        Proxies.of(
            new String[] {
              ".*\\.example\\.com;http://one:3128",
              ".*\\.internal;NO_PROXY",
              ".*;http://user:pass@two:8080"
            },
            Map.of("HTTPS_PROXY", "http://unused:1")::get);

    assertThat(proxies.of("itsm.example.com")).contains(URI.create("http://one:3128"));
    assertThat(proxies.of("itsm.internal")).isEmpty();
    assertThat(proxies.of("itsm.org")).contains(URI.create("http://user:pass@two:8080"));
  }

  @Test
  void goesByTheEnvironmentWithoutMappings() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTP_PROXY", "http://one:3128");
    assertThat(Proxies.of(null, environment::get).of("a.org"))
        .contains(URI.create("http://one:3128"));

    environment.put("https_proxy", "http://two:3128");
    environment.put("NO_PROXY", "localhost, example.com");
    Proxies proxies = Proxies.of(new String[0], environment::get);
    assertThat(proxies.of("a.org")).contains(URI.create("http://two:3128"));
    assertThat(proxies.of("localhost")).isEmpty();
    assertThat(proxies.of("itsm.example.com")).isEmpty();
    assertThat(proxies.of("notexample.com")).isPresent();
  }

  @Test
  void goesDirectlyWithoutEither() {
    assertThat(Proxies.of(null, name -> null).of("a.org")).isEmpty();
  }

  @Test
  void asksThroughTheProxy() throws IOException {
    try (RawServer proxy =
        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}")) {
      through(proxy, "");

      // A name that only the proxy can know.
      system.api("http://itsm.invalid").get("/t", Map.of());

      assertThat(proxy.heads.get(0)).startsWith("GET http://itsm.invalid/t HTTP/1.1\r\n");
    }
  }

  @Test
  void provesItselfToTheProxyAndShowsItNoCredential() throws IOException {
    try (RawServer proxy =
        new RawServer(
            (head, out) ->
                out.write(
                    (head.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n")
                            ? "HTTP/1.1 502 Bad Gateway\r\n\r\n"
                            : "HTTP/1.1 407 Wanted\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                + "Connection: close\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8)))) {
      through(proxy, "user:pass@");

      assertThatThrownBy(
              () ->
                  system
                      .api("https://itsm.invalid", "auth", "bearer", "token", "hunter2")
                      .get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .satisfies(e -> assertThat(e.toString()).doesNotContain("pass@", "hunter2"));
      assertThat(proxy.heads)
          .allSatisfy(
              head ->
                  assertThat(head)
                      .startsWith("CONNECT itsm.invalid:443 ")
                      .doesNotContain("hunter2"))
          .anyMatch(head -> head.contains("Proxy-Authorization"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 407, 410, 502})
  void takesNoWordOfTheProxyForThatOfTheItsm(int status) throws IOException {
    try (RawServer proxy =
        RawServer.answering("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n")) {
      through(proxy, "");

      assertThatThrownBy(() -> system.api("https://itsm.invalid").get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageStartingWith("The proxy on the way to the ITSM system 'itsm' (itsm.invalid)");
    }
  }

  private void through(RawServer proxy, String account) {
    system.proxies =
        Proxies.of(
            new String[] {".*;http://" + account + "127.0.0.1:" + proxy.port()}, name -> null);
  }
}
