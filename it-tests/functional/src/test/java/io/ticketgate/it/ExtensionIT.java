package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a binding is moved to later, as far as ticket, window and rule allow. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtensionIT {

  private static final String CLIENT = "ci-deployer";

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("lifetime", Map.of("max", "PT8H", "default", "PT2H")));
    realm.createClient(CLIENT); // before the rule: its first secret needs no ticket
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "ci",
                "protects",
                Map.of("clientCredentials", List.of("ci-*")),
                "tickets",
                Map.of("minApprovals", 1)))
        .expect(201);
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
  }

  private static Instant in(int seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
  }

  private Answer extend(String id, Instant until) {
    return extend(id, Map.of("expiresAt", until.toString()));
  }

  private Answer extend(String id, Map<String, ?> body) {
    return realm.gate("/bindings/" + id + "/extend").post(body);
  }

  private String bound(Pushed ticket, String user, Instant until) {
    return story.bind(ticket, user, Map.of("expiresAt", until.toString())).expect(201).createdId();
  }

  private static long expiryOf(String token) throws Exception {
    String body =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.")[1]),
            java.nio.charset.StandardCharsets.UTF_8);
    return Http.JSON.readTree(body).path("exp").asLong();
  }

  @Test
  void livesOnPastItsFormerEndWithoutAGap() throws Exception {
    String alice = story.newUser();
    Instant former = in(4);
    String id = bound(story.ticketFor(alice).push(), alice, former);
    assertThat(expiryOf(realm.tokenOf(alice))).isLessThanOrEqualTo(former.getEpochSecond());
    Instant until = in(3600);

    JsonNode extended = extend(id, until).expect(200).json();

    assertThat(extended.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(Instant.parse(extended.path("expiresAt").asText())).isEqualTo(until);
    String token = realm.tokenOf(alice);
    assertThat(expiryOf(token)).isGreaterThan(former.getEpochSecond() + 30);
    // The sweep comes every few seconds; it must not take what was extended.
    Thread.sleep(Math.max(0, former.toEpochMilli() - System.currentTimeMillis()) + 7000);
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    assertThat(realm.isActive(token)).isTrue();
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().expect(200).json();
    assertThat(history).hasSize(2);
    JsonNode step = history.get(1);
    assertThat(step.path("from").asText()).isEqualTo("ACTIVE");
    assertThat(step.path("to").asText()).isEqualTo("ACTIVE");
    assertThat(step.path("actor").asText()).isNotEmpty();
    assertThat(step.path("detailCode").asText()).isEqualTo("extended");
    assertThat(step.path("facts").path("before").asText()).isEqualTo(former.toString());
    assertThat(step.path("facts").path("until").asText()).isEqualTo(until.toString());
    assertThat(
            realm
                .api("/admin-events?operationTypes=UPDATE&resourcePath=ticket-gate/bindings/" + id)
                .get()
                .expect(200)
                .json())
        .hasSize(1);
  }

  @Test
  void theSameRequestAgainChangesNothing() {
    String alice = story.newUser();
    String id = bound(story.ticketFor(alice).push(), alice, in(600));
    Instant until = in(1200);
    Answer first = extend(id, until).expect(200);
    assertThat(extend(id, until).expect(200).json()).isEqualTo(first.json());
    assertThat(realm.gate("/bindings/" + id + "/history").get().json()).hasSize(2);
  }

  @Test
  void goesNoFurtherThanWindowAndRule() {
    String alice = story.newUser();
    String id = bound(story.ticketFor(alice).push(), alice, in(600));
    Answer late = extend(id, in(8 * 3600 + 60));
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.text("code")).isEqualTo("not_extendable");
    assertThat(late.json().path("checks")).isNotEmpty();

    String bella = story.newUser();
    Instant end = in(1200);
    Pushed windowed =
        story
            .ticketFor(bella)
            .with("plannedStart", in(-60).toString())
            .with("plannedEnd", end.toString())
            .push();
    String other = bound(windowed, bella, in(600));
    assertThat(extend(other, end.plusMillis(1)).expect(403).text("code"))
        .isEqualTo("not_extendable");
    extend(other, end).expect(200);
    assertThat(extend(other, end.minusSeconds(1)).expect(409).text("code"))
        .isEqualTo("not_extendable");
  }

  @Test
  void theTicketIsReadAndJudgedAnew() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = bound(ticket, alice, in(600));
    ticket.close();
    assertThat(extend(id, in(1200)).expect(409).text("code")).isEqualTo("not_extendable");
    assertThat(story.binding(id).path("status").asText()).isEqualTo("REVOKED");
  }

  @Test
  void refusesWhatIsSuspendedUnknownOrMalformed() {
    String alice = story.newUser();
    String id = bound(story.ticketFor(alice).push(), alice, in(600));
    assertThat(extend(id, Map.of()).expect(400).text("field")).isEqualTo("expiresAt");
    assertThat(extend(id, in(-5)).expect(400).text("field")).isEqualTo("expiresAt");
    assertThat(
            extend(id, Map.of("expiresAt", in(900).toString(), "ticket", "nonsense"))
                .expect(400)
                .text("field"))
        .isEqualTo("ticket");
    assertThat(extend("none", in(900)).expect(404).text("code")).isEqualTo("binding_not_live");
    realm.gate("/bindings/" + id + "/suspend").post().expect(200);
    assertThat(extend(id, in(900)).expect(409).text("code")).isEqualTo("not_extendable");
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void anotherTicketMakesANewBindingAndTheRoleStays() {
    String alice = story.newUser();
    Instant former = in(5);
    String id = bound(story.ticketFor(alice).push(), alice, former);
    String token = realm.tokenOf(alice);
    Pushed next = story.ticketFor(alice).push();

    Answer made =
        extend(id, Map.of("expiresAt", in(3600).toString(), "ticket", next.ref())).expect(201);

    assertThat(made.createdId()).isNotEqualTo(id);
    assertThat(made.json().path("ticket").asText()).isEqualTo(next.ref());
    assertThat(made.json().path("status").asText()).isEqualTo("ACTIVE");
    assertThat(Story.within(20, () -> story.binding(id).path("status").asText().equals("EXPIRED")))
        .isTrue();
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    assertThat(realm.isActive(realm.tokenOf(alice))).isTrue();
    String unapproved = story.ticketFor(alice).approvedBy().push().ref();
    assertThat(
            extend(made.createdId(), Map.of("expiresAt", in(7200).toString(), "ticket", unapproved))
                .expect(403)
                .text("code"))
        .isEqualTo("ticket_not_approved");
  }

  @Test
  void theCredentialStaysGoodUntilTheNewEnd() {
    String client = CLIENT;
    Pushed ticket =
        story
            .ticketFor(client)
            .with("entitlements", List.of(Map.of("clientCredential", client)))
            .push();
    Instant former = in(4);
    Answer bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("serviceAccount", client),
                    "entitlement", Map.of("clientCredential", client),
                    "expiresAt", former.toString()))
            .expect(201);
    String secret = bound.json().path("credential").path("secret").asText();

    Answer extended = extend(bound.createdId(), in(3600)).expect(200);

    assertThat(extended.json().has("credential")).isFalse();
    assertThat(Story.within(20, () -> Instant.now().isAfter(former.plusSeconds(6)))).isTrue();
    assertThat(token(client, secret).status()).isEqualTo(200);
  }

  private Answer token(String client, String secret) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "client_credentials",
            "client_id",
            client,
            "client_secret",
            secret);
  }
}
