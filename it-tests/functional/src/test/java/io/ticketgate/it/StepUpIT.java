package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A role that asks for a stronger login is in the tokens of such sessions only. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepUpIT {

  private static final String WEB = "web";
  private static final String LIAR = "liar";
  private static final String AGENT = "agent-7";
  private static final String BACK = "http://portal.test/back";
  private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";
  private static final String REFRESH = "urn:ietf:params:oauth:token-type:refresh_token";
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(realm);
    flows();
    // What a client calls gold, and what its mapper writes as acr, is its manager's word alone.
    realm.createClient(WEB, web(Map.of()));
    realm.createClient(LIAR, web(Map.of("acr.loa.map", "{\"gold\":1}")));
    mapper(
        LIAR,
        "oidc-hardcoded-claim-mapper",
        Map.of("claim.name", "acr", "claim.value", "gold", "jsonType.label", "String"));
    realm.createClient(
        AGENT,
        Map.of(
            "serviceAccountsEnabled",
            true,
            "attributes",
            Map.of(
                "standard.token.exchange.enabled",
                "true",
                "standard.token.exchange.enableRefreshRequestedTokenType",
                "SAME_SESSION")));
    mapper(WEB, "oidc-audience-mapper", Map.of("included.client.audience", AGENT));
    story.rule(Map.of("stepUp", Map.of("acr", "gold"), "lifetime", Map.of("max", "PT8H")));
  }

  private static Map<String, Object> web(Map<String, String> attributes) {
    return Map.of(
        "standardFlowEnabled", true, "redirectUris", List.of(BACK), "attributes", attributes);
  }

  private void mapper(String client, String type, Map<String, String> config) {
    Map<String, String> all = new LinkedHashMap<>(config);
    all.put("access.token.claim", "true");
    realm
        .api("/clients/" + realm.clientUuid(client) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name", type, "protocol", "openid-connect", "protocolMapper", type, "config", all))
        .expect(201);
  }

  /** A login of two levels; the password stands for any second factor. */
  private void flows() {
    realm
        .api("/authentication/flows")
        .post(
            Map.of(
                "alias", "stepped", "providerId", "basic-flow", "topLevel", true, "builtIn", false))
        .expect(201);
    execution("stepped", "auth-cookie");
    flow("stepped", "levels");
    flow("levels", "level-one");
    flow("levels", "level-two");
    execution("level-one", "conditional-level-of-authentication");
    execution("level-one", "auth-username-password-form");
    execution("level-two", "conditional-level-of-authentication");
    execution("level-two", "auth-password-form");
    Map<String, String> requirements =
        Map.of(
            "auth-cookie",
            "ALTERNATIVE",
            "levels",
            "ALTERNATIVE",
            "level-one",
            "CONDITIONAL",
            "level-two",
            "CONDITIONAL");
    int level = 0;
    for (JsonNode each : realm.api("/authentication/flows/stepped/executions").get().json()) {
      String is =
          each.has("providerId")
              ? each.path("providerId").asText()
              : each.path("displayName").asText();
      ((ObjectNode) each).put("requirement", requirements.getOrDefault(is, "REQUIRED"));
      // Keycloak 26.4 answers 202, later versions 204.
      assertThat(realm.api("/authentication/flows/stepped/executions").put(each).status())
          .isBetween(200, 204);
      if (is.startsWith("conditional-level")) {
        realm
            .api("/authentication/executions/" + each.path("id").asText() + "/config")
            .post(
                Map.of(
                    "alias",
                    "level" + ++level,
                    "config",
                    Map.of("loa-condition-level", level + "", "loa-max-age", "36000")))
            .expect(201);
      }
    }
    realm.update(
        Map.of(
            "browserFlow",
            "stepped",
            "attributes",
            Map.of("acr.loa.map", "{\"silver\":1,\"gold\":2}")));
  }

  private void flow(String in, String alias) {
    realm
        .api("/authentication/flows/" + in + "/executions/flow")
        .post(Map.of("alias", alias, "type", "basic-flow", "description", "", "provider", ""))
        .expect(201);
  }

  private void execution(String in, String provider) {
    realm
        .api("/authentication/flows/" + in + "/executions/execution")
        .post(Map.of("provider", provider))
        .expect(201);
  }

  /** Logs somebody in, or goes on where they are logged in already. */
  private JsonNode login(Browser browser, String user, String acr) {
    return login(browser, WEB, user, acr, "openid");
  }

  private JsonNode login(Browser browser, String client, String user, String acr, String scope) {
    Answer page =
        browser.open(
            "/realms/"
                + realm.name()
                + "/protocol/openid-connect/auth?response_type=code&scope="
                + scope
                + "&client_id="
                + client
                + "&redirect_uri="
                + Http.encode(BACK)
                + "&acr_values="
                + acr);
    for (int i = 0; i < 3 && page.status() == 200; i++) {
      page = browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
    }
    Matcher code = CODE.matcher(page.header("Location"));
    assertThat(code.find()).as(page.toString()).isTrue();
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "authorization_code",
            "client_id",
            client,
            "client_secret",
            RealmFixture.SECRET,
            "redirect_uri",
            BACK,
            "code",
            code.group(1))
        .expect(200)
        .json();
  }

  private static String token(JsonNode tokens) {
    return tokens.path("access_token").asText();
  }

  private Set<String> rolesIn(JsonNode tokens) {
    JsonNode said = realm.introspect(token(tokens));
    assertThat(said.path("active").asBoolean()).as(said.toString()).isTrue();
    Set<String> roles = new TreeSet<>();
    said.at("/realm_access/roles").forEach(role -> roles.add(role.asText()));
    return roles;
  }

  private JsonNode refreshed(String client, JsonNode tokens) {
    return tokens(
        client,
        "grant_type",
        "refresh_token",
        "refresh_token",
        tokens.path("refresh_token").asText());
  }

  private JsonNode tokens(String client, String... form) {
    List<String> all =
        new ArrayList<>(List.of("client_id", client, "client_secret", RealmFixture.SECRET));
    all.addAll(List.of(form));
    return realm
        .server()
        .admin()
        .tokens(realm.name(), all.toArray(String[]::new))
        .expect(200)
        .json();
  }

  @Test
  void onlyASessionThatIsStrongEnoughCarriesTheRole() {
    String alice = story.newUser();
    Story.Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);

    Browser browser = new Browser(realm.server());
    JsonNode weak = login(browser, alice, "silver");
    assertThat(rolesIn(weak)).doesNotContain(Story.ROLE);
    assertThat(rolesIn(refreshed(WEB, weak))).doesNotContain(Story.ROLE);

    JsonNode strong = login(browser, alice, "gold");
    assertThat(rolesIn(strong)).contains(Story.ROLE);
    assertThat(rolesIn(refreshed(WEB, strong))).contains(Story.ROLE);
    assertThat(rolesIn(login(new Browser(realm.server()), alice, "gold"))).contains(Story.ROLE);

    // By password alone, nobody says how strong that was.
    assertThat(rolesIn(realm.login(alice))).doesNotContain(Story.ROLE);

    ticket.close();
    assertThat(realm.introspect(token(strong)).path("active").asBoolean()).isFalse();
  }

  @Test
  void whatAClientCallsStrongIsNot() {
    String carla = story.newUser();
    story.bind(story.ticketFor(carla).push(), carla).expect(201);

    JsonNode lied = login(new Browser(realm.server()), LIAR, carla, "gold", "openid");

    assertThat(TokenGateIT.claims(token(lied)).path("acr").asText()).isEqualTo("gold");
    assertThat(rolesIn(lied)).doesNotContain(Story.ROLE);
    JsonNode userInfo =
        realm.open("/protocol/openid-connect/userinfo").bearer(token(lied)).get().json();
    assertThat(userInfo.toString()).doesNotContain(Story.ROLE);
    JsonNode good = login(new Browser(realm.server()), LIAR, carla, "2", "openid");
    assertThat(rolesIn(good)).contains(Story.ROLE);
  }

  @Test
  void anOfflineTokenCarriesItAsItsSessionDid() {
    String dora = story.newUser();
    story.bind(story.ticketFor(dora).push(), dora).expect(201);
    String offline = "openid offline_access".replace(" ", "%20");

    Browser browser = new Browser(realm.server());
    JsonNode weak = login(browser, WEB, dora, "silver", offline);
    assertThat(rolesIn(refreshed(WEB, weak))).doesNotContain(Story.ROLE);
    JsonNode strong = login(new Browser(realm.server()), WEB, dora, "gold", offline);
    assertThat(rolesIn(refreshed(WEB, strong))).contains(Story.ROLE);
  }

  @Test
  void anAgentCarriesItWhereThePersonLoggedInStrongly() {
    String erin = story.newUser();
    story.bind(story.ticketFor(erin).push(), erin).expect(201);
    Map<String, Object> body =
        new LinkedHashMap<>(
            story.request(
                story.ticketFor("agent:" + AGENT + "/" + erin).with("requester", erin).push(),
                "",
                Map.of()));
    body.put("subject", Map.of("serviceAccount", AGENT, "onBehalfOf", Map.of("user", erin)));
    realm.gate("/bindings").post(body).expect(201);
    Browser browser = new Browser(realm.server());
    JsonNode weak = login(browser, erin, "silver");

    JsonNode weakly = exchanged(weak, REFRESH);
    assertThat(rolesIn(weakly)).doesNotContain(Story.ROLE);
    assertThat(rolesIn(exchanged(weak, ACCESS))).doesNotContain(Story.ROLE);

    JsonNode strong = login(new Browser(realm.server()), erin, "gold");
    JsonNode strongly = exchanged(strong, REFRESH);
    assertThat(rolesIn(strongly)).contains(Story.ROLE);
    assertThat(rolesIn(refreshed(AGENT, strongly))).contains(Story.ROLE);
    assertThat(rolesIn(exchanged(strong, ACCESS))).contains(Story.ROLE);
    assertThat(rolesIn(refreshed(AGENT, weakly))).doesNotContain(Story.ROLE);
  }

  private JsonNode exchanged(JsonNode tokens, String wanted) {
    return tokens(
        AGENT,
        "grant_type",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token",
        token(tokens),
        "subject_token_type",
        ACCESS,
        "requested_token_type",
        wanted,
        "scope",
        "openid");
  }

  @Test
  void noAdministratorTakesUpTheirOwnByAWeakLogin() {
    String fred = story.newUser();
    realm.grantManagement(realm.userId(fred), "ticket-gate-grant", "manage-users");
    Pushed ticket = story.ticketFor(fred).push();
    String id = story.bind(ticket, fred, Map.of("activate", false)).expect(201).createdId();
    Browser browser = new Browser(realm.server());
    String weak = token(login(browser, fred, "silver"));

    for (Answer refused :
        List.of(
            realm.gate("/bindings/" + id + "/activate").bearer(weak).post(),
            realm
                .gate("/bindings")
                .bearer(weak)
                .post(story.request(ticket, fred, Map.of("activate", true))))) {
      assertThat(refused.status()).as("%s", refused).isEqualTo(403);
      assertThat(refused.text("code")).isEqualTo("not_permitted");
      assertThat(refused.text("detail")).contains("acr_values=gold");
    }
    assertThat(story.binding(id).path("status").asText()).isEqualTo("AUTHORIZED");

    realm
        .gate("/bindings/" + id + "/activate")
        .bearer(token(login(browser, fred, "gold")))
        .post()
        .expect(200);
  }

  @Test
  void whoTakesUpWhatWasAuthorisedLogsInStrongly() {
    String bella = story.newUser();
    String id =
        story
            .bind(story.ticketFor(bella).push(), bella, Map.of("activate", false))
            .expect(201)
            .createdId();
    Browser browser = new Browser(realm.server());

    Answer refused = activate(id, token(login(browser, bella, "silver")));

    assertThat(refused.status()).as("%s", refused).isEqualTo(401);
    assertThat(refused.text("code")).isEqualTo("not_permitted");
    assertThat(refused.header("WWW-Authenticate"))
        .contains(
            "error=\"insufficient_user_authentication\"",
            "acr_values=\"gold\"",
            "max_age=\"43200\"");
    assertThat(story.binding(id).path("status").asText()).isEqualTo("AUTHORIZED");

    activate(id, token(login(browser, bella, "gold"))).expect(200);
    assertThat(story.binding(id).path("status").asText()).isEqualTo("ACTIVE");
  }

  private Answer activate(String binding, String token) {
    return realm.open("/ticket-gate/my/access/" + binding + "/activate").bearer(token).post();
  }

  @Test
  void aServiceAccountCannotLogInMoreStrongly() {
    realm.createClient("robot");
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                story.ticketFor("robot").with("requester", story.newUser()).push().ref(),
                "subject",
                Map.of("serviceAccount", "robot"),
                "entitlement",
                Map.of("realmRole", Story.ROLE)))
        .expect(201);

    JsonNode said = realm.introspect(realm.serviceAccountToken("robot"));

    assertThat(said.path("active").asBoolean()).isTrue();
    assertThat(said.at("/realm_access/roles").toString()).doesNotContain(Story.ROLE);
  }

  @Test
  void aRuleThatProtectsNoRoleAsksForNoLogin() {
    Answer refused =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "credentials",
                    "protects",
                    Map.of("clientCredentials", List.of("ci-*")),
                    "stepUp",
                    Map.of("acr", "gold")));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("rule_invalid");
    assertThat(refused.text("field")).isEqualTo("stepUp.acr");
  }
}
