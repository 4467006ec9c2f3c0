package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
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

  private Story story;
  private RealmFixture realm;
  private SamlApp app;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    // Before the rules: afterwards the mapper would take a ticket.
    app =
        SamlApp.create(
            realm,
            "saml-app",
            Map.of(
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
                            "lastName")))));
    story = EarlyHolders.in(fixture);
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
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Instant end = Instant.now().plusSeconds(40);
    story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201);

    String xml = SamlApp.response(app.login(alice));

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
