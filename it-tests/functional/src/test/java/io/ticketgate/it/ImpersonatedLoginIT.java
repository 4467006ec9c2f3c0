package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A login that goes on from a session which somebody took over is not its user's own doing. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpersonatedLoginIT {

  private static final String BACK = "http://localhost/back";
  private static final String NEW_PASSWORD = "of-somebody-else";

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    story.rule(Map.of());
    portal("portal", false);
    portal("asking", true);
    realm.grantManagement(
        realm.createUser("impostor"), "impersonation", "manage-users", "view-users");
  }

  private void portal(String clientId, boolean consent) {
    realm.createClient(
        clientId,
        Map.of(
            "publicClient", true,
            "serviceAccountsEnabled", false,
            "standardFlowEnabled", true,
            "consentRequired", consent,
            "redirectUris", List.of("http://localhost/*")));
  }

  private String authorization(String client) {
    return "/realms/"
        + realm.name()
        + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id="
        + client
        + "&redirect_uri="
        + Http.encode(BACK);
  }

  private void impersonate(Browser browser, String user) {
    browser.receive("/realms/" + realm.name() + "/", impersonation(user).expect(200));
  }

  private Answer impersonation(String user) {
    return realm
        .api("/users/" + realm.userId(user) + "/impersonation")
        .bearer(realm.tokenOf("impostor"))
        .post(Map.of());
  }

  private void require(String user, List<String> actions) {
    realm
        .api("/users/" + realm.userId(user))
        .bearer(realm.tokenOf("impostor"))
        .put(Map.of("requiredActions", actions))
        .expect(204);
  }

  private static Answer setPassword(Browser browser, Answer page, String password) {
    assertThat(page.body()).as(page.toString()).contains("password-new");
    return browser.submit(page, Map.of("password-new", password, "password-confirm", password));
  }

  private Answer login(Browser browser, String user) {
    Answer page = browser.open(authorization("portal"));
    for (int i = 0; i < 2 && page.body().contains("name=\"username\""); i++) {
      page = browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
    }
    return page;
  }

  private JsonNode claims(Answer end, String client) throws Exception {
    String location = end.header("Location");
    assertThat(location).as(end.toString()).contains("code=");
    String code = location.replaceFirst("^.*[?&]code=", "").replaceFirst("&.*$", "");
    Answer tokens =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "authorization_code",
                "client_id",
                client,
                "code",
                code,
                "redirect_uri",
                BACK);
    String body = tokens.expect(200).text("access_token").split("\\.", -1)[1];
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8));
  }

  private String bound(String user) {
    return story.bind(story.ticketFor(user).push(), user).expect(201).text("id");
  }

  private String status(String binding) {
    return story.binding(binding).path("status").asText();
  }

  private JsonNode lastStep(String binding) {
    JsonNode history = realm.gate("/bindings/" + binding + "/history").get().expect(200).json();
    return history.get(history.size() - 1);
  }

  @Test
  void aPasswordSetInItIsATakeoverByTheImpersonator() {
    String alice = story.newUser();
    String binding = bound(alice);
    require(alice, List.of("UPDATE_PASSWORD"));
    Browser browser = new Browser(realm.server());
    impersonate(browser, alice);

    setPassword(browser, browser.open(authorization("portal")), NEW_PASSWORD);

    assertThat(status(binding)).isEqualTo("SUSPENDED");
    assertThat(lastStep(binding).path("cause").asText()).isEqualTo("takeover");
    assertThat(lastStep(binding).path("actor").asText()).isEqualTo("impostor");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
  }

  @Test
  void soIsAnAddressThatKeycloakAsksFor() {
    String alice = story.newUser();
    String binding = bound(alice);
    String path = "/users/" + realm.userId(alice);
    ObjectNode user = (ObjectNode) realm.api(path).get().expect(200).json();
    realm.api(path).put(user.put("lastName", "")).expect(204);
    Browser browser = new Browser(realm.server());
    impersonate(browser, alice);
    Answer page = browser.open(authorization("portal"));
    assertThat(page.body()).as(page.toString()).contains("name=\"email\"");

    browser.submit(
        page,
        Map.of(
            "username", alice, "email", alice + "@evil.test", "firstName", "A", "lastName", "B"));

    assertThat(realm.api(path).get().expect(200).text("email")).endsWith("@evil.test");
    assertThat(status(binding)).isEqualTo("SUSPENDED");
  }

  @Test
  void theAccountOfAnAdministratorOfTheGateIsNotHadThatWay() {
    realm.grantManagement(realm.createUser("chief"), "realm-admin");
    require("chief", List.of("UPDATE_PASSWORD"));
    Answer impersonated = impersonation("chief");

    // Keycloak 26.7.5 refuses by itself to impersonate somebody with roles that one lacks.
    if (impersonated.status() != 403) {
      Browser browser = new Browser(realm.server());
      browser.receive("/realms/" + realm.name() + "/", impersonated.expect(200));
      setPassword(browser, browser.open(authorization("portal")), NEW_PASSWORD);
    }
    realm
        .api("/users/" + realm.userId("chief"))
        .put(Map.of("requiredActions", List.of()))
        .expect(204);

    assertThat(realm.login("chief").has("access_token")).as("the old password counts").isTrue();
  }

  @Test
  void aSessionThatItEndsInIsStillTheImpersonators() throws Exception {
    String alice = story.newUser();
    bound(alice);
    Browser browser = new Browser(realm.server());
    // A login that was begun before gives the one that follows an id of its own, and Keycloak makes
    // another session where a page with a question comes between.
    browser.open(authorization("asking"));
    impersonate(browser, alice);
    Answer consent = browser.open(authorization("asking"));
    assertThat(consent.body()).as(consent.toString()).contains("name=\"accept\"");

    JsonNode token = claims(browser.submit(consent, Map.of("accept", "Yes")), "asking");

    assertThat(token.path("preferred_username").asText()).isEqualTo(alice);
    assertThat(token.has("tg_derived")).as(token.toString()).isTrue();
  }

  @Test
  void whatPeopleSetInALoginOfTheirOwnIsTheirOwnAffair() throws Exception {
    String alice = story.newUser();
    String binding = bound(alice);
    require(alice, List.of("UPDATE_PASSWORD"));
    Browser browser = new Browser(realm.server());

    Answer end = setPassword(browser, login(browser, alice), "her-own-new-one");

    assertThat(claims(end, "portal").at("/realm_access/roles").toString()).contains(Story.ROLE);
    assertThat(status(binding)).isEqualTo("ACTIVE");

    require(alice, List.of("UPDATE_PASSWORD"));
    setPassword(browser, browser.open(authorization("portal")), "and-one-in-her-session");

    assertThat(status(binding)).as("from a session of her own").isEqualTo("ACTIVE");
  }

  @Test
  void soItIsWhereTheLoginHasAnIdOfItsOwn() throws Exception {
    String alice = story.newUser();
    String binding = bound(alice);
    Browser browser = new Browser(realm.server());
    login(browser, alice);
    browser.open(authorization("portal") + "&prompt=login");
    Answer consent = browser.open(authorization("asking"));

    JsonNode token = claims(browser.submit(consent, Map.of("accept", "Yes")), "asking");

    assertThat(token.has("tg_derived")).as(token.toString()).isFalse();
    assertThat(token.path("preferred_username").asText()).isEqualTo(alice);
    assertThat(status(binding)).isEqualTo("ACTIVE");
  }
}
