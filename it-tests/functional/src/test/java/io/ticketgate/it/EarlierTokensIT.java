package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was issued before a rule came into force is refused wherever the server is asked. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlierTokensIT {

  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

  private RealmFixture realm;
  private Story story;
  private int clients;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("accessTokenLifespan", 7200, "ssoSessionMaxLifespan", 36000));
    story = new Story(fixture);
    story.rule(Map.of("name", "keeps-the-realm-guarded"));
    client("exchanger");
  }

  private void client(String id) {
    realm.createClient(
        id,
        Map.of(
            "serviceAccountsEnabled",
            true,
            "attributes",
            Map.of(
                "standard.token.exchange.enabled", "true",
                "allow.token.introspection.without.audience.check", "true")));
  }

  /** A client whose service account manages users, and whose tokens another may exchange. */
  private String deployer() {
    String id = "deployer-" + ++clients;
    client(id);
    realm
        .api("/clients/" + realm.clientUuid(id) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name",
                "for exchanger",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-audience-mapper",
                "config",
                Map.of("included.custom.audience", "exchanger", "access.token.claim", "true")))
        .expect(201);
    realm.grantManagement(realm.serviceAccountUserId(id), "manage-users", "create-client");
    return id;
  }

  private String protect(String client) {
    return realm
        .gate("/rules")
        .post(
            Map.of(
                "name", "ci-" + client,
                "protects", Map.of("clientCredentials", List.of(client)),
                "tickets", Map.of("minApprovals", 1)))
        .expect(201)
        .createdId();
  }

  private Answer exchange(String token) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            EXCHANGE,
            "client_id",
            "exchanger",
            "client_secret",
            RealmFixture.SECRET,
            "subject_token",
            token,
            "subject_token_type",
            ACCESS);
  }

  private String tokenOf(String client, String secret) {
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
            secret)
        .expect(200)
        .text("access_token");
  }

  private int lists(String token) {
    return realm.api("/users?max=1").bearer(token).get().status();
  }

  private int adds(String token) {
    return realm
        .api("/users")
        .bearer(token)
        .post(Map.of("username", "made-" + System.nanoTime()))
        .status();
  }

  private int registers(String token) {
    return realm
        .open("/clients-registrations/default")
        .bearer(token)
        .post(Map.of("clientId", "registered-" + System.nanoTime()))
        .status();
  }

  private static long end(String token) {
    try {
      return io.ticketgate.it.harness.Http.JSON
          .readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]))
          .path("exp")
          .asLong();
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Test
  void theTokensOfAServiceAccountEndWhenARuleProtectsItsClient() {
    String client = deployer();
    String token = realm.serviceAccountToken(client);
    String exchanged = exchange(token).expect(200).text("access_token");
    assertThat(lists(token)).isEqualTo(200);
    assertThat(adds(token)).isEqualTo(201);
    assertThat(registers(token)).isEqualTo(201);
    assertThat(realm.isActive(token)).isTrue();
    assertThat(realm.isActive(exchanged)).isTrue();

    protect(client);

    assertThat(lists(token)).isEqualTo(401);
    assertThat(adds(token)).isEqualTo(401);
    assertThat(registers(token)).isBetween(401, 403);
    assertThat(realm.isActive(token)).isFalse();
    assertThat(exchange(token).status()).isBetween(400, 403);
    assertThat(realm.isActive(exchanged)).as("exchanged before the rule").isFalse();
  }

  @Test
  void anExchangedTokenOfAServiceAccountEndsWithItsBinding() {
    String client = deployer();
    protect(client);
    Pushed ticket =
        story
            .ticketFor(client)
            .with("requester", "bob")
            .approvedBy("carol")
            .with("entitlements", List.of(Map.of("clientCredential", client)))
            .push();
    JsonNode bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", ticket.ref(),
                    "subject", Map.of("serviceAccount", client),
                    "entitlement", Map.of("clientCredential", client),
                    "expiresAt", java.time.Instant.now().plusSeconds(600).toString()))
            .expect(201)
            .json();
    String secret = bound.path("credential").path("secret").asText();
    assertThat(Story.eventually(() -> realm.isActive(tokenOf(client, secret))))
        .as("the second in which earlier tokens were voided is over")
        .isTrue();
    String token = tokenOf(client, secret);
    String exchanged = exchange(token).expect(200).text("access_token");
    assertThat(end(exchanged))
        .isLessThanOrEqualTo(
            java.time.Instant.parse(bound.path("expiresAt").asText()).getEpochSecond());
    assertThat(realm.isActive(exchanged)).isTrue();

    ticket.close();

    assertThat(realm.isActive(exchanged)).isFalse();
  }

  @Test
  void theTokensOfWhoHoldsARoleEndWhenARuleProtectsIt() {
    String role = "vault-" + ++clients;
    realm.createRole(role);
    String alice = story.newUser();
    realm.assign(alice, role).expect(204);
    String bella = story.newUser();
    JsonNode tokens = realm.login(alice);
    String other = realm.tokenOf(bella);
    String token = tokens.path("access_token").asText();
    assertThat(realm.isActive(token)).isTrue();

    realm
        .gate("/rules")
        .post(Map.of("name", role, "protects", Map.of("realmRoles", List.of(role))))
        .expect(201);

    assertThat(realm.isActive(token)).isFalse();
    assertThat(realm.refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(400);
    assertThat(realm.open("/protocol/openid-connect/userinfo").bearer(token).get().status())
        .isEqualTo(401);
    assertThat(realm.isActive(other)).as("holds nothing protected").isTrue();
  }

  @Test
  void aMarkEndsThemTooAndARuleThatIsEditedEndsNothingTwice() {
    String id =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name", "marked",
                    "protects", Map.of("attribute", "ticket-gate.tier=early"),
                    "onTokenWithoutBinding", "strip"))
            .expect(201)
            .createdId();
    String role = "marked-" + ++clients;
    realm.createRole(role);
    String alice = story.newUser();
    realm.assign(alice, role).expect(204);
    String token = realm.tokenOf(alice);
    ObjectNode marked = realm.role(role).deepCopy();
    marked.putObject("attributes").putArray("ticket-gate.tier").add("early");
    realm.api("/roles/" + role).put(marked).expect(204);
    assertThat(realm.isActive(token)).isFalse();

    assertThat(Story.eventually(() -> realm.isActive(realm.tokenOf(alice)))).isTrue();
    String stripped = realm.tokenOf(alice);
    ObjectNode rule = (ObjectNode) realm.gate("/rules/" + id).get().json();
    rule.putObject("tickets").put("minApprovals", 2);
    realm.gate("/rules/" + id).put(rule).expect(200);
    assertThat(realm.isActive(stripped)).isTrue();
  }

  @Test
  void aRuleThatOnlyAuditsEndsNothing() {
    String role = "audited-" + ++clients;
    realm.createRole(role);
    String alice = story.newUser();
    realm.assign(alice, role).expect(204);
    String token = realm.tokenOf(alice);
    Map<String, Object> rule =
        new java.util.LinkedHashMap<>(
            Map.of("name", role, "mode", "audit", "protects", Map.of("realmRoles", List.of(role))));
    String id = realm.gate("/rules").post(rule).expect(201).createdId();
    assertThat(realm.isActive(token)).isTrue();
    rule.put("mode", "enforce");
    realm.gate("/rules/" + id).put(rule).expect(200);
    assertThat(realm.isActive(token)).isFalse();
  }
}
