package io.ticketgate.connectors.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.http.WitnessPosts;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.WitnessAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;

class HttpWitnessTest {

  private static final String KEY =
      "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G";
  private static final String LINE = "\u2014 w c2ln\n";

  private final HttpWitnessFactory factory =
      new HttpWitnessFactory(new WitnessPosts(Duration.ofSeconds(2)));
  private final List<String> bodies = new ArrayList<>();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String type = "text/plain";
  private volatile String answer = LINE;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(
              exchange.getRequestURI()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.getResponseHeaders().add("Content-Type", type);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    factory.close();
  }

  private ComponentModel witness() {
    return Sessions.component(
        "url", "http://127.0.0.1:" + server.getAddress().getPort() + "/w1/", "verifierKey", KEY);
  }

  private WitnessAnswer add() {
    return factory
        .create(Sessions.plain(), witness())
        .add("old 0\n\nnote".getBytes(StandardCharsets.UTF_8));
  }

  private String word() {
    return ((WitnessAnswer.Refused) add()).word();
  }

  @Test
  void sendsTheCheckpointBelowThePrefixAndHandsOnWhatComes() {
    assertThat(add()).isEqualTo(new WitnessAnswer.Cosigned(LINE));

    assertThat(bodies).containsExactly("/w1/add-checkpoint old 0\n\nnote");
  }

  @Test
  void aConflictTellsTheSizeOnlyInTheTypeOfSizes() {
    status = 409;
    type = "text/x.tlog.size";
    answer = "20852014\n";
    assertThat(add()).isEqualTo(new WitnessAnswer.Knows(20852014));
    answer = "0\n";
    assertThat(add()).isEqualTo(new WitnessAnswer.Knows(0));
    for (String malformed : List.of("", "050\n", "50", "-1\n", "99999999999999999999\n")) {
      answer = malformed;
      assertThat(word()).as(malformed).isEqualTo("status_409");
    }
    answer = "50\n";
    type = "text/plain";
    assertThat(word()).isEqualTo("status_409");
  }

  @Test
  void allElseIsRefusedAndNoRedirectFollowed() {
    for (int other : new int[] {204, 302, 400, 403, 404, 422, 429, 500}) {
      status = other;
      answer = "";
      bodies.clear();
      assertThat(word()).isEqualTo("status_" + other);
      assertThat(bodies).hasSize(1);
    }
    server.stop(0);
    assertThat(word()).isEqualTo("unavailable");
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    HttpWitnessFactory.validate(new Settings(Sessions.plain(), witness()));
    for (String[] wrong :
        new String[][] {
          {"url", ""},
          {"url", "http://witness.example.com/w1"},
          {"url", "https://witness.example.com/w1?x"},
          {"url", "ftp://witness.example.com"},
          {"verifierKey", ""},
          {"verifierKey", KEY.replace("a3e00fe2", "a3e00fe3")},
          {"verifierKey", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"},
          {"allowHttp", "maybe"}
        }) {
      ComponentModel model = witness();
      model.put(wrong[0], wrong[1]);
      assertThatThrownBy(() -> HttpWitnessFactory.validate(new Settings(Sessions.plain(), model)))
          .as("%s=%s", wrong[0], wrong[1])
          .isInstanceOf(ComponentValidationException.class);
    }
  }
}
