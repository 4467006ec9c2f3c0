package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
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

  /** Writes the last names of people as roles, into assertions of an application. */
  private static final Map<String, ?> LEGACY =
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
              "lastName"));

  private Story story;
  private RealmFixture realm;
  private SamlApp app;

  /** Without a list of roles in its assertions. */
  private SamlApp plain;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    // Before the rules: afterwards the mapper would take a ticket.
    app = SamlApp.create(realm, "saml-app", Map.of("protocolMappers", List.of(LEGACY)));
    plain = SamlApp.create(realm, "plain-app", Map.of("protocolMappers", List.of(LEGACY)));
    realm
        .api("/clients/" + realm.clientUuid("plain-app") + "/default-client-scopes/" + roleList())
        .delete()
        .expect(204);
    story = EarlyHolders.in(fixture);
  }

  private String roleList() {
    for (JsonNode scope : realm.api("/client-scopes").get().expect(200).json()) {
      if (scope.path("name").asText().equals("role_list")) {
        return scope.path("id").asText();
      }
    }
    throw new AssertionError("There is no client scope role_list");
  }

  /** A browser in which somebody has a session; where it brought them does not matter. */
  private Browser loggedIn(String user) {
    Browser browser = new Browser(realm.server());
    app.login(browser, user);
    return browser;
  }

  @Test
  void aRoleFromBeforeTheRuleGetsNoAssertion() {
    Answer refused = app.login(EarlyHolders.OLAF);

    assertThat(refused.body()).contains("binding_not_live").doesNotContain("SAMLResponse");
  }

  @Test
  void aRuleThatStripsLetsTheAssertionGoWithoutTheRole() {
    String xml = SamlApp.response(app.login(EarlyHolders.STELLA));

    assertThat(xml).contains(">offline_access<").doesNotContain(EarlyHolders.STRIPPED);
  }

  @Test
  void aNameThatAMapperFromBeforeTheRuleWritesIsTakenOut() {
    realm.createUser("mimi", Map.of("lastName", EarlyHolders.STRIPPED));

    String xml = SamlApp.response(app.login("mimi"));

    assertThat(xml).contains(">offline_access<").doesNotContain(EarlyHolders.STRIPPED);
  }

  @Test
  void theAssertionEndsWithTheBinding() {
    Instant end = Instant.now().plusSeconds(40);

    String xml = SamlApp.response(app.login(bound(end)));

    assertEndsBy(xml, end);
  }

  /** Everything in it that has an end. */
  private static void assertEndsBy(String xml, Instant end) {
    assertThat(xml).contains(">" + Story.ROLE + "<");
    Matcher ends = Pattern.compile("NotOnOrAfter=\"([^\"]+)\"").matcher(xml);
    int found = 0;
    while (ends.find()) {
      found++;
      assertThat(Instant.parse(ends.group(1))).isBeforeOrEqualTo(end);
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }

  /** Alice with a live binding. */
  private String bound(Instant end) {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201);
    return alice;
  }

  // Past the protocol object that the gate has replaced

  @Test
  void aPassiveLoginOfAHolderWithoutABindingBringsNoAssertion() {
    assertThat(SamlApp.response(app.passive(new Browser(realm.server())))).contains("NoPassive");

    Answer refused = app.passive(loggedIn(EarlyHolders.OLAF));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).doesNotContain("SAMLResponse");
  }

  @Test
  void aPassiveLoginBringsWhatAnyOtherDoes() {
    Instant end = Instant.now().plusSeconds(40);

    assertEndsBy(SamlApp.response(app.passive(loggedIn(bound(end)))), end);
    assertThat(SamlApp.response(app.passive(loggedIn(EarlyHolders.STELLA))))
        .contains(">offline_access<")
        .doesNotContain(EarlyHolders.STRIPPED);
  }

  @Test
  void anEnhancedClientGetsNoAssertionForAHolderWithoutABinding() {
    assertThat(app.enhanced(story.newUser()).expect(200).body()).contains("Assertion>");

    assertThat(app.enhanced(EarlyHolders.OLAF).body()).doesNotContain("Assertion>");
  }

  @Test
  void anEnhancedClientGetsWhatABrowserDoes() {
    Instant end = Instant.now().plusSeconds(40);

    assertEndsBy(app.enhanced(bound(end)).expect(200).body(), end);
    assertThat(app.enhanced(EarlyHolders.STELLA).expect(200).body())
        .contains(">offline_access<")
        .doesNotContain(EarlyHolders.STRIPPED);
  }

  @Test
  void withoutARoleListTheNamesThatOtherMappersWriteAreTakenOutToo() {
    realm.createUser("nora", Map.of("lastName", EarlyHolders.STRIPPED));
    realm.createUser("harmless", Map.of("lastName", "harmless-name"));

    List<String> nothing =
        List.of(
            SamlApp.response(plain.login("nora")),
            SamlApp.response(plain.passive(loggedIn("nora"))),
            plain.enhanced("nora").expect(200).body());
    List<String> something =
        List.of(
            SamlApp.response(plain.login("harmless")),
            SamlApp.response(plain.passive(loggedIn("harmless"))),
            plain.enhanced("harmless").expect(200).body());

    assertThat(nothing)
        .allSatisfy(
            xml -> assertThat(xml).contains("Subject").doesNotContain(EarlyHolders.STRIPPED));
    assertThat(something).allSatisfy(xml -> assertThat(xml).contains("harmless-name"));
  }

  @Test
  void withoutARoleListAHolderWithoutABindingIsRefusedTheSame() {
    assertThat(plain.login(EarlyHolders.OLAF).body())
        .contains("binding_not_live")
        .doesNotContain("SAMLResponse");
    assertThat(plain.passive(loggedIn(EarlyHolders.OLAF)).body()).doesNotContain("SAMLResponse");
    assertThat(plain.enhanced(EarlyHolders.OLAF).body()).doesNotContain("Assertion>");
  }
}
