package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.CredentialUse.Credential;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the credential of a protected client is good for, at each endpoint that takes one, in each
 * state of its binding. Where the secret is known to be good, only the binding can be what is
 * missing.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTokenIT {

  private static final int CLIENTS = 12;

  private final StringBuilder table = new StringBuilder("use of the credential | state | answer\n");

  private Clients clients;
  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    clients =
        new Clients(
            fixture,
            CLIENTS,
            Map.of(
                "directAccessGrantsEnabled",
                true,
                "standardFlowEnabled",
                true,
                "redirectUris",
                List.of(CredentialUse.BACK),
                "authorizationServicesEnabled",
                true,
                "attributes",
                Map.of(
                    "oauth2.device.authorization.grant.enabled", "true",
                    "oidc.ciba.grant.enabled", "true",
                    "standard.token.exchange.enabled", "true",
                    "allow.token.introspection.without.audience.check", "true")),
            Map.of());
    story = clients.story;
  }

  @AfterAll
  void show() {
    System.out.println(table);
  }

  private JsonNode obtained(Pushed ticket, String client, Map<String, ?> more) {
    return clients.obtain(ticket, client, more).expect(201).json();
  }

  /** With a session, a code and tokens that were got while that was allowed. */
  private Credential ready(String id, String secret) {
    Credential bare = new Credential(realm, id, secret, "", "", "");
    JsonNode login =
        bare.grant(
                "password",
                "username",
                Clients.ASKER,
                "password",
                RealmFixture.PASSWORD,
                "scope",
                "openid")
            .expect(200)
            .json();
    return new Credential(
        realm,
        id,
        secret,
        login.path("access_token").asText(),
        login.path("refresh_token").asText(),
        code(id));
  }

  private String code(String client) {
    Browser browser = new Browser(realm.server());
    Answer page =
        browser.open(
            "/realms/"
                + realm.name()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id="
                + client
                + "&redirect_uri="
                + Http.encode(CredentialUse.BACK));
    Answer back =
        browser.submit(page, Map.of("username", Clients.ASKER, "password", RealmFixture.PASSWORD));
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(back.header("Location"));
    assertThat(code.find()).as(back.toString()).isTrue();
    return code.group(1);
  }

  private void refused(CredentialUse use, String state, Credential client) {
    Answer answer = use.by(client);
    table.append(use).append(" | ").append(state).append(" | ").append(answer).append('\n');
    assertThat(answer.status()).as("%s %s: %s", use, state, answer).isBetween(400, 401);
    assertThat(answer.text("error")).as("%s %s", use, state).isEqualTo("unauthorized_client");
    assertThat(answer.text("error_description"))
        .as("%s %s", use, state)
        .startsWith("binding_not_live: ");
  }

  @ParameterizedTest
  @EnumSource(CredentialUse.class)
  void aGoodSecretWithoutABindingIsGoodForNothing(CredentialUse use) {
    String id = "ci-" + CLIENTS;
    assertThat(
            realm
                .api("/clients/" + realm.clientUuid(id) + "/client-secret")
                .get()
                .expect(200)
                .text("value"))
        .as("it can be read, and is the right one")
        .isEqualTo(RealmFixture.SECRET);

    // The browser's part of the code flow takes no credential.
    refused(use, "no binding", new Credential(realm, id, RealmFixture.SECRET, "x", "x", code(id)));
  }

  @Test
  void aLiveBindingLetsItWorkAndASuspendedOneDoesNot() {
    String id = clients.newClient();
    Pushed ticket = clients.ticketFor(id);
    JsonNode bound = obtained(ticket, id, Map.of());
    String secret = bound.at("/credential/secret").asText();
    for (CredentialUse use : CredentialUse.values()) {
      Answer answer = use.by(ready(id, secret));
      table.append(use).append(" | live | ").append(answer.status()).append('\n');
      assertThat(answer.status()).as("%s: %s", use, answer).isIn(use.whileLive);
    }
    Credential before = ready(id, secret);
    String binding = bound.path("id").asText();

    realm.gate("/bindings/" + binding + "/suspend").post().expect(200);
    for (CredentialUse use : CredentialUse.values()) {
      refused(use, "suspended", before);
    }
    assertThat(realm.isActive(before.bearer())).isFalse();

    realm.gate("/bindings/" + binding + "/resume").post().expect(200);
    assertThat(before.grant("client_credentials").status()).as("the same secret").isEqualTo(200);
  }

  @Test
  void whatHasEndedIsGoodForNothingNorAreTheTokens() {
    String revoked = clients.newClient();
    Pushed ticket = clients.ticketFor(revoked);
    Credential closed =
        ready(revoked, obtained(ticket, revoked, Map.of()).at("/credential/secret").asText());
    String expired = clients.newClient();
    Instant end = Instant.now().plusSeconds(4);
    Credential over =
        ready(
            expired,
            obtained(clients.ticketFor(expired), expired, Map.of("expiresAt", end.toString()))
                .at("/credential/secret")
                .asText());
    assertThat(realm.isActive(closed.bearer())).isTrue();
    assertThat(TokenGateIT.claims(over.bearer()).path("exp").asLong())
        .isLessThanOrEqualTo(end.getEpochSecond());

    ticket.close();
    assertThat(Story.eventually(() -> Instant.now().isAfter(end.plusSeconds(1)))).isTrue();

    for (CredentialUse use : CredentialUse.values()) {
      for (Credential client : List.of(closed, over)) {
        Answer answer = use.by(client);
        table
            .append(use)
            .append(client.id().equals(revoked) ? " | revoked | " : " | expired a second ago | ")
            .append(answer)
            .append('\n');
        assertThat(answer.status()).as("%s: %s", use, answer).isBetween(400, 401);
      }
    }
    for (Credential client : List.of(closed, over)) {
      assertThat(realm.isActive(client.bearer())).isFalse();
      assertThat(
              realm
                  .open("/protocol/openid-connect/userinfo")
                  .bearer(client.bearer())
                  .get()
                  .status())
          .isEqualTo(401);
    }
  }

  @Tag("database")
  @Test
  void theRequestMayNameTheTicketAndTheTokenSaysSo() {
    String id = clients.newClient();
    Pushed first = clients.ticketFor(id);
    Pushed second = clients.ticketFor(id);
    Instant soon = Instant.now().plusSeconds(60);
    JsonNode bound = obtained(first, id, Map.of("expiresAt", soon.toString()));
    Credential old = new Credential(realm, id, bound.at("/credential/secret").asText(), "", "", "");
    String secret = obtained(second, id, Map.of()).at("/credential/secret").asText();
    Credential client = new Credential(realm, id, secret, "", "", "");

    String token =
        old.grant("client_credentials", "ticket", first.ref()).expect(200).text("access_token");

    JsonNode claims = TokenGateIT.claims(token);
    JsonNode claim = claims.path("ticket");
    assertThat(claim.path("ref").asText()).isEqualTo(first.ref());
    assertThat(claim.path("binding")).isEqualTo(bound.path("id"));
    assertThat(claim.path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(realm.userId("bob"), realm.userId("carol"));
    assertThat(claim.path("end").asLong()).isEqualTo(soon.getEpochSecond());
    assertThat(claims.path("exp").asLong()).isEqualTo(soon.getEpochSecond());
    assertThat(realm.isActive(token)).isTrue();
    String unnamed = client.grant("client_credentials").expect(200).text("access_token");
    assertThat(TokenGateIT.claims(unnamed).at("/ticket/ref").asText()).isEqualTo(second.ref());

    first.close();

    assertThat(realm.isActive(token)).as("the token under the closed ticket").isFalse();
    assertThat(realm.isActive(unnamed)).as("the other ticket carries on").isTrue();
    for (String wrong : List.of(first.ref(), "demo:CHG-none")) {
      Answer refused = client.grant("client_credentials", "ticket", wrong);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("unauthorized_client");
      assertThat(refused.text("error_description")).startsWith("ticket_mismatch: ");
    }
    Answer malformed = client.grant("client_credentials", "ticket", "no ticket");
    assertThat(malformed.text("error")).isEqualTo("invalid_request");
  }

  @Tag("database")
  @Test
  void aProtectedClientWithoutABindingIsListed() {
    String id = clients.newClient();
    assertThat(listed(false)).contains(id);

    obtained(clients.ticketFor(id), id, Map.of());

    assertThat(listed(false)).doesNotContain(id);
    assertThat(listed(true)).contains(id);
  }

  private List<String> listed(boolean bound) {
    return realm
        .gate("/coverage?bound=" + bound)
        .get()
        .expect(200)
        .json()
        .findValuesAsText("clientCredential");
  }

  @Tag("database")
  @Test
  void aBindingTellsWhenATokenLastReliedOnIt() {
    String id = clients.newClient();
    JsonNode bound = obtained(clients.ticketFor(id), id, Map.of());
    Credential client =
        new Credential(realm, id, bound.at("/credential/secret").asText(), "", "", "");
    assertThat(story.binding(bound.path("id").asText()).has("lastUsedAt")).isFalse();

    Instant before = Instant.now().minusSeconds(1);
    client.grant("client_credentials").expect(200);

    assertThat(Story.eventually(() -> story.binding(bound.path("id").asText()).has("lastUsedAt")))
        .isTrue();
    assertThat(Instant.parse(story.binding(bound.path("id").asText()).path("lastUsedAt").asText()))
        .isBetween(before, Instant.now());
  }
}
