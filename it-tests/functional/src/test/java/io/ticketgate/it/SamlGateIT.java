package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What SAML assertions carry, and until when, for people who hold a protected role. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamlGateIT {

  private static final String CLIENT = "saml-app";
  private static final String STRIPPED = "strip-me";

  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createRole(STRIPPED);
    realm.createUser("olaf");
    realm.assign("olaf", Story.ROLE).expect(204);
    realm.createUser("stella");
    realm.assign("stella", STRIPPED).expect(204);
    realm
        .api("/clients")
        .post(
            Map.of(
                "clientId",
                CLIENT,
                "protocol",
                "saml",
                "fullScopeAllowed",
                true,
                "redirectUris",
                List.of("http://saml.test/*"),
                "attributes",
                Map.of(
                    "saml_idp_initiated_sso_url_name", CLIENT,
                    "saml_assertion_consumer_url_post", "http://saml.test/acs",
                    "saml.client.signature", "false",
                    "saml.force.post.binding", "true"),
                "protocolMappers",
                List.of(
                    Map.of(
                        "name",
                        "legacy",
                        "protocol",
                        "saml",
                        "protocolMapper",
                        "saml-user-attribute-mapper",
                        "config",
                        Map.of(
                            "attribute.name",
                            "Role",
                            "attribute.nameformat",
                            "Basic",
                            "user.attribute",
                            "lastName")))))
        .expect(201);
    story.rule(Map.of());
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "stripping",
                "protects",
                Map.of("realmRoles", List.of(STRIPPED)),
                "onTokenWithoutBinding",
                "strip"))
        .expect(201);
  }

  private Answer login(String user) {
    Browser browser = new Browser(realm.server());
    Answer page = browser.open("/realms/" + realm.name() + "/protocol/saml/clients/" + CLIENT);
    return browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
  }

  private static String assertion(Answer posted) {
    String response = Browser.hidden(posted.body()).getOrDefault("SAMLResponse", "");
    return new String(Base64.getMimeDecoder().decode(response), StandardCharsets.UTF_8);
  }

  @Test
  void aRoleFromBeforeTheRuleGetsNoAssertion() {
    Answer refused = login("olaf");

    assertThat(refused.body()).contains("binding_not_live").doesNotContain("SAMLResponse");
  }

  @Test
  void aRuleThatStripsLetsTheAssertionGoWithoutTheRole() {
    String xml = assertion(login("stella"));

    assertThat(xml).contains(">offline_access<").doesNotContain(STRIPPED);
  }

  @Test
  void aNameThatAMapperFromBeforeTheRuleWritesIsTakenOut() {
    realm.createUser("mimi", Map.of("lastName", STRIPPED));

    String xml = assertion(login("mimi"));

    assertThat(xml).contains(">offline_access<").doesNotContain(STRIPPED);
  }

  @Test
  void theAssertionEndsWithTheBinding() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Instant end = Instant.now().plusSeconds(40);
    story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201);

    String xml = assertion(login(alice));

    assertThat(xml).contains(">" + Story.ROLE + "<");
    Matcher ends = Pattern.compile("NotOnOrAfter=\"([^\"]+)\"").matcher(xml);
    int found = 0;
    while (ends.find()) {
      found++;
      assertThat(Instant.parse(ends.group(1))).isBeforeOrEqualTo(end);
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }
}
