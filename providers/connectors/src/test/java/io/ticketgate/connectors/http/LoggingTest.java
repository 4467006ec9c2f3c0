package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a server whose log level is DEBUG writes: the file simplelogger.properties says so. */
class LoggingTest {

  @Test
  void writesNothingOfWhatGoesOverAConnection() throws IOException {
    PrintStream error = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (TestSystem system = new TestSystem();
        RawServer server =
            RawServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A: sw0rdfish\r\n\r\n"
                    + "\"hunter2\"")) {
      LoggerFactory.getLogger("org.apache.hc.client5.http.test").debug("This is written.");

      system.api(server.url(), "auth", "bearer", "token", "s3cret").get("/t", Map.of());

      assertThat(server.heads.get(0)).contains("s3cret");
    } finally {
      System.setErr(error);
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("This is written.")
        .doesNotContain("s3cret", "hunter2", "sw0rdfish");
  }
}
