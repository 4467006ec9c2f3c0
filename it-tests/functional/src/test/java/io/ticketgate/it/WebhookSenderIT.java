package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.HookedRealm.Held;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose webhooks are taken; and that the others learn nothing, nor cause the ITSM to be asked. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookSenderIT {

  private static final int MOST_BYTES = 256 * 1024;

  private HookedRealm hooked;
  private RealmFixture realm;
  private RealmFixture foreign;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    hooked = new HookedRealm(fixture);
    hooked.configure("by-token", "bearer", Map.of());
    foreign = realm.server().newRealm();
  }

  @BeforeEach
  void standardWebhooks() {
    hooked.configure("standard-webhooks", Map.of("webhookSecret", Webhook.SECRET));
  }

  @AfterAll
  void stop() {
    hooked.close();
    foreign.close();
  }

  private Webhook webhook(String key) {
    return Webhook.about(realm, JsonItsm.SYSTEM, key);
  }

  @Test
  void whoIsNotTheSenderLearnsNothing() {
    Held held = hooked.grant();
    hooked.itsm.close(held.key);
    int before = hooked.itsm.requests();
    Webhook good = held.webhook().signed();
    Map<String, Webhook> refused = new LinkedHashMap<>();
    refused.put("no signature", held.webhook());
    refused.put("another secret", held.webhook().signed(Webhook.NEXT_SECRET, Instant.now()));
    refused.put("too old", held.webhook().signed(Webhook.SECRET, Instant.now().minusSeconds(310)));
    refused.put("too new", held.webhook().signed(Webhook.SECRET, Instant.now().plusSeconds(310)));
    refused.put("another body", good.body("{}".getBytes(StandardCharsets.UTF_8)));
    refused.put("no system", good.to("nothing"));
    refused.put("no name of a system", good.to("x y"));
    refused.put("a push system", good.to(Story.SYSTEM));
    refused.put("a system with another scheme", good.to("by-token"));
    refused.put("another scheme", held.webhook().signedBy("x-hub-signature"));
    refused.put("no token", held.webhook().bearer("x"));

    JsonNode first = null;
    for (Map.Entry<String, Webhook> each : refused.entrySet()) {
      Answer answer = each.getValue().send();
      assertThat(answer.status()).as(each.getKey()).isEqualTo(401);
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(answer.text("code")).isEqualTo("not_permitted");
      first = first == null ? answer.json() : first;
      assertThat(answer.json()).as(each.getKey()).isEqualTo(first);
    }
    assertThat(hooked.itsm.requests()).isEqualTo(before);
    assertThat(held.live()).isTrue();
    good.send().expect(202);
    assertThat(HookedRealm.soon(held::revoked)).isTrue();
  }

  @Test
  void aTokenWithTheRoleIsTakenWithEveryScheme() {
    realm.grantManagement(realm.createUser("itsm-account"), "ticket-gate-itsm");
    String token = realm.tokenOf("itsm-account");
    for (String system : new String[] {"by-token", JsonItsm.SYSTEM}) {
      Held held = hooked.grant(system);
      hooked.itsm.close(held.key);

      held.webhook().bearer(token).send().expect(202);

      assertThat(HookedRealm.soon(held::revoked)).isTrue();
    }
  }

  @Test
  void aTokenWithoutTheRoleIsNot() {
    realm.createUser("nobody");
    realm.grantManagement(
        realm.createUser("manager"), "ticket-gate-grant", "ticket-gate-view", "manage-users");
    foreign.grantManagement(foreign.createUser("stranger"), "realm-admin");
    realm.grantManagement(realm.createUser("leaver"), "ticket-gate-itsm");
    String leaver = realm.tokenOf("leaver");
    webhook("REQ-0").bearer(leaver).send().expect(202);
    realm.api("/users/" + realm.userId("leaver")).delete().expect(204);

    for (String token :
        new String[] {
          realm.tokenOf("nobody"), realm.tokenOf("manager"), foreign.tokenOf("stranger"), leaver
        }) {
      assertThat(webhook("REQ-0").bearer(token).send().status()).isEqualTo(401);
    }
  }

  @Test
  void theRoleIsPartOfWhatAnAdministratorOfTheRealmMayDo() {
    realm.grantManagement(realm.createUser("realm-administrator"), "realm-admin");

    webhook("REQ-0").bearer(realm.tokenOf("realm-administrator")).send().expect(202);
  }

  @Test
  void twoSecretsLiveWhileOneIsBeingChanged() {
    hooked.configure(
        "standard-webhooks",
        Map.of(
            "webhookSecret", Webhook.NEXT_SECRET,
            "webhookSecretPrevious", Webhook.SECRET));
    webhook("REQ-0").signed(Webhook.SECRET, Instant.now()).send().expect(202);
    webhook("REQ-0").signed(Webhook.NEXT_SECRET, Instant.now()).send().expect(202);

    hooked.configure("standard-webhooks", Map.of("webhookSecret", Webhook.NEXT_SECRET));

    webhook("REQ-0").signed(Webhook.SECRET, Instant.now()).send().expect(401);
    webhook("REQ-0").signed(Webhook.NEXT_SECRET, Instant.now()).send().expect(202);
  }

  @Test
  void withoutASecretOnlyATokenIsTaken() {
    hooked.configure("standard-webhooks", Map.of());

    webhook("REQ-0").signed().send().expect(401);
  }

  @Test
  void aBodyIsTakenUpToItsLimit() {
    byte[] largest = "x".repeat(MOST_BYTES).getBytes(StandardCharsets.US_ASCII);
    byte[] larger = "x".repeat(MOST_BYTES + 1).getBytes(StandardCharsets.US_ASCII);

    webhook("REQ-0").body(largest).signed().send().expect(202);
    Answer answer = webhook("REQ-0").body(larger).signed().send().expect(413);
    assertThat(answer.text("code")).isEqualTo("invalid_request");
    assertThat(webhook("REQ-0").body(larger).to("nothing").send().json()).isEqualTo(answer.json());
  }

  @Test
  void soIsOneThatDoesNotTellItsLength() throws IOException, InterruptedException {
    Webhook large = webhook("REQ-0").body(new byte[MOST_BYTES + 1]).signed();
    Webhook small = webhook("REQ-0").signed();

    assertThat(inChunks(large)).isEqualTo(413);
    assertThat(inChunks(small)).isEqualTo(202);
  }

  @Test
  void theBodyIsTakenAsItIsWhateverItIsCalled() {
    for (String type :
        new String[] {
          "application/json; charset=ISO-8859-1", "text/plain", "application/cloudevents+json"
        }) {
      webhook("REQ-0").with("Content-Type", type).signed().send().expect(202);
    }
  }

  @Test
  void aFormIsNot() {
    Webhook form =
        webhook("REQ-0").with("Content-Type", "application/x-www-form-urlencoded").signed();

    Answer answer = form.send().expect(415);
    assertThat(answer.text("code")).isEqualTo("invalid_request");
    assertThat(form.to("nothing").send().json()).isEqualTo(answer.json());
  }

  @Test
  void onlyPostIsAnswered() {
    Http.Call call = realm.open("/ticket-gate/webhooks/" + JsonItsm.SYSTEM);

    assertThat(call.get().status()).isEqualTo(405);
    assertThat(call.put(Map.of()).status()).isEqualTo(405);
    assertThat(realm.open("/ticket-gate/webhooks").post().status()).isIn(404, 405);
  }

  @Test
  void theExamplesOfTheDocumentationWork() throws IOException, InterruptedException {
    hooked.configure("jira", "x-hub-signature", Map.of("webhookSecret", Webhook.PLAIN_SECRET));
    realm.grantManagement(realm.createUser("example"), "ticket-gate-itsm");
    Map<String, String> standard = Map.of("SECRET", Webhook.SECRET);
    Map<String, String> hub = Map.of("SECRET", Webhook.PLAIN_SECRET);
    Map<String, String> token = Map.of("TOKEN", realm.tokenOf("example"));

    String text =
        Files.readString(Path.of(System.getProperty("ticketgate.it.docs"), "webhooks.md"));
    List<String> examples =
        Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(text)
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(examples).hasSize(3);
    assertThat(output(examples.get(0), JsonItsm.SYSTEM, standard)).isEqualTo("{} 202");
    assertThat(output(examples.get(1), "jira", hub)).isEqualTo("{} 202");
    assertThat(output(examples.get(2), "by-token", token)).isEqualTo("{} 202");
  }

  private String output(String script, String system, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
    bash.environment().putAll(environment);
    bash.environment().put("WEBHOOK", address(system).toString());
    Process process = bash.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  private URI address(String system) {
    return realm
        .server()
        .baseUri()
        .resolve("/realms/" + realm.name() + "/ticket-gate/webhooks/" + system);
  }

  private int inChunks(Webhook webhook) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(webhook.system()))
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(webhook.body())));
    webhook.headers().forEach(request::header);
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
