package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
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
  private static final String BACK = "http://portal.test/back";
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(realm);
    flows();
    realm.createClient(
        WEB, Map.of("standardFlowEnabled", true, "redirectUris", List.of(BACK)));
    story.rule(Map.of("stepUp", Map.of("acr", "gold"), "lifetime", Map.of("max", "PT8H")));
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
    flow("stepped", "forms");
    flow("forms", "one");
    flow("forms", "two");
    execution("one", "conditional-level-of-authentication");
    execution("one", "auth-username-password-form");
    execution("two", "conditional-level-of-authentication");
    execution("two", "auth-password-form");
    Map<String, String> requirements =
        Map.of(
            "auth-cookie", "ALTERNATIVE", "forms", "ALTERNATIVE", "one", "CONDITIONAL", "two",
            "CONDITIONAL");
    int level = 0;
    for (JsonNode each : realm.api("/authentication/flows/stepped/executions").get().json()) {
      String is =
          each.has("providerId")
              ? each.path("providerId").asText()
              : each.path("displayName").asText();
      ((ObjectNode) each).put("requirement", requirements.getOrDefault(is, "REQUIRED"));
      realm.api("/authentication/flows/stepped/executions").put(each).expect(202);
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
    Answer page =
        browser.open(
            "/realms/"
                + realm.name()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id="
                + WEB
                + "&redirect_uri="
                + Http.encode(BACK)
                + "&acr_values="
                + acr);
    for (int i = 0; i < 3 && page.status() == 200; i++) {
      page =
          browser.submit(
              page, Map.of("username", user, "password", RealmFixture.PASSWORD));
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
            WEB,
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

  private JsonNode refreshed(JsonNode tokens) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "refresh_token",
            "client_id",
            WEB,
            "client_secret",
            RealmFixture.SECRET,
            "refresh_token",
            tokens.path("refresh_token").asText())
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
    assertThat(rolesIn(refreshed(weak))).doesNotContain(Story.ROLE);

    JsonNode strong = login(browser, alice, "gold");
    assertThat(rolesIn(strong)).contains(Story.ROLE);
    assertThat(rolesIn(refreshed(strong))).contains(Story.ROLE);
    assertThat(rolesIn(login(new Browser(realm.server()), alice, "gold"))).contains(Story.ROLE);

    // By password alone, nobody says how strong that was.
    assertThat(rolesIn(realm.login(alice))).doesNotContain(Story.ROLE);

    ticket.close();
    assertThat(realm.introspect(token(strong)).path("active").asBoolean()).isFalse();
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
        .contains("error=\"insufficient_user_authentication\"", "acr_values=\"gold\"");
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
                story.ticketFor("robot").with("requester", "carol").push().ref(),
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
