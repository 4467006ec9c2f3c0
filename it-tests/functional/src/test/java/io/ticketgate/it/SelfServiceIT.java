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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** People see what they hold, take it up, extend it and give it back: their own, and no more. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfServiceIT {

  private static final String MY = "/ticket-gate/my/access";
  private static final String PAGE = "https://page.example.test";

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of("lifetime", Map.of("max", "PT8H", "default", "PT1H")));
    realm.createRole("robot");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "automatic",
                "provisioning",
                "automatic",
                "protects",
                Map.of("realmRoles", List.of("robot")),
                "lifetime",
                Map.of("max", "PT8H", "default", "PT1H")))
        .expect(201);
    client("narrow", Map.of("fullScopeAllowed", false));
    client("page", Map.of("webOrigins", List.of(PAGE)));
    client(
        "light",
        Map.of(
            "attributes",
            Map.of(
                "client.use.lightweight.access.token.enabled",
                "true",
                "allow.token.introspection.without.audience.check",
                "true")));
    client("exchanger", Map.of("attributes", Map.of("standard.token.exchange.enabled", "true")));
  }

  private void client(String id, Map<String, ?> more) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("directAccessGrantsEnabled", true);
    json.putAll(more);
    realm.createClient(id, json);
  }

  private String tokenBy(String client, String user) {
    return realm
        .server()
        .admin()
        .passwordGrant(realm.name(), client, user, RealmFixture.PASSWORD)
        .path("access_token")
        .asText();
  }

  private Http.Call my(String path, String token) {
    return realm.open(MY + path).bearer(token);
  }

  private static Instant in(int seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
  }

  private String authorised(String user) {
    return story
        .bind(story.ticketFor(user).push(), user, Map.of("activate", false))
        .expect(201)
        .createdId();
  }

  private String active(String user) {
    return story.bind(story.ticketFor(user).push(), user).expect(201).createdId();
  }

  @Test
  void seesWhatTheyHoldAndHeldInPages() {
    String alice = story.newUser();
    active(story.newUser());
    String first = active(alice);
    realm.gate("/bindings/" + first + "/revoke").post().expect(200);
    String second = active(alice);
    String third = authorised(alice);
    String token = realm.tokenOf(alice);

    JsonNode all = my("", token).get().expect(200).json();

    assertThat(all)
        .extracting(each -> each.path("id").asText())
        .containsExactly(third, second, first);
    JsonNode live = all.get(1);
    assertThat(live.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(live.path("entitlement").path("realmRole").asText()).isEqualTo(Story.ROLE);
    assertThat(live.path("ticket").asText()).startsWith("demo:CHG-");
    assertThat(live.path("rule").asText()).isEqualTo("prod-admins");
    assertThat(live.path("justification").asText()).isEqualTo("rotate TDE keys");
    assertThat(live.path("actions").toString()).isEqualTo("[\"extend\",\"give-back\"]");
    assertThat(all.get(0).path("actions").toString())
        .isEqualTo("[\"activate\",\"extend\",\"give-back\"]");
    assertThat(all.get(2).path("actions")).isEmpty();
    assertThat(all.get(2).path("cause").asText()).isEqualTo("admin");
    JsonNode page = my("?max=1&after=" + third, token).get().expect(200).json();
    assertThat(page).extracting(each -> each.path("id").asText()).containsExactly(second);
    assertThat(my("?live=true", token).get().expect(200).json()).hasSize(2);
    assertThat(my("/" + second, token).get().expect(200).text("id")).isEqualTo(second);
    assertThat(my("?live=maybe", token).get().expect(400).text("field")).isEqualTo("live");
  }

  @Test
  void takesUpExtendsAndGivesBack() {
    String alice = story.newUser();
    String id = authorised(alice);
    String token = realm.tokenOf(alice);

    Answer taken = my("/" + id + "/activate", token).post().expect(200);
    assertThat(taken.text("status")).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    Instant former = Instant.parse(taken.text("expiresAt"));
    assertThat(my("/" + id + "/activate", token).post().expect(409).text("code"))
        .isEqualTo("binding_not_live");

    assertThat(
            my("/" + id + "/extend", token)
                .post(Map.of("expiresAt", former.plusSeconds(1).toString()))
                .expect(403)
                .text("code"))
        .isEqualTo("not_extendable");
    String shorter = active(alice);
    Instant until = in(7200);
    assertThat(
            my("/" + shorter + "/extend", token)
                .post(Map.of("expiresAt", until.toString()))
                .expect(200)
                .text("expiresAt"))
        .isEqualTo(until.toString());
    my("/" + shorter + "/give-back", token).post().expect(200);
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    String carrying = realm.tokenOf(alice);
    assertThat(realm.isActive(carrying)).isTrue();

    Answer back =
        my("/" + id + "/give-back", token).post(Map.of("reason", "done early")).expect(200);

    assertThat(back.text("status")).isEqualTo("REVOKED");
    assertThat(back.text("cause")).isEqualTo("given_back");
    assertThat(Story.eventually(() -> !realm.directRoles(alice).contains(Story.ROLE))).isTrue();
    assertThat(Story.eventually(() -> !realm.isActive(carrying))).isTrue();
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().expect(200).json();
    JsonNode last = history.get(history.size() - 1);
    assertThat(last.path("cause").asText()).isEqualTo("given_back");
    assertThat(last.path("actor").asText()).isEqualTo(alice);
    assertThat(last.path("detail").asText()).isEqualTo("done early");
    assertThat(my("/" + id + "/give-back", realm.tokenOf(alice)).post().expect(409).text("code"))
        .isEqualTo("binding_not_live");
  }

  @Test
  void aSuspendedOneIsNotTakenUpButGivenBack() {
    String alice = story.newUser();
    String id = active(alice);
    realm.gate("/bindings/" + id + "/suspend").post().expect(200);
    String token = realm.tokenOf(alice);
    my("/" + id + "/activate", token).post().expect(409);
    assertThat(
            my("/" + id + "/extend", token)
                .post(Map.of("expiresAt", in(5000).toString()))
                .expect(409)
                .text("code"))
        .isEqualTo("not_extendable");
    assertThat(my("/" + id + "/give-back", token).post().expect(200).text("status"))
        .isEqualTo("REVOKED");
  }

  @Test
  void theTicketIsJudgedAnew() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice, Map.of("activate", false)).expect(201).createdId();
    ticket.close();
    assertThat(my("/" + id + "/activate", realm.tokenOf(alice)).post().status()).isEqualTo(409);
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void anotherTicketIsForTheItsmWhereTheRuleSaysSo() {
    String alice = story.newUser();
    String id = active(alice);
    String token = realm.tokenOf(alice);
    String next = story.ticketFor(alice).push().ref();
    assertThat(
            my("/" + id + "/extend", token)
                .post(Map.of("expiresAt", in(7200).toString(), "ticket", next))
                .expect(403)
                .text("code"))
        .isEqualTo("not_permitted");

    List<Map<String, String>> robot = List.of(Map.of("realmRole", "robot"));
    String own =
        story
            .bind(
                story.ticketFor(alice).with("entitlements", robot).push(),
                alice,
                Map.of("entitlement", Map.of("realmRole", "robot")))
            .expect(201)
            .createdId();
    String other = story.ticketFor(alice).with("entitlements", robot).push().ref();
    Answer made =
        my("/" + own + "/extend", realm.tokenOf(alice))
            .post(Map.of("expiresAt", in(7200).toString(), "ticket", other))
            .expect(201);
    assertThat(made.text("ticket")).isEqualTo(other);
  }

  @Test
  void whatIsOfSomebodyElseDoesNotExist() {
    String alice = story.newUser();
    String bella = story.newUser();
    String id = authorised(alice);
    String token = realm.tokenOf(bella);
    for (Answer answer :
        List.of(
            my("/" + id, token).get(),
            my("/" + id + "/activate", token).post(),
            my("/" + id + "/extend", token).post(Map.of("expiresAt", in(60).toString())),
            my("/" + id + "/give-back", token).post())) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
      assertThat(answer.text("code")).isEqualTo("binding_not_live");
      assertThat(answer.text("detail"))
          .isEqualTo(my("/none", token).get().text("detail").replace("none", id));
    }
    assertThat(my("?after=" + id, token).get().status()).isEqualTo(400);
    assertThat(my("", token).get().expect(200).json()).isEmpty();
    assertThat(story.binding(id).path("status").asText()).isEqualTo("AUTHORIZED");
  }

  @Test
  void opensToNoOtherTokens() {
    String alice = story.newUser();
    String id = authorised(alice);
    String own = realm.tokenOf(alice);
    String exchanged =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id",
                "exchanger",
                "client_secret",
                RealmFixture.SECRET,
                "subject_token",
                tokenBy("exchanger", alice),
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token")
            .expect(200)
            .text("access_token");
    my("", own).get().expect(200);
    Map<String, String> others = new LinkedHashMap<>();
    others.put("none", "");
    others.put("nonsense", "abc");
    others.put("without the audience", tokenBy("narrow", alice));
    others.put("lightweight", tokenBy("light", alice));
    others.put("exchanged", exchanged);
    others.put("of a service account", realm.serviceAccountToken("exchanger"));
    others.put("of the master realm", realm.server().admin().adminToken());
    others.forEach(
        (what, token) ->
            Stream.of(
                    my("", token).get(),
                    my("/" + id + "/activate", token).post(),
                    my("/" + id + "/give-back", token).post())
                .forEach(
                    answer -> {
                      assertThat(answer.status()).as(what + ": " + answer).isIn(401, 403);
                      assertThat(answer.text("code")).as(what).isEqualTo("not_permitted");
                    }));
    assertThat(story.binding(id).path("status").asText()).isEqualTo("AUTHORIZED");
  }

  @Test
  void looksWithOneRoleAndActsWithAnother() {
    String alice = story.newUser();
    String id = authorised(alice);
    String userId = realm.userId(alice);
    List<JsonNode> defaults = List.of(realm.role("default-roles-" + realm.name()));
    realm.mappings(userId).delete(defaults).expect(204);
    assertThat(my("", realm.tokenOf(alice)).get().status()).isIn(401, 403);
    realm.grantClientRoles(userId, "account", "view-profile");
    String token = realm.tokenOf(alice);
    my("", token).get().expect(200);
    my("/" + id + "/activate", token).post().expect(403);
    my("/" + id + "/give-back", token).post().expect(403);
    realm.grantClientRoles(userId, "account", "manage-account");
    String acting = realm.tokenOf(alice);
    my("/" + id + "/activate", token).post().expect(403);
    my("/" + id + "/activate", acting).post().expect(200);
  }

  @Test
  void answersPagesOfTheClientsOriginAlone() {
    String alice = story.newUser();
    String token = tokenBy("page", alice);
    Answer answer = my("", token).header("Origin", PAGE).get().expect(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    Answer refused = my("/none", token).header("Origin", PAGE).get().expect(404);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    Answer other = my("", token).header("Origin", "https://other.example.test").get().expect(200);
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    Answer preflight =
        realm
            .open(MY + "/x/activate")
            .header("Origin", PAGE)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization")
            .send("OPTIONS", null);
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(preflight.header("Access-Control-Allow-Headers").toLowerCase(java.util.Locale.ROOT))
        .contains("authorization");
  }
}
