package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Agents act for people by token exchange. They carry a protected role under a ticket that names
 * both, where the person has the role under a ticket of their own; and under nothing else.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentIT {

  private static final String AGENT = "agent-7";
  private static final String OTHER = "agent-8";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";
  private static final String REFRESH = "urn:ietf:params:oauth:token-type:refresh_token";

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    for (String agent : List.of(AGENT, OTHER)) {
      agent(agent);
    }
    // Keycloak takes a token from a client that is among its audience.
    audience(RealmFixture.APP, AGENT);
    audience(RealmFixture.APP, OTHER);
    audience(AGENT, OTHER);
    story = new Story(realm);
    story.rule(Map.of("onTokenWithoutBinding", "strip"));
  }

  private void agent(String name) {
    realm.createClient(
        name,
        Map.of(
            "serviceAccountsEnabled",
            true,
            "attributes",
            Map.of(
                "standard.token.exchange.enabled",
                "true",
                "standard.token.exchange.enableRefreshRequestedTokenType",
                "SAME_SESSION")));
  }

  private void audience(String of, String client) {
    realm
        .api("/clients/" + realm.clientUuid(of) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name",
                "for " + client,
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-audience-mapper",
                "config",
                Map.of("included.client.audience", client, "access.token.claim", "true")))
        .expect(201);
  }

  private Answer exchange(String agent, String token, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "grant_type",
                EXCHANGE,
                "client_id",
                agent,
                "client_secret",
                RealmFixture.SECRET,
                "subject_token",
                token,
                "subject_token_type",
                ACCESS,
                "scope",
                "openid"));
    form.addAll(List.of(more));
    return realm.server().admin().tokens(realm.name(), form.toArray(String[]::new));
  }

  private String acts(String agent, String token, String... more) {
    return exchange(agent, token, more).expect(200).text("access_token");
  }

  private static boolean carries(String token) {
    for (JsonNode role : TokenGateIT.claims(token).at("/realm_access/roles")) {
      if (role.asText().equals(Story.ROLE)) {
        return true;
      }
    }
    return false;
  }

  private int userInfo(String token) {
    return realm.open("/protocol/openid-connect/userinfo").bearer(token).get().status();
  }

  /** Introspection and user info agree. */
  private boolean lives(String token) {
    boolean active = realm.isActive(token);
    assertThat(userInfo(token)).isEqualTo(active ? 200 : 401);
    return active;
  }

  private Pushed bound(String user) {
    Pushed ticket = story.ticketFor(user).push();
    story.bind(ticket, user).expect(201);
    return ticket;
  }

  private static String both(String agent, String user) {
    return "agent:" + agent + "/" + user;
  }

  private Pushed ticketFor(String agent, String user) {
    return story.ticketFor(both(agent, user)).with("requester", user);
  }

  private static Map<String, Object> subject(String agent, String user) {
    return Map.of("serviceAccount", agent, "onBehalfOf", Map.of("user", user));
  }

  private Answer bind(Pushed ticket, Map<String, ?> subject) {
    Map<String, Object> body = new LinkedHashMap<>(story.request(ticket, "", Map.of()));
    body.put("subject", subject);
    return realm.gate("/bindings").post(body);
  }

  private Pushed delegated(String agent, String user) {
    Pushed ticket = ticketFor(agent, user).push();
    bind(ticket, subject(agent, user)).expect(201);
    return ticket;
  }

  @Test
  void whoListsWhatAPersonHoldsFindsWhatAgentsMayDoForThem() {
    String gina = story.newUser();
    bound(gina);
    delegated(AGENT, gina);

    JsonNode ofPerson = realm.gate("/bindings?user=" + gina).get().expect(200).json();
    assertThat(ofPerson).hasSize(2);
    assertThat(ofPerson.findValuesAsText("serviceAccount")).containsExactly(AGENT);
    JsonNode ofClient = realm.gate("/bindings?max=1000&client=" + AGENT).get().expect(200).json();
    assertThat(ofClient.findValuesAsText("user")).contains(gina);

    for (JsonNode each : ofPerson) {
      realm.gate("/bindings/" + each.path("id").asText() + "/revoke").post().expect(200);
    }
    assertThat(realm.gate("/bindings?status=ACTIVE&user=" + gina).get().expect(200).json())
        .isEmpty();
  }

  @Test
  void anAgentCarriesTheRoleUnderATicketThatNamesBothUntilItCloses() {
    String alice = story.newUser();
    bound(alice);
    String own = realm.tokenOf(alice);
    assertThat(carries(own)).isTrue();
    assertThat(carries(acts(AGENT, own))).as("under alice's own ticket alone").isFalse();

    Pushed ticket = ticketFor(AGENT, alice).push();
    JsonNode binding = bind(ticket, subject(AGENT, alice)).expect(201).json();

    assertThat(binding.at("/subject/serviceAccount").asText()).isEqualTo(AGENT);
    assertThat(binding.at("/subject/onBehalfOf/user").asText()).isEqualTo(alice);
    String token = acts(AGENT, own);
    assertThat(carries(token)).isTrue();
    JsonNode claims = TokenGateIT.claims(token);
    assertThat(claims.path("sub").asText()).isEqualTo(realm.userId(alice));
    assertThat(claims.at("/act/client_id").asText()).isEqualTo(AGENT);
    assertThat(claims.at("/act/sub").asText()).isEqualTo(realm.serviceAccountUserId(AGENT));
    assertThat(claims.at("/ticket/ref").asText()).isEqualTo(ticket.ref());
    assertThat(lives(token)).isTrue();
    JsonNode answer = realm.introspect(token);
    assertThat(answer.at("/realm_access/roles").toString()).contains(Story.ROLE);
    assertThat(answer.at("/act/client_id").asText()).isEqualTo(AGENT);

    ticket.close();

    assertThat(lives(token)).isFalse();
    assertThat(carries(acts(AGENT, own))).isFalse();
    assertThat(lives(own)).as("alice's own session").isTrue();
    assertThat(carries(realm.tokenOf(alice))).isTrue();
  }

  @Test
  void itGivesNothingToAnyoneElse() {
    String alice = story.newUser();
    String other = story.newUser();
    bound(alice);
    bound(other);
    delegated(AGENT, alice);

    assertThat(carries(acts(OTHER, realm.tokenOf(alice)))).as("another agent").isFalse();
    assertThat(carries(acts(AGENT, realm.tokenOf(other)))).as("another person").isFalse();
    assertThat(carries(realm.clientCredentials(AGENT).expect(200).text("access_token")))
        .as("the agent for itself")
        .isFalse();
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
  }

  @Test
  void anAgentDoesNoMoreThanThePerson() {
    String alice = story.newUser();
    delegated(AGENT, alice);
    String own = realm.tokenOf(alice);

    assertThat(carries(own)).isFalse();
    assertThat(carries(acts(AGENT, own))).isFalse();
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);

    Pushed ticket = bound(alice);
    String token = acts(AGENT, realm.tokenOf(alice));
    assertThat(carries(token)).isTrue();
    ticket.close();
    assertThat(lives(token)).isFalse();
  }

  @Test
  void whatAnAgentGotItHandsOnToNobody() {
    String alice = story.newUser();
    bound(alice);
    delegated(AGENT, alice);
    delegated(OTHER, alice);
    String token = acts(AGENT, realm.tokenOf(alice));
    assertThat(carries(token)).isTrue();

    String handedOn = acts(OTHER, token);

    assertThat(carries(handedOn)).isFalse();
    assertThat(TokenGateIT.claims(handedOn).path("act").isMissingNode()).isTrue();
    assertThat(carries(acts(OTHER, realm.tokenOf(alice)))).isTrue();
  }

  @Test
  void aRefreshedTokenIsTheAgentsStillAndTheRefreshTokenDiesWithTheTicket() {
    String alice = story.newUser();
    bound(alice);
    Pushed ticket = delegated(AGENT, alice);
    Answer got = exchange(AGENT, realm.tokenOf(alice), "requested_token_type", REFRESH).expect(200);

    Answer refreshed = refresh(got.text("refresh_token")).expect(200);

    String token = refreshed.text("access_token");
    assertThat(carries(token)).isTrue();
    assertThat(TokenGateIT.claims(token).at("/act/client_id").asText()).isEqualTo(AGENT);
    ticket.close();
    assertThat(lives(token)).isFalse();
    Answer refused = refresh(refreshed.text("refresh_token"));
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
  }

  private Answer refresh(String token) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "refresh_token",
            "client_id",
            AGENT,
            "client_secret",
            RealmFixture.SECRET,
            "refresh_token",
            token);
  }

  @Test
  void aTicketNamesBothOrItIsForSomebodyElse() {
    String alice = story.newUser();
    String other = story.newUser();
    for (String requestedFor :
        List.of(
            alice,
            AGENT,
            both(OTHER, alice),
            both(AGENT, other),
            both(AGENT, alice + "/" + other),
            "agent: " + AGENT + "/" + alice,
            "AGENT:" + AGENT + "/" + alice,
            "agent:" + alice + "/" + AGENT)) {
      Pushed ticket = story.ticketFor(requestedFor).with("requester", alice).push();
      Answer refused = bind(ticket, subject(AGENT, alice));
      assertThat(refused.status()).as("%s: %s", requestedFor, refused).isEqualTo(403);
    }
    Pushed both = ticketFor(AGENT, alice).push();
    assertThat(story.bind(both, alice).status()).isEqualTo(403);
    assertThat(bind(both, Map.of("serviceAccount", AGENT)).status()).isEqualTo(403);
    bind(both, subject(AGENT, alice)).expect(201);
  }

  @Test
  void thePersonDoesNotApproveForThemselves() {
    String alice = story.newUser();
    Pushed ticket = ticketFor(AGENT, alice).with("requester", "bob").approvedBy(alice).push();

    Answer refused = bind(ticket, subject(AGENT, alice));

    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.body()).contains("separation_of_duties");
  }

  @Test
  void malformedSubjectsAreRefused() {
    String alice = story.newUser();
    Pushed ticket = ticketFor(AGENT, alice).push();
    for (Map<String, ?> subject :
        List.<Map<String, ?>>of(
            Map.of("user", alice, "onBehalfOf", Map.of("user", alice)),
            Map.of("onBehalfOf", Map.of("user", alice)),
            Map.of("serviceAccount", AGENT, "onBehalfOf", Map.of()),
            Map.of(
                "serviceAccount",
                AGENT,
                "onBehalfOf",
                Map.of("user", alice, "userId", realm.userId(alice))),
            Map.of(
                "serviceAccount",
                AGENT,
                "onBehalfOf",
                Map.of("userId", realm.serviceAccountUserId(OTHER))))) {
      assertThat(bind(ticket, subject).status()).as("%s", subject).isEqualTo(400);
    }
    assertThat(bind(ticket, subject(AGENT, "nobody")).status()).isEqualTo(404);
    bind(
            ticket,
            Map.of("serviceAccount", AGENT, "onBehalfOf", Map.of("userId", realm.userId(alice))))
        .expect(201);
  }

  @Test
  void aPersonOrAnAgentThatIsDisabledEndsIt() {
    String alice = story.newUser();
    bound(alice);
    agent("agent-9");
    audience(RealmFixture.APP, "agent-9");
    delegated("agent-9", alice);
    String token = acts("agent-9", realm.tokenOf(alice));
    assertThat(carries(token)).isTrue();

    realm.api("/clients/" + realm.clientUuid("agent-9")).put(Map.of("enabled", false)).expect(204);
    assertThat(realm.isActive(token)).isFalse();
    realm.api("/clients/" + realm.clientUuid("agent-9")).put(Map.of("enabled", true)).expect(204);
    realm.api("/users/" + realm.userId(alice)).put(Map.of("enabled", false)).expect(204);
    assertThat(realm.isActive(token)).isFalse();
  }

  @Test
  void whoeverSetsTheSecretOfTheAgentDoesNotActForAnyone() {
    String alice = story.newUser();
    bound(alice);
    agent("agent-10");
    audience(RealmFixture.APP, "agent-10");
    Pushed ticket = ticketFor("agent-10", alice).push();
    String id = bind(ticket, subject("agent-10", alice)).expect(201).createdId();
    String keeper = "keeper-of-agents";
    realm.grantManagement(realm.createUser(keeper), "manage-clients", "view-clients");

    realm
        .api("/clients/" + realm.clientUuid("agent-10"))
        .bearer(realm.tokenOf(keeper))
        .put(Map.of("secret", RealmFixture.SECRET + "2"))
        .expect(204);

    assertThat(story.binding(id).path("status").asText()).isEqualTo("SUSPENDED");
    assertThat(realm.gate("/bindings/" + id + "/history").get().json().findValuesAsText("cause"))
        .contains("takeover");
  }

  @Test
  void aClientThatIsDeletedActsForNobody() {
    String alice = story.newUser();
    agent("agent-11");
    Pushed ticket = ticketFor("agent-11", alice).push();
    String id = bind(ticket, subject("agent-11", alice)).expect(201).createdId();

    realm.api("/clients/" + realm.clientUuid("agent-11")).delete().expect(204);

    assertThat(story.binding(id).path("status").asText()).isEqualTo("REVOKED");
    assertThat(story.binding(id).path("cause").asText()).isEqualTo("subject_removed");
  }

  @Test
  void aRoleThatAdministersKeycloakIsNotDelegated() {
    String alice = story.newUser();
    String rule =
        story.rule(
            Map.of(
                "name",
                "managers",
                "protects",
                Map.of("clientRoles", List.of("realm-management/view-events"))));
    Pushed ticket =
        ticketFor(AGENT, alice)
            .with(
                "entitlements",
                List.of(
                    Map.of(
                        "clientRole", Map.of("client", "realm-management", "role", "view-events"))))
            .push();
    Map<String, Object> body = new LinkedHashMap<>(story.request(ticket, "", Map.of()));
    body.put("subject", subject(AGENT, alice));
    body.put(
        "entitlement",
        Map.of("clientRole", Map.of("client", "realm-management", "role", "view-events")));

    Answer refused = realm.gate("/bindings").post(body);

    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.text("detail")).contains("Admin API");
    realm.gate("/rules/" + rule).delete().expect(204);
  }
}
