package io.ticketgate.connectors.http;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.spi.ItsmException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;

class HttpPoolsTest {

  @RegisterExtension
  static final WireMockExtension ITSM =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().dynamicHttpsPort())
          .build();

  @RegisterExtension final Apis apis = new Apis();

  @Test
  void keepsConnectionsFromSessionToSession() throws IOException {
    Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress());
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    try {
      for (int i = 0; i < 3; i++) {
        apis.at("http://127.0.0.1:" + server.getAddress().getPort()).get("/t", Map.of());
      }
    } finally {
      server.stop(0);
    }
    assertThat(clients).hasSize(1);
  }

  @Test
  void closesThemWhenTheSettingsAreOthers() {
    ITSM.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    JsonApi before = api();
    before.get("/t", Map.of());

    JsonApi after = api("auth", "bearer", "token", "other");

    assertThat(after.get("/t", Map.of()).status()).isEqualTo(200);
    isClosed(before);
  }

  @Test
  void keepsThemWhenOnlySettingsOfTheGateAreOthers() {
    ITSM.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    JsonApi before = api();

    api("pollEvery", "PT5M");

    assertThat(before.get("/t", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void closesThemWithTheSystemAndWithTheServer() {
    ITSM.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    JsonApi removed = api();
    removed.get("/t", Map.of());
    apis.pools().close(component());
    isClosed(removed);

    JsonApi stopped = api();
    stopped.get("/t", Map.of());
    apis.pools().close();
    isClosed(stopped);
  }

  @Test
  void saysWhatIsWrongWithSettingsThatNobodyChecked() {
    assertThatThrownBy(() -> apis.at("ftp://example.com"))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageStartingWith("The settings of the ITSM system 'itsm' cannot be used: baseUrl ");
    assertThatThrownBy(() -> api("auth", "kerberos"))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining(
            "auth is kerberos. It must be one of none, basic, bearer, header, oauth2.");
  }

  @Test
  void sendsUserNameAndPassword() {
    expects(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString("gäte:s:ä".getBytes(StandardCharsets.UTF_8)),
        Sessions.plain(),
        "auth",
        "basic",
        "username",
        "gäte",
        "password",
        "s:ä");
  }

  @Test
  void sendsABearerTokenFromTheVault() {
    expects(
        "Authorization",
        "Bearer s3cret",
        Sessions.with(Map.of("itsm", "s3cret"), null),
        "auth",
        "bearer",
        "token",
        "${vault.itsm}");
  }

  @Test
  void sendsATokenInItsOwnHeader() {
    expects(
        "X-Api-Key",
        "k",
        Sessions.plain(),
        "auth",
        "header",
        "headerName",
        "X-Api-Key",
        "token",
        "k");
    expects(
        "Authorization",
        "token 1-14-a",
        Sessions.plain(),
        "auth",
        "header",
        "tokenPrefix",
        "token",
        "token",
        "1-14-a");
  }

  @Test
  void sendsNothingWithoutTheSecretThatTheVaultShouldHave() {
    JsonApi api = api("auth", "bearer", "token", "${vault.gone}");

    assertThatThrownBy(() -> api.get("/t", Map.of()))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("has no token");
    ITSM.verify(0, getRequestedFor(anyUrl()));
  }

  @Test
  void sendsNoSecretThatWouldBecomeAHeaderOfItsOwn() {
    KeycloakSession session = Sessions.with(Map.of("itsm", "hunter2\r\nX-Evil: 1"), null);
    JsonApi api = apis.of(session, component("auth", "bearer", "token", "${vault.itsm}"));

    assertThatThrownBy(() -> api.get("/t", Map.of()))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
    ITSM.verify(0, getRequestedFor(anyUrl()));
  }

  @Test
  void trustsWhomKeycloaksTruststoreTrusts(@TempDir Path folder) throws Exception {
    KeycloakSession session =
        Sessions.with(Map.of(), Certificates.trusting(Certificates.keystore(folder, "localhost")));
    ComponentModel component =
        Sessions.component("baseUrl", "https://localhost:" + ITSM.getHttpsPort());

    // The server has WireMock's own certificate, which that truststore does not have.
    assertThatThrownBy(() -> apis.of(session, component).get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageContaining("is not trusted");
  }

  private void expects(String header, String value, KeycloakSession session, String... settings) {
    ITSM.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    JsonApi api = apis.of(session, component(settings));

    api.get("/t", Map.of());

    ITSM.verify(getRequestedFor(urlEqualTo("/t")).withHeader(header, equalTo(value)));
    String secret = value.substring(value.indexOf(' ') + 1);
    if (secret.length() > 1) {
      assertThat(api.toString()).doesNotContain(secret);
    }
  }

  private static void isClosed(JsonApi api) {
    assertThatThrownBy(() -> api.get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageContaining("changed during the request");
  }

  private JsonApi api(String... settings) {
    return apis.of(Sessions.plain(), component(settings));
  }

  private static ComponentModel component(String... settings) {
    ComponentModel component = Sessions.component(settings);
    component.getConfig().putSingle("baseUrl", "http://localhost:" + ITSM.getPort());
    return component;
  }
}
