package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.ItsmException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no well-behaved system gives. */
class AnswersTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String SECRET = "hunter2";

  private final TestSystem system = new TestSystem();

  @AfterEach
  void close() {
    system.close();
  }

  @Test
  void refusesAPageOfHtml() throws IOException {
    refuses(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>" + SECRET,
        "an HTML page instead of JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type: text/plain\r\n", "", "Content-Type: application/xml\r\n"})
  void refusesWhatIsNotJson(String type) throws IOException {
    refuses("HTTP/1.1 200 OK\r\n" + type + "\r\n\"" + SECRET + "\"", "other than JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": \"hunter2", "{} hunter2", "hunter2", "{\"hunter2\": }", "[1,"})
  void refusesBrokenJson(String body) throws IOException {
    refuses(OK + "\r\n" + body, "broken or truncated JSON");
  }

  @Test
  void acceptsJsonOfOtherNames() throws IOException {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Type: application/problem+JSON;charset=utf-8\r\n\r\n{}")) {
      assertThat(system.api(server.url()).get("/t", Map.of()).body().isObject()).isTrue();
    }
  }

  @Test
  void refusesMoreThanItsCap() throws IOException {
    refuses(OK + "\r\n\"" + "a".repeat(TestSystem.CAP) + "\"", "more than 64 KiB");
  }

  @Test
  void refusesMoreThanItsCapAlsoWhenItComesWithoutEnd() throws IOException {
    try (RawServer server =
        new RawServer(
            (head, out) -> {
              out.write((OK + "\r\n").getBytes(StandardCharsets.UTF_8));
              while (true) {
                out.write(new byte[1024]);
              }
            })) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("more than 64 KiB");
    }
  }

  @Test
  void refusesABombOfGzip() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 1024; i++) {
        gzip.write(new byte[4096]);
      }
    }
    assertThat(bomb.size()).isLessThan(TestSystem.CAP);
    try (RawServer server = packed(bomb.toByteArray(), "gzip")) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("more than 64 KiB");
    }
  }

  @Test
  void readsGzipOfWhoeverInsistsOnIt() throws IOException {
    byte[] json = gzip("{\"id\": 7}");
    try (RawServer server = packed(json, "GZIP")) {
      JsonApi.Reply reply = system.api(server.url()).get("/t", Map.of());

      assertThat(reply.body().path("id").asInt()).isEqualTo(7);
      assertThat(server.heads.get(0)).contains("Accept-Encoding: identity\r\n");
    }
  }

  @Test
  void refusesGzipThatIsCutOff() throws IOException {
    byte[] json = gzip("{\"id\": 7}");
    try (RawServer server = packed(Arrays.copyOf(json, json.length - 9), "gzip")) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("broken compressed data");
    }
  }

  @Test
  void refusesOtherCompressions() throws IOException {
    try (RawServer server = packed(new byte[10], "br")) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageContaining("did not ask for");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2 hunter2\r\n\r\n",
        "HTTP/1.1 hunter2 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nhunter2\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n"
      })
  void refusesWhatIsNotHttp(String answer) throws IOException {
    try (RawServer server = RawServer.answering(answer)) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.class)
          .isNotInstanceOf(ItsmException.NotFound.class)
          .satisfies(AnswersTest::tellsNothing);
    }
  }

  @Test
  void refusesHeadersWithoutEnd() throws IOException {
    refuses(OK + "X-Long: " + "a".repeat(20_000) + "\r\n\r\n{}", "too many headers");
    refuses(OK + "X-Many: a\r\n".repeat(300) + "\r\n{}", "too many headers");
  }

  @Test
  void isUnavailableWhenTheConnectionEndsWithinAnAnswer() throws IOException {
    try (RawServer server = RawServer.answering(OK + "Content-Length: 100\r\n\r\n{\"a\":")) {
      assertThatThrownBy(() -> system.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageContaining("broke");
      assertThat(server.heads).as("the read is repeated").hasSize(3);
    }
  }

  @Test
  void isUnavailableWhenNobodyAnswers() throws IOException {
    int port;
    try (RawServer server = RawServer.answering("")) {
      port = server.port();
    }
    assertThatThrownBy(() -> system.api("http://127.0.0.1:" + port).get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageStartingWith("Keycloak cannot connect to the ITSM system 'itsm' (127.0.0.1:");
  }

  @Test
  void isUnavailableWhenTheNameHasNoAddress() {
    assertThatThrownBy(() -> system.api("https://itsm.invalid").get("/t", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageContaining("DNS has no address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://169.254.169.254", "https://0.0.0.0", "https://[fe80::1]"})
  void sendsNothingToTheSurroundingsOfTheMachine(String url) {
    assertThatThrownBy(() -> system.api(url).get("/latest/meta-data", Map.of()))
        .isInstanceOf(ItsmException.Unavailable.class)
        .hasMessageContaining("sends nothing there");
  }

  @Test
  void endsAnAnswerThatDrips() throws IOException {
    try (RawServer server = dripping(OK + "\r\n[" + " ".repeat(10_000))) {
      assertThatThrownBy(
              () -> system.api(server.url()).within(Duration.ofMillis(400)).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  @Test
  void endsHeadersThatDrip() throws IOException {
    try (RawServer server = dripping(OK + "X-Slow: " + "a".repeat(10_000))) {
      assertThatThrownBy(
              () -> system.api(server.url()).within(Duration.ofMillis(400)).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  @Test
  void asksNothingMoreWhenItsTimeIsUp() throws IOException {
    try (RawServer server = RawServer.answering(OK + "\r\n{}")) {
      JsonApi api = system.api(server.url()).within(Duration.ZERO);

      assertThatThrownBy(() -> api.within(Duration.ofMinutes(1)).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Unavailable.class)
          .hasMessageContaining("did not answer in time");
      assertThat(server.heads).isEmpty();
    }
  }

  private void refuses(String answer, String because) throws IOException {
    try (RawServer server = RawServer.answering(answer);
        TestSystem fresh = new TestSystem()) {
      assertThatThrownBy(() -> fresh.api(server.url()).get("/t", Map.of()))
          .isInstanceOf(ItsmException.Malformed.class)
          .hasMessageStartingWith("The ITSM system 'itsm' (127.0.0.1:" + server.port() + ") ")
          .hasMessageContaining(because)
          .satisfies(AnswersTest::tellsNothing);
    }
  }

  private static void tellsNothing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      assertThat(cause.toString()).doesNotContain(SECRET);
    }
  }

  private static RawServer packed(byte[] body, String encoding) throws IOException {
    return new RawServer(
        (head, out) -> {
          out.write(
              (OK + "Content-Encoding: " + encoding + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
          out.write(body);
        });
  }

  private static RawServer dripping(String answer) throws IOException {
    return new RawServer(
        (head, out) -> {
          for (byte one : answer.getBytes(StandardCharsets.UTF_8)) {
            out.write(one);
            Thread.sleep(5);
          }
        });
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
