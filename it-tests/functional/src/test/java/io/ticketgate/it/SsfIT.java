package io.ticketgate.it;

import static io.ticketgate.it.Story.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Keycloak's own transmitter tells applications when access ends, where the server has it; and a
 * server without it says so, and works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SsfIT {

  private static final String SESSION_REVOKED =
      "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
  private static final String CLIENT = "ci-deployer";
  private static final String CREDENTIAL_CHANGE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";

  private final boolean has = hasTransmitter(KeycloakOptions.gated().distVersion());
  private KeycloakServer server;
  private RealmFixture realm;
  private Story story;
  private SsfReceiver everybody;
  private SsfReceiver nobody;
  private SsfReceiver paused;

  private static boolean hasTransmitter(String version) {
    return !version.matches("26\\.[0-6]\\..*");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @BeforeAll
  void start() throws IOException {
    if (!has) {
      server = WideServer.shared();
      realm = server.newRealm();
      story = new Story(realm);
      return;
    }
    int port = freePort();
    server =
        KeycloakServer.start(
            KeycloakOptions.gated()
                .withBuildArgs("--features=ssf")
                .withPorts(port, freePort())
                .withStartArgs(
                    "--hostname=http://127.0.0.1:" + port,
                    "--spi-ssf-transmitter--default--outbox-drainer-interval=1s",
                    "--spi-ssf-transmitter--default--push-endpoint-socket-timeout-millis=10000",
                    "--spi-ssf-transmitter--default--allow-insecure-push-targets=true"));
    realm = server.newRealm(Map.of("attributes", Map.of("ssf.transmitterEnabled", "true")));
    story = new Story(realm);
    everybody = receiver("every-app", "ALL");
    nobody = receiver("no-app", "NONE");
    paused = receiver("paused-app", "ALL");
    realm.api("/ssf/clients/paused-app/stream/status").post(Map.of("status", "paused")).expect(200);
    realm.createClient(CLIENT);
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*"))));
    realm.gate("/subscribers").post(subscriber(Map.of())).expect(201);
  }

  @AfterAll
  void stop() {
    if (has) {
      List.of(everybody, nobody, paused).forEach(SsfReceiver::close);
      server.close();
    }
  }

  private static Map<String, Object> subscriber(Map<String, ?> more) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", "receivers");
    json.put("kind", "ssf");
    json.put("owner", "bob");
    json.putAll(more);
    return json;
  }

  private SsfReceiver receiver(String clientId, String subjects) throws IOException {
    SsfReceiver receiver =
        new SsfReceiver(
            () -> realm.open("/protocol/openid-connect/certs").get().expect(200).body());
    realm.createClient(
        clientId,
        Map.of(
            "attributes",
            Map.of(
                "ssf.enabled",
                "true",
                "ssf.defaultSubjects",
                subjects,
                "ssf.validPushUrls",
                receiver.url())));
    realm
        .api("/ssf/clients/" + clientId + "/stream")
        .post(
            Map.of(
                "delivery", Map.of("method", "urn:ietf:rfc:8935", "endpoint_url", receiver.url())))
        .expect(201);
    return receiver;
  }

  private double passedOn(String receiver, String outcome) {
    return server.metric(
        "ticket_gate_events_passed_on_total",
        "realm=\"" + realm.name() + "\"",
        "receiver=\"" + receiver + "\"",
        "outcome=\"" + outcome + "\"");
  }

  @Test
  void theEndOfARoleIsASignedSessionRevokedWithTheTicketAndTheCause() {
    assumeThat(has).isTrue();
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String binding = story.bind(ticket, alice).expect(201).createdId();
    long before = Instant.now().getEpochSecond();

    ticket.close();

    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(within(30, () -> about(binding).size() == 1)).isTrue();
    JsonNode set = about(binding).get(0);
    assertThat(set.path("iss").asText()).isEqualTo(server.baseUri() + "/realms/" + realm.name());
    assertThat(set.at("/sub_id/user/sub").asText()).isEqualTo(realm.userId(alice));
    assertThat(set.at("/sub_id/user/iss").asText()).isEqualTo(set.path("iss").asText());
    JsonNode event = set.path("events").path(SESSION_REVOKED);
    assertThat(event.path("initiating_entity").asText()).isEqualTo("policy");
    assertThat(event.at("/reason_admin/en").asText())
        .isEqualTo("Ended under ticket " + ticket.ref() + ": ticket closed.");
    assertThat(event.path("event_timestamp").asLong())
        .isBetween(before - 1, Instant.now().getEpochSecond());
    assertThat(event.at("/ticket_gate/cause").asText()).isEqualTo("ticket_closed");
    assertThat(set.toString()).doesNotContain(Story.ROLE, "prod-admins", "bob");

    // Counted for each receiver, and reported once.
    assertThat(within(10, () -> passedOn("every-app", "dispatched") >= 1)).isTrue();
    assertThat(passedOn("no-app", "dropped_unsubscribed")).isGreaterThanOrEqualTo(1);
    assertThat(passedOn("paused-app", "held")).isGreaterThanOrEqualTo(1);
    assertThat(nobody.received()).isEmpty();
    assertThat(paused.received(SESSION_REVOKED)).isEmpty();
    String other = story.newUser();
    Pushed second = story.ticketFor(other).push();
    String next = story.bind(second, other).expect(201).createdId();
    second.close();
    assertThat(within(30, () -> about(next).size() == 1)).isTrue();
    assertThat(
            server
                .log()
                .lines()
                .filter(line -> line.contains("receiver no-app of"))
                .filter(line -> line.contains("(dropped_unsubscribed)")))
        .hasSize(1);

    // A stream that goes on gets what it missed.
    realm
        .api("/ssf/clients/paused-app/stream/status")
        .post(Map.of("status", "enabled"))
        .expect(200);
    assertThat(
            within(
                30,
                () ->
                    paused.received(SESSION_REVOKED).stream()
                        .anyMatch(held -> held.toString().contains("\"" + binding + "\""))))
        .isTrue();
  }

  private List<JsonNode> about(String binding) {
    return everybody.received().stream()
        .filter(set -> set.path("events").toString().contains("\"" + binding + "\""))
        .toList();
  }

  @Test
  void whatWasNeverExercisedTakesNothingAwayWhenItEnds() {
    assumeThat(has).isTrue();
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String authorized =
        story.bind(ticket, alice, Map.of("activate", false)).expect(201).createdId();
    realm.gate("/bindings/" + authorized + "/revoke").post(Map.of("reason", "no")).expect(200);
    String amy = story.newUser();
    Pushed other = story.ticketFor(amy).push();
    String held = story.bind(other, amy).expect(201).createdId();
    realm.gate("/bindings/" + held + "/suspend").post(Map.of("reason", "wait")).expect(200);
    realm.gate("/bindings/" + held + "/revoke").post(Map.of("reason", "no")).expect(200);

    assertThat(within(30, () -> about(held).size() == 1)).isTrue();
    JsonNode event = about(held).get(0).path("events").path(SESSION_REVOKED);
    assertThat(event.path("initiating_entity").asText()).isEqualTo("admin");
    assertThat(event.at("/reason_admin/en").asText()).startsWith("Suspended under ticket");
    assertThat(about(authorized)).isEmpty();
  }

  @Test
  void aVoidCredentialIsACredentialChange() {
    assumeThat(has).isTrue();
    String client = CLIENT;
    Pushed ticket =
        story
            .ticketFor(client)
            .with("entitlements", List.of(Map.of("clientCredential", client)))
            .push();
    Answer bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("serviceAccount", client),
                    "entitlement", Map.of("clientCredential", client)));
    assertThat(bound.status()).as("%s", bound).isIn(200, 201);
    String id = bound.text("id");

    ticket.close();

    assertThat(within(30, () -> about(id).size() == 1)).isTrue();
    JsonNode set = about(id).get(0);
    assertThat(set.at("/sub_id/sub").asText()).isEqualTo(realm.serviceAccountUserId(client));
    assertThat(set.path("events").path(CREDENTIAL_CHANGE).path("change_type").asText())
        .isEqualTo("revoke");
    assertThat(set.path("events").path(CREDENTIAL_CHANGE).path("credential_type").asText())
        .isEqualTo("client-credential");
  }

  @Test
  void theTestSaysWhichReceiversThereAre() {
    assumeThat(has).isTrue();
    String id = realm.gate("/subscribers").get().expect(200).json().get(0).path("id").asText();
    JsonNode tested = realm.gate("/subscribers/" + id + "/test").post().expect(200).json();

    assertThat(tested.path("ok").asBoolean()).isTrue();
    assertThat(tested.at("/findings/0/message").asText())
        .contains("every-app (ready)", "no-app (ready)", "paused-app (ready)");
    assertThat(server.log()).contains("Keycloak's SSF transmitter is on");
  }

  @Test
  void whatIsOfWebhooksIsRefused() {
    assumeThat(has).isTrue();
    for (String setting : List.of("url", "secret", "format")) {
      Answer refused =
          realm.gate("/subscribers").post(subscriber(Map.of("name", "x", setting, "ocsf")));
      assertThat(refused.status()).as("%s: %s", setting, refused).isEqualTo(400);
      assertThat(refused.text("field")).isEqualTo(setting);
    }
    Answer unknown = realm.gate("/subscribers").post(subscriber(Map.of("kind", "mail")));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text("field")).isEqualTo("kind");
    JsonNode ours = realm.gate("/subscribers").get().expect(200).json().get(0);
    Answer other =
        realm
            .gate("/subscribers/" + ours.path("id").asText())
            .put(subscriber(Map.of("kind", "webhook")));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.text("field")).isEqualTo("kind");
  }

  @Test
  void aServerWithoutTheFeatureSaysSoAndRefusesTheSubscriber() {
    KeycloakServer without = has ? WideServer.shared() : server;
    RealmFixture other = has ? without.newRealm() : realm;
    if (has) {
      other.createUser("bob");
    }
    assertThat(without.log()).contains("Keycloak's SSF transmitter is off");
    Answer refused = other.gate("/subscribers").post(subscriber(Map.of()));
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("subscriber_invalid");
    assertThat(refused.text("field")).isEqualTo("kind");
    assertThat(refused.text("detail")).contains("--features=ssf");
  }
}
