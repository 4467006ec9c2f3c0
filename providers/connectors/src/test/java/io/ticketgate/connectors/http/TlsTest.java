package io.ticketgate.connectors.http;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.ticketgate.spi.ItsmException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private final TestSystem system = new TestSystem();
  private @Nullable WireMockServer itsm;

  @AfterEach
  void close() {
    system.close();
    if (itsm != null) {
      itsm.stop();
    }
  }

  @Test
  void readsFromWhomTheTruststoreTrusts(@TempDir Path folder) throws Exception {
    Path keys = Certificates.keystore(folder, "localhost");
    system.truststore = Certificates.trusting(keys);

    assertThat(system.api(serve(keys)).get("/t", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void refusesACertificateThatTheTruststoreDoesNotHave(@TempDir Path folder) throws Exception {
    String url = serve(Certificates.keystore(folder, "localhost", "-validity", "30"));

    refuses(url, "is not trusted. If it has not expired, add its issuer");
  }

  @Test
  void refusesACertificateForAnotherHost(@TempDir Path folder) throws Exception {
    Path keys = Certificates.keystore(folder, "itsm.example.com");
    system.truststore = Certificates.trusting(keys);

    refuses(serve(keys), "is for another host name");
  }

  @Test
  void refusesAnExpiredCertificate(@TempDir Path folder) throws Exception {
    Path keys = Certificates.keystore(folder, "localhost", "-startdate", "-10d", "-validity", "1");
    Path authority = Certificates.keystore(folder, "authority.example.com");
    system.truststore = Certificates.trusting(authority);

    refuses(serve(keys), "expired");
  }

  @Test
  void refusesWhatSpeaksNoTls() throws Exception {
    try (RawServer server = RawServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThatThrownBy(() -> system.api("https://127.0.0.1:" + server.port()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageStartingWith(
              "Keycloak cannot make an encrypted connection to the ITSM system 'itsm' (127.0.0.1:");
    }
  }

  private void refuses(String url, String because) {
    assertThatThrownBy(() -> system.api(url).get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageStartingWith("The certificate of the ITSM system 'itsm' (localhost:")
        .hasMessageContaining(because);
    Objects.requireNonNull(itsm).verify(0, anyRequestedFor(anyUrl()));
  }

  private String serve(Path keys) {
    itsm =
        new WireMockServer(
            wireMockConfig()
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystorePath(keys.toString())
                .keystoreType("PKCS12")
                .keystorePassword(Certificates.PASSWORD)
                .keyManagerPassword(Certificates.PASSWORD));
    itsm.start();
    itsm.stubFor(get(anyUrl()).willReturn(okJson("{}")));
    return "https://localhost:" + itsm.httpsPort();
  }
}
