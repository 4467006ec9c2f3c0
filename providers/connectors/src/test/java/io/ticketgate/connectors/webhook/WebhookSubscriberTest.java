package io.ticketgate.connectors.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.http.WebhookPosts;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.EventFormat;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;

class WebhookSubscriberTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
  private static final EventMessage MESSAGE =
      new EventMessage("e-1", Instant.ofEpochSecond(1614265330L), "{\"specversion\":\"é\"}");

  private final WebhookSubscriberFactory factory =
      new WebhookSubscriberFactory(new WebhookPosts(Duration.ofSeconds(2)));
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final List<String> bodies = new ArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private HttpServer server;
  private volatile int status = 204;
  private volatile String answer = "";
  private volatile boolean hangs;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
          bodies.add(
              exchange.getRequestURI()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          try {
            if (hangs) {
              hanging.await();
            }
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.getResponseHeaders().add("Retry-After", "7");
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    server.stop(0);
    factory.close();
  }

  private ComponentModel subscriber(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/in/",
                "secret",
                SECRET,
                "owner",
                "alice"));
    all.addAll(List.of(settings));
    return Sessions.component(all.toArray(String[]::new));
  }

  private EventReceipt deliver(String... settings) {
    return factory.create(Sessions.plain(), subscriber(settings)).deliver(MESSAGE);
  }

  private EventReceipt.Refused refused() {
    return (EventReceipt.Refused) deliver();
  }

  @Test
  void sendsTheEventSignedWithBothSecrets() {
    assertThat(deliver("secretPrevious", OTHER)).isEqualTo(new EventReceipt.Taken());

    assertThat(bodies).containsExactly("/in/ " + MESSAGE.body());
    assertThat(headers)
        .containsEntry("Webhook-id", "e-1")
        .containsEntry("Webhook-timestamp", "1614265330")
        .containsEntry(
            "Webhook-signature",
            WebhookSecret.of(SECRET).sign("e-1", 1614265330L, MESSAGE.body())
                + " "
                + WebhookSecret.of(OTHER).sign("e-1", 1614265330L, MESSAGE.body()));
    assertThat(headers.getOrDefault("Content-type", ""))
        .startsWithIgnoringCase("application/cloudevents+json");
  }

  @Test
  void anEventKeepsTheFormatThatItsSubscriberHadWhenItHappened() {
    EventMessage ocsf = new EventMessage("e-2", Instant.EPOCH, "{\"class_uid\":3005}");
    factory.create(Sessions.plain(), subscriber("format", "cloudevents")).deliver(ocsf);

    assertThat(bodies).containsExactly("/in/ " + ocsf.body());
    assertThat(headers.getOrDefault("Content-type", "")).startsWithIgnoringCase("application/json");
    assertThat(headers)
        .containsEntry("Webhook-signature", WebhookSecret.of(SECRET).sign("e-2", 0, ocsf.body()));
  }

  @Test
  void theFormatIsOneOfTwo() {
    assertThat(factory.format(subscriber())).isEqualTo(EventFormat.CLOUDEVENTS);
    assertThat(factory.format(subscriber("format", "ocsf"))).isEqualTo(EventFormat.OCSF);
    assertThatThrownBy(
            () ->
                WebhookSubscriberFactory.validate(
                    new Settings(Sessions.plain(), subscriber("format", "leef"))))
        .hasMessageContaining("format is leef");
  }

  @Test
  void followsNoRedirect() {
    status = 302;

    assertThat(refused().word()).isEqualTo("status_302");
    assertThat(bodies).hasSize(1);
    assertThat(refused().sentence()).contains("does not follow").contains("'itsm'");
  }

  @Test
  void saysWhetherTheRefusalIsAboutThisEvent() {
    status = 422;
    assertThat(refused().ofThisEventAlone()).isTrue();
    status = 503;
    assertThat(refused().ofThisEventAlone()).isFalse();
    assertThat(refused().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    status = 401;
    assertThat(refused().ofThisEventAlone()).isFalse();
  }

  @Test
  void readsNoMoreOfAnAnswerThanItHasTo() {
    status = 200;
    answer = "x".repeat(70_000);

    assertThat(refused().word()).isEqualTo("malformed");
    answer = "x".repeat(60_000);
    assertThat(deliver()).isEqualTo(new EventReceipt.Taken());
  }

  @Test
  void aReceiverThatNeverAnswersIsLeftInTime() {
    hangs = true;
    Instant begun = Instant.now();

    assertThat(refused().word()).isEqualTo("unavailable");

    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aReceiverThatIsNotThereIsUnavailable() {
    server.stop(0);

    assertThat(refused().word()).isEqualTo("unavailable");
    assertThat(refused().ofThisEventAlone()).isFalse();
  }

  private void refuses(String message, String... settings) {
    assertThatThrownBy(
            () ->
                WebhookSubscriberFactory.validate(
                    new Settings(Sessions.plain(), subscriber(settings))))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    ComponentModel good = subscriber("secretPrevious", "${vault.old}");
    WebhookSubscriberFactory.validate(new Settings(Sessions.plain(), good));

    ComponentModel bad = subscriber();
    bad.getConfig().putSingle("secret", "tooshort");
    assertThatThrownBy(() -> WebhookSubscriberFactory.validate(new Settings(Sessions.plain(), bad)))
        .hasMessageContaining("secret must be whsec_");
    bad.getConfig().remove("secret");
    assertThatThrownBy(() -> WebhookSubscriberFactory.validate(new Settings(Sessions.plain(), bad)))
        .hasMessageContaining("Set secret");
    for (String url :
        List.of(
            "http://siem.example.com/in",
            "ftp://siem.example.com",
            "https://u:p@siem.example.com/in",
            "https://siem.example.com/in?token=1",
            "siem.example.com")) {
      ComponentModel elsewhere = subscriber();
      elsewhere.getConfig().putSingle("url", url);
      assertThatThrownBy(
              () -> WebhookSubscriberFactory.validate(new Settings(Sessions.plain(), elsewhere)))
          .as(url)
          .isInstanceOf(ComponentValidationException.class)
          .hasMessageStartingWith("url must");
    }
    refuses("allowHttp", "allowHttp", "perhaps");
  }
}
