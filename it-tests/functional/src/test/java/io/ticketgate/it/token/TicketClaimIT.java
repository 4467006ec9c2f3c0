package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The mapper that writes the claim {@code ticket}. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketClaimIT {

  private static final String PAIRWISE = "pairwise";

  private RealmFixture realm;
  private Story story;
  private Flows flows;

  @BeforeAll
  void prepare(KeycloakServer server) {
    realm = server.newRealm();
    realm.createRole(Story.ROLE);
    flows = new Flows(realm, null);
    mapper(RealmFixture.APP, "ticket-gate-ticket-mapper", Map.of("access.token.claim", "true"));
    realm.createClient(
        PAIRWISE,
        Map.of("directAccessGrantsEnabled", true, "redirectUris", List.of("http://one.test/*")));
    mapper(PAIRWISE, "ticket-gate-ticket-mapper", Map.of("access.token.claim", "true"));
    mapper(PAIRWISE, "oidc-sha256-pairwise-sub-mapper", Map.of("pairwiseSubAlgorithmSalt", "x"));
    story = Story.whereTheRoleIs(realm);
    story.rule(Map.of());
  }

  private void mapper(String client, String type, Map<String, String> config) {
    realm
        .api("/clients/" + realm.clientUuid(client) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name", type,
                "protocol", "openid-connect",
                "protocolMapper", type,
                "config", config))
        .expect(201);
  }

  @AfterAll
  void close() {
    realm.close();
  }

  @Test
  void tellsTicketBindingApproversAndEnd() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Instant end = Instant.now().plusSeconds(120);
    String binding =
        story.bind(ticket, alice, Map.of("expiresAt", end.toString())).expect(201).createdId();

    String token = realm.tokenOf(alice);

    JsonNode claim = Obtained.claims(token).path("ticket");
    assertThat(claim.path("ref").asText()).isEqualTo(ticket.ref());
    assertThat(claim.path("binding").asText()).isEqualTo(binding);
    assertThat(claim.path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(realm.userId("bob"), realm.userId("carol"));
    assertThat(claim.path("end").asLong()).isEqualTo(end.getEpochSecond());
    assertThat(realm.introspect(token).path("ticket")).isEqualTo(claim);
  }

  @Test
  void isNotThereWithoutABinding() {
    String nobody = story.newUser();

    String token = realm.tokenOf(nobody);

    assertThat(Obtained.claims(token).has("ticket")).isFalse();
    assertThat(realm.isActive(token)).isTrue();
  }

  @Test
  void doesNotMakeATokenWithAPseudonymousSubjectUseless() {
    String alice = story.newUser();
    story.bind(story.ticketFor(alice).push(), alice).expect(201);

    String token = flows.password(PAIRWISE, alice, "openid").expect(200).text("access_token");

    assertThat(Obtained.claims(token).path("sub").asText()).isNotEqualTo(realm.userId(alice));
    assertThat(Obtained.claims(token).has("ticket")).isTrue();
    assertThat(realm.isActive(token)).isTrue();
    assertThat(flows.userInfo(token).error()).isEmpty();
  }
}
