package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The credentials of clients: obtained and rotated under tickets, void when these close. The token
 * endpoint is the witness of what is in force.
 */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialIT {

  private static final int CLIENTS = 20;

  private Story story;
  private RealmFixture realm;
  private int used;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    story = new Story(fixture);
    realm.createUser("olivia");
    realm.createUser("gone", Map.of("enabled", false));
    realm.createRole("reader");
    // Before the rules: afterwards each takes a ticket.
    for (int i = 1; i <= CLIENTS; i++) {
      realm.createClient("ci-" + i);
    }
    realm.createClient("now-1");
    realm.createClient("owned-1");
    realm.createClient("plain");
    realm.api("/clients").post(Map.of("clientId", "ci-saml", "protocol", "saml")).expect(201);
    rule("ci", "ci-*", Map.of());
    rule("now", "now-*", Map.of());
    rule("owned", "owned-*", Map.of("owner", Map.of("required", true, "attribute", "team")));
  }

  private String rule(String name, String pattern, Map<String, ?> more) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", name);
    rule.put("protects", Map.of("clientCredentials", List.of(pattern)));
    rule.putAll(more);
    return story.rule(rule);
  }

  private String newClient() {
    return "ci-" + ++used;
  }

  private Pushed ticketFor(String client) {
    return story
        .ticketFor(client)
        .with("requester", "olivia")
        .with("entitlements", List.of(Map.of("clientCredential", client)))
        .push();
  }

  private Map<String, Object> wish(Pushed ticket, String client, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", ticket.ref());
    body.put("subject", Map.of("serviceAccount", client));
    body.put("entitlement", Map.of("clientCredential", client));
    body.putAll(more);
    return body;
  }

  private Answer obtain(Pushed ticket, String client, Map<String, ?> more) {
    return realm.gate("/bindings").post(wish(ticket, client, more));
  }

  private String secret(Pushed ticket, String client) {
    String secret =
        obtain(ticket, client, Map.of()).expect(201).json().at("/credential/secret").asText();
    assertThat(secret).hasSizeGreaterThan(30);
    return secret;
  }

  private Answer token(String client, String secret) {
    return realm.server().admin().clientCredentials(realm.name(), client, secret);
  }

  private boolean inForce(String client, String secret) {
    Answer answer = token(client, secret);
    assertThat(answer.status()).as("%s", answer).isIn(200, 400, 401);
    if (answer.status() == 400) {
      // The right secret, and no live binding: only the token gate is in its way.
      assertThat(answer.text("error_description")).startsWith("binding_not_live: ");
    }
    return answer.status() != 401;
  }

  private JsonNode client(String client) {
    return realm.api("/clients/" + realm.clientUuid(client)).get().expect(200).json();
  }

  // Obtaining

  @Test
  void aSecretIsIssuedUnderATicketAndShownOnce() {
    String client = newClient();
    Pushed ticket = ticketFor(client);

    Answer created = obtain(ticket, client, Map.of());

    JsonNode binding = created.expect(201).json();
    JsonNode credential = binding.path("credential");
    String secret = credential.path("secret").asText();
    assertThat(credential.path("clientId").asText()).isEqualTo(client);
    assertThat(credential.path("expiresAt")).isEqualTo(binding.path("expiresAt"));
    assertThat(credential.has("keyIds")).isFalse();
    assertThat(binding.at("/subject/serviceAccount").asText()).isEqualTo(client);
    assertThat(binding.at("/entitlement/clientCredential").asText()).isEqualTo(client);
    assertThat(inForce(client, secret)).isTrue();
    assertThat(inForce(client, RealmFixture.SECRET)).as("the secret of before").isFalse();

    Answer again = obtain(ticket, client, Map.of()).expect(200);
    assertThat(again.text("id")).isEqualTo(created.createdId());
    List<Answer> looks = new ArrayList<>(List.of(again));
    for (String path :
        List.of(
            "/bindings/" + created.createdId(),
            "/bindings/" + created.createdId() + "/history",
            "/bindings?client=" + client,
            "/tickets/demo/" + ticket.key)) {
      looks.add(realm.gate(path).get().expect(200));
    }
    looks.add(realm.api("/admin-events").get().expect(200));
    assertThat(looks)
        .allSatisfy(
            look -> assertThat(look.body()).doesNotContain(secret).doesNotContain("credential\""));
    assertThat(inForce(client, secret)).as("asked for again").isTrue();
  }

  @Test
  void aClientWithoutServiceAccountGetsOne() {
    String client = newClient();
    Map<String, Object> open = new HashMap<>();
    open.put("publicClient", true);
    open.put("serviceAccountsEnabled", false);
    realm
        .api("/clients/" + realm.clientUuid(client))
        .ticket(ticketFor(client).ref())
        .put(open)
        .expect(204);

    String secret = secret(ticketFor(client), client);

    String token = token(client, secret).expect(200).text("access_token");
    assertThat(realm.isActive(token)).isTrue();
    assertThat(client(client).path("publicClient").asBoolean()).isFalse();
  }

  @Test
  void keysAreRegisteredAndGoWithTheTicket() {
    String client = newClient();
    ClientKey first = ClientKey.rsa(2048);
    ClientKey second = ClientKey.rsa(2048);
    Pushed ticket = ticketFor(client);

    JsonNode credential =
        obtain(
                ticket,
                client,
                Map.of(
                    "credential",
                    Map.of("jwks", Map.of("keys", List.of(first.jwk(), second.jwk())))))
            .expect(201)
            .json()
            .path("credential");

    assertThat(credential.has("secret")).isFalse();
    assertThat(credential.path("keyIds"))
        .extracting(JsonNode::asText)
        .containsExactly(first.kid, second.kid);
    String token = first.token(realm, client).expect(200).text("access_token");
    second.token(realm, client).expect(200);
    assertThat(realm.isActive(token)).isTrue();
    assertThat(ClientKey.rsa(2048).token(realm, client).status()).isIn(400, 401);

    ticket.close();

    assertThat(first.token(realm, client).status()).isIn(400, 401);
    assertThat(realm.isActive(token)).isFalse();
    assertThat(client(client).path("attributes").has("jwks.string")).isFalse();
  }

  @Test
  void newKeysReplaceTheOldOnesAtOnce() {
    String client = newClient();
    ClientKey old = ClientKey.rsa(2048);
    obtain(ticketFor(client), client, Map.of("credential", Map.of("jwk", old.jwk()))).expect(201);
    old.token(realm, client).expect(200);
    ClientKey next = ClientKey.rsa(3072);

    obtain(ticketFor(client), client, Map.of("credential", Map.of("jwk", next.jwk()))).expect(201);

    next.token(realm, client).expect(200);
    assertThat(old.token(realm, client).status()).isIn(400, 401);
  }

  @Test
  void aCertificateIsRegistered() {
    String client = newClient();
    JsonNode made =
        realm
            .api("/clients/" + realm.clientUuid("plain") + "/certificates/jwt.credential/generate")
            .post()
            .expect(200)
            .json();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + made.path("certificate").asText()
            + "\n-----END CERTIFICATE-----";
    Pushed ticket = ticketFor(client);

    JsonNode credential =
        obtain(ticket, client, Map.of("credential", Map.of("certificate", pem)))
            .expect(201)
            .json()
            .path("credential");

    ClientKey key =
        ClientKey.ofCertificate(
            credential.at("/keyIds/0").asText(), made.path("privateKey").asText());
    key.token(realm, client).expect(200);
    ticket.close();
    assertThat(key.token(realm, client).status()).isIn(400, 401);
  }

  @Test
  void anAuthorisationIssuesNothingUntilItIsActivated() {
    String client = newClient();
    Pushed ticket = ticketFor(client);
    Answer authorised = obtain(ticket, client, Map.of("activate", false)).expect(201);
    assertThat(authorised.json().has("credential")).isFalse();
    assertThat(inForce(client, RealmFixture.SECRET)).as("as before").isTrue();
    ClientKey key = ClientKey.rsa(2048);

    JsonNode active =
        realm
            .gate("/bindings/" + authorised.createdId() + "/activate")
            .post(Map.of("credential", Map.of("jwk", key.jwk())))
            .expect(200)
            .json();

    assertThat(active.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(active.at("/credential/keyIds/0").asText()).isEqualTo(key.kid);
    key.token(realm, client).expect(200);
  }

  @Test
  void anAuthorisationThatIsAskedForAgainIssues() {
    String client = newClient();
    Pushed ticket = ticketFor(client);
    obtain(ticket, client, Map.of("activate", false)).expect(201);

    JsonNode active = obtain(ticket, client, Map.of()).expect(200).json();

    assertThat(inForce(client, active.at("/credential/secret").asText())).isTrue();
  }

  @Test
  void whoIssuesMayAlsoManageTheClient() {
    String client = newClient();
    Map<String, Object> wish = wish(ticketFor(client), client, Map.of());
    realm.grantManagement(realm.createUser("granter"), "ticket-gate-grant");
    Answer refused = realm.gate("/bindings").bearer(realm.tokenOf("granter")).post(wish);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("not_permitted");
    assertThat(refused.text("detail")).contains("manage-clients");
    assertThat(inForce(client, RealmFixture.SECRET)).isTrue();

    realm.grantManagement(realm.userId("granter"), "manage-clients");

    realm.gate("/bindings").bearer(realm.tokenOf("granter")).post(wish).expect(201);
  }

  // Owners

  @Test
  void theOwnerIsKeptWithBindingAndClient() {
    Pushed ticket = ticketFor("owned-1");
    Answer nobody = obtain(ticket, "owned-1", Map.of());
    assertThat(nobody.status()).isEqualTo(403);
    assertThat(nobody.text("code")).isEqualTo("owner_missing");

    JsonNode binding = obtain(ticket, "owned-1", Map.of("owner", "olivia")).expect(201).json();

    assertThat(binding.path("owner").asText()).isEqualTo("olivia");
    assertThat(client("owned-1").at("/attributes/team").asText()).isEqualTo("olivia");
    JsonNode next = obtain(ticketFor("owned-1"), "owned-1", Map.of()).expect(201).json();
    assertThat(next.path("owner").asText()).as("whom the client names").isEqualTo("olivia");
  }

  @Test
  void aSecondTicketReplacesTheSecretThatLivesUntilTheLastOneEnds() {
    String client = newClient();
    Pushed first = ticketFor(client);
    secret(first, client);
    Pushed second = ticketFor(client);
    String next = secret(second, client);

    second.close();
    assertThat(inForce(client, next)).isTrue();
    first.close();
    assertThat(inForce(client, next)).isFalse();
  }

  // The end

  @Test
  void theEndVoidsSecretAndTokensAndANewTicketRestores() {
    String client = newClient();
    String account = realm.serviceAccountUserId(client);
    realm.mappings(account).post(List.of(realm.role("reader"))).expect(204);
    Pushed ticket = ticketFor(client);
    String secret = secret(ticket, client);
    String token = token(client, secret).expect(200).text("access_token");
    assertThat(realm.isActive(token)).isTrue();
    String binding = realm.gate("/bindings?client=" + client).get().json().at("/0/id").asText();

    ticket.close();

    assertThat(story.binding(binding).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(inForce(client, secret)).isFalse();
    assertThat(realm.isActive(token)).isFalse();
    assertThat(realm.serviceAccountUserId(client)).isEqualTo(account);
    String again = secret(ticketFor(client), client);
    assertThat(inForce(client, again)).isTrue();
    assertThat(realm.directRoles("service-account-" + client)).contains("reader");
  }

  @Test
  void revocationAndExpiryVoidToo() {
    String revoked = newClient();
    Answer first = obtain(ticketFor(revoked), revoked, Map.of()).expect(201);
    realm
        .gate("/bindings/" + first.createdId() + "/revoke")
        .post(Map.of("reason", "leaked"))
        .expect(200);
    assertThat(inForce(revoked, first.json().at("/credential/secret").asText())).isFalse();

    String expired = newClient();
    String secret =
        obtain(
                ticketFor(expired),
                expired,
                Map.of("expiresAt", Instant.now().plusSeconds(3).toString()))
            .expect(201)
            .json()
            .at("/credential/secret")
            .asText();
    assertThat(inForce(expired, secret)).isTrue();
    assertThat(Story.eventually(() -> !inForce(expired, secret))).isTrue();
  }

  @Test
  void theEndVoidsAlsoUnderAuditAndAfterTheRuleIsGone() {
    realm.createClient("later-1");
    realm.createClient("later-2");
    String rule = rule("later", "later-*", Map.of());
    Pushed first = ticketFor("later-1");
    Pushed second = ticketFor("later-2");
    String one = secret(first, "later-1");
    String two = secret(second, "later-2");

    JsonNode json = realm.gate("/rules/" + rule).get().expect(200).json();
    realm
        .gate("/rules/" + rule)
        .put(((com.fasterxml.jackson.databind.node.ObjectNode) json).put("mode", "audit"))
        .expect(200);
    first.close();
    assertThat(inForce("later-1", one)).isFalse();
    assertThat(
            realm
                .api("/admin-events?resourcePath=ticket-gate/bindings/audit")
                .get()
                .expect(200)
                .body())
        .doesNotContain("later-1");

    realm.gate("/rules/" + rule).delete().expect(204);
    second.close();
    assertThat(inForce("later-2", two)).isFalse();
  }

  // Stock endpoints

  @Test
  void aLiveBindingDoesNotCoverAChangeOnAStockEndpoint() {
    String client = newClient();
    String secret = secret(ticketFor(client), client);
    String path = "/clients/" + realm.clientUuid(client);

    Answer refused = realm.api(path + "/client-secret").post();

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
    assertThat(refused.text("error_description"))
        .isEqualTo(
            "The credential of client "
                + client
                + " is protected by rule ci, and each change of it needs a ticket: obtain a new"
                + " credential with POST ticket-gate/bindings, or name an approved ticket in the"
                + " header X-Ticket-Ref (system:key).");
    assertThat(inForce(client, secret)).isTrue();
    String next =
        realm
            .api(path + "/client-secret")
            .ticket(ticketFor(client).ref())
            .post()
            .expect(200)
            .text("value");
    assertThat(inForce(client, next)).isTrue();
    assertThat(inForce(client, secret)).isFalse();
  }

  @Test
  void anAuthorisationIsConsumedByOneChange() {
    String client = newClient();
    String path = "/clients/" + realm.clientUuid(client) + "/client-secret";
    obtain(ticketFor(client), client, Map.of("activate", false)).expect(201);

    String next = realm.api(path).post().expect(200).text("value");

    assertThat(inForce(client, next)).isTrue();
    assertThat(realm.api(path).post().status()).isEqualTo(403);
    assertThat(inForce(client, next)).isTrue();
  }

  @Test
  void whatIsStatedAsItWasIsNoChange() {
    String client = newClient();
    secret(ticketFor(client), client);
    String path = "/clients/" + realm.clientUuid(client);
    JsonNode asItIs = realm.api(path).get().expect(200).json();

    realm.api(path).put(asItIs).expect(204);
    realm
        .api(path)
        .put(Map.of("description", "deploys", "secret", asItIs.path("secret").asText()))
        .expect(204);
    realm
        .api(path)
        .put(Map.of("attributes", Map.of("use.jwks.url", "false", "jwks.url", "")))
        .expect(204);

    assertThat(client(client).path("description").asText()).isEqualTo("deploys");
  }

  @Test
  void aDeletedClientEndsItsBindings() {
    String client = newClient();
    Answer created = obtain(ticketFor(client), client, Map.of()).expect(201);

    realm.api("/clients/" + realm.clientUuid(client)).delete().expect(204);

    JsonNode ended = story.binding(created.createdId());
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("subject_removed");
    assertThat(ended.at("/subject/serviceAccount").asText()).isEqualTo(client);
  }

  @Test
  void aDryRunTellsAndIssuesNothing() {
    String client = newClient();
    Pushed ticket = ticketFor(client);

    JsonNode allowed =
        realm.gate("/evaluations").post(wish(ticket, client, Map.of())).expect(200).json();
    JsonNode denied =
        realm
            .gate("/evaluations")
            .post(wish(ticketFor("now-1"), client, Map.of()))
            .expect(200)
            .json();

    assertThat(allowed.path("allowed").asBoolean()).isTrue();
    assertThat(allowed.path("rules").path(0).asText()).isEqualTo("ci");
    assertThat(denied.path("allowed").asBoolean()).isFalse();
    assertThat(inForce(client, RealmFixture.SECRET)).isTrue();
  }

  // What is wrong

  static Stream<Arguments> badWishes() {
    Map<String, Object> secretKey = new LinkedHashMap<>(ClientKey.rsa(2048).jwk());
    secretKey.put("d", "AQAB");
    Map<String, Object> forEncryption = new LinkedHashMap<>(ClientKey.rsa(2048).jwk());
    forEncryption.put("use", "enc");
    Map<String, Object> key = ClientKey.rsa(2048).jwk();
    return Stream.of(
        bad("subject", Map.of("serviceAccount", "now-1"), "subject.serviceAccount"),
        bad("subject", Map.of("user", "olivia"), "subject.serviceAccount"),
        bad("subject", null, "subject.serviceAccount"),
        bad("owner", "nobody", "owner"),
        bad("owner", "gone", "owner"),
        bad("owner", "service-account-plain", "owner"),
        bad("owner", 5, "owner"),
        bad("credential", "a secret of mine", "credential"),
        bad("credential", Map.of(), "credential"),
        bad("credential", Map.of("jwk", key, "certificate", "x"), "credential"),
        bad("credential", Map.of("secret", "mine"), "credential.secret"),
        bad("credential", Map.of("jwk", secretKey), "credential.jwk"),
        bad("credential", Map.of("jwk", Map.of("kty", "oct", "k", "AQAB")), "credential.jwk"),
        bad("credential", Map.of("jwk", Map.of("kty", "oct")), "credential.jwk.kty"),
        bad("credential", Map.of("jwk", Map.of("kty", "RSA")), "credential.jwk"),
        bad("credential", Map.of("jwk", Map.of("kty", "RSA", "n", 5)), "credential.jwk.n"),
        bad("credential", Map.of("jwk", ClientKey.rsa(1024).jwk()), "credential.jwk"),
        bad("credential", Map.of("jwk", forEncryption), "credential.jwk.use"),
        bad("credential", Map.of("jwk", "RSA"), "credential.jwk"),
        bad("credential", Map.of("jwks", Map.of("keys", List.of())), "credential.jwks"),
        bad("credential", Map.of("jwks", List.of(key)), "credential.jwks"),
        bad(
            "credential",
            Map.of("jwks", Map.of("keys", List.of(key, key))),
            "credential.jwks.keys.1.kid"),
        bad(
            "credential",
            Map.of("jwks", Map.of("keys", java.util.Collections.nCopies(11, key))),
            "credential.jwks"),
        bad("credential", Map.of("certificate", "no PEM"), "credential.certificate"),
        bad("credential", Map.of("certificate", "x".repeat(20_000)), "credential.certificate"));
  }

  private static Arguments bad(String field, Object value, String said) {
    return arguments(field, value, said);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badWishes")
  void whatIsWrongIsNamedAndIssuesNothing(String field, Object value, String said) {
    Pushed ticket = story.ticketFor("ci-20").push();
    Map<String, Object> body = wish(ticket, "ci-20", Map.of());
    body.put(field, value);

    Answer answer = realm.gate("/bindings").post(body);

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("invalid_request");
    assertThat(answer.text("field")).isEqualTo(said);
    assertThat(answer.text("detail")).isNotBlank().doesNotContain("AQAB");
    assertThat(inForce("ci-20", RealmFixture.SECRET)).isTrue();
  }

  @Test
  void whatCannotBeIssuedIsRefused() {
    Answer saml = obtain(ticketFor("ci-saml"), "ci-saml", Map.of());
    assertThat(saml.status()).isEqualTo(400);
    assertThat(saml.text("field")).isEqualTo("entitlement.clientCredential");

    Answer unknown = obtain(ticketFor("ci-none"), "ci-none", Map.of());
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("code")).isEqualTo("entitlement_not_found");

    Answer free = obtain(ticketFor("plain"), "plain", Map.of());
    assertThat(free.status()).isEqualTo(400);
    assertThat(free.text("field")).isEqualTo("entitlement");

    Answer early =
        obtain(
            ticketFor("ci-20"),
            "ci-20",
            Map.of("activate", false, "credential", Map.of("jwk", ClientKey.rsa(2048).jwk())));
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.text("field")).isEqualTo("credential");

    Answer others = obtain(ticketFor("now-1"), "ci-20", Map.of());
    assertThat(others.status()).isEqualTo(403);
    assertThat(others.text("code")).isEqualTo("ticket_mismatch");
    assertThat(inForce("ci-20", RealmFixture.SECRET)).isTrue();
  }
}
