package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.JsonItsm.Mood;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What takes a server of its own: a vault, a low limit, a crash, old rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookServerIT {

  private static final int BURST = 20;

  @TempDir static Path vault;

  private KeycloakServer server;
  private RealmFixture realm;
  private HookedRealm hooked;

  @BeforeAll
  void start() {
    server =
        KeycloakServer.start(
            WideServer.gated()
                .withStartArgs(
                    "--vault-dir=" + vault,
                    "--spi-realm-restapi-extension--ticket-gate--webhook-rate=2"));
    realm = server.newRealm();
    hooked = new HookedRealm(realm);
    hooked.configure("standard-webhooks", Map.of("webhookSecret", Webhook.SECRET));
  }

  @AfterAll
  void stop() {
    hooked.close();
    server.close();
  }

  @Test
  void aSecretMayBeInTheVault() throws IOException {
    Files.writeString(vault.resolve(realm.name() + "_hook"), Webhook.NEXT_SECRET);
    hooked.configure("in-vault", "standard-webhooks", Map.of("webhookSecret", "${vault.hook}"));
    hooked.configure("not-there", "standard-webhooks", Map.of("webhookSecret", "${vault.other}"));

    Webhook webhook =
        Webhook.about(realm, "in-vault", "REQ-0").signed(Webhook.NEXT_SECRET, Instant.now());
    webhook.send().expect(202);
    webhook.to("not-there").send().expect(401);
    webhook.to("in-vault").signed(Webhook.SECRET, Instant.now()).send().expect(401);
    assertThat(server.log())
        .contains("webhookSecret of ITSM system not-there is not in the vault")
        .doesNotContain(Webhook.NEXT_SECRET);
  }

  @Test
  void whatIsTooMuchIsPutOffAndTakesNothingFromAnotherSystem() {
    hooked.configure("busy", "standard-webhooks", Map.of("webhookSecret", Webhook.SECRET));
    hooked.configure("quiet", "standard-webhooks", Map.of("webhookSecret", Webhook.SECRET));
    Webhook webhook = Webhook.of(realm, "busy", "{}");
    // Who is not the sender uses up nothing of what the sender has.
    for (int i = 0; i < BURST; i++) {
      webhook.send().expect(401);
    }
    webhook.signed().send().expect(202);

    Answer refused = webhook.signed().send();
    for (int i = 0; i < 10 * BURST && refused.status() == 202; i++) {
      refused = webhook.signed().send();
    }

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("code")).isEqualTo("too_many_requests");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    webhook.to("quiet").signed().send().expect(202);
  }

  @Test
  void whatANodeHasClaimedWhenItDiesIsTakenUpAgain() throws InterruptedException {
    Held held = hooked.grant();
    hooked.itsm.close(held.key);
    hooked.itsm.mood(Mood.SILENT);
    int before = hooked.itsm.requests();
    held.webhook().signed().send().expect(202);
    assertThat(hooked.askedAgain(1, before)).isTrue();
    Thread.sleep(Duration.ofSeconds(2).toMillis()); // H2 writes late

    server.crash();
    hooked.itsm.mood(Mood.WELL);
    server.restart();

    assertThat(HookedRealm.soon(held::revoked)).isTrue();
  }

  /** Last, since it stops the server: H2 shows its tables only when that is down. */
  @Test
  @Order(Integer.MAX_VALUE)
  void whatIsOlderThanThreeDaysIsForgotten() throws SQLException {
    Held old = hooked.grant();
    Held young = hooked.grant();
    for (Held held : new Held[] {old, young}) {
      hooked.itsm.close(held.key);
      held.webhook().signed().send().expect(202);
      assertThat(HookedRealm.soon(held::revoked)).isTrue();
    }
    server.stop();
    age(old.key, Duration.ofDays(3).plusMinutes(1));
    age(young.key, Duration.ofDays(3).minusHours(1));

    server.restart();
    double accepted = hooked.counted("accepted");
    // What comes later is worked on later: the old ones are gone by then.
    Held third = hooked.grant();
    hooked.itsm.close(third.key);
    third.webhook().signed().send().expect(202);
    assertThat(HookedRealm.soon(third::revoked)).isTrue();
    assertThat(hooked.counted("accepted")).isEqualTo(accepted + 1);
    server.stop();

    assertThat(rows(old.key)).isZero();
    assertThat(rows(young.key)).isEqualTo(1);
  }

  private void age(String key, Duration by) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update TG_DELIVERY set RECEIVED_AT = RECEIVED_AT - "
                      + by.toMillis()
                      + " where TICKET_KEY = '"
                      + key
                      + "'"))
          .isEqualTo(1);
    }
  }

  private int rows(String key) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "select count(*) from TG_DELIVERY where TICKET_KEY = '" + key + "'")) {
      count.next();
      return count.getInt(1);
    }
  }
}
