package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.LinkedHashMap;
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
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTokenIT {

  private static final int CLIENTS = 12;
  private static final String USER = "ursula";
  private static final String BACK = "http://127.0.0.1:1/back";

  private final StringBuilder table = new StringBuilder("use of the credential | state | answer\n");

  private Story story;
  private RealmFixture realm;
  private int used;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createUser(USER);
    for (int i = 1; i <= CLIENTS; i++) {
      realm.createClient(
          "ci-" + i,
          Map.of(
              "directAccessGrantsEnabled",
              true,
              "standardFlowEnabled",
              true,
              "redirectUris",
              List.of(BACK),
              "authorizationServicesEnabled",
              true,
              "attributes",
              Map.of(
                  "oauth2.device.authorization.grant.enabled", "true",
                  "oidc.ciba.grant.enabled", "true",
                  "standard.token.exchange.enabled", "true",
                  "allow.token.introspection.without.audience.check", "true")));
    }
    story.rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))));
  }

  @AfterAll
  void show() {
    System.out.println(table);
  }

  /** What is done with a credential: the client, its secret, and what the test has from before. */
  private record Client(
      ClientTokenIT it, String id, String secret, String bearer, String refresh, String code) {

    Answer form(String path, String... more) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("client_id", id);
      form.put("client_secret", secret);
      for (int i = 0; i < more.length; i += 2) {
        form.put(more[i], more[i + 1]);
      }
      return it.realm.open("/protocol/openid-connect" + path).post(new Http.Form(form));
    }

    Answer grant(String type, String... more) {
      String[] all = new String[more.length + 2];
      all[0] = "grant_type";
      all[1] = type;
      System.arraycopy(more, 0, all, 2, more.length);
      return form("/token", all);
    }
  }

  /** The uses, and what each answers while the binding is live. */
  private enum Use {
    CLIENT_CREDENTIALS(200) {
      @Override
      Answer by(Client c) {
        return c.grant("client_credentials");
      }
    },
    PASSWORD(200) {
      @Override
      Answer by(Client c) {
        return c.grant("password", "username", USER, "password", RealmFixture.PASSWORD);
      }
    },
    REFRESH(200) {
      @Override
      Answer by(Client c) {
        return c.grant("refresh_token", "refresh_token", c.refresh());
      }
    },
    CODE(200) {
      @Override
      Answer by(Client c) {
        return c.grant("authorization_code", "code", c.code(), "redirect_uri", BACK);
      }
    },
    EXCHANGE(200) {
      @Override
      Answer by(Client c) {
        return c.grant(
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            c.bearer(),
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token");
      }
    },
    // Past the gate; the client has a permission to give on Keycloak 26.4 only.
    UMA(200, 403) {
      @Override
      Answer by(Client c) {
        return c.grant("urn:ietf:params:oauth:grant-type:uma-ticket", "audience", c.id());
      }
    },
    DEVICE(200) {
      @Override
      Answer by(Client c) {
        return c.form("/auth/device");
      }
    },
    // Past the gate; the realm has no device to ask.
    CIBA(503) {
      @Override
      Answer by(Client c) {
        return c.form("/ext/ciba/auth", "login_hint", USER, "scope", "openid");
      }
    },
    PUSHED(201) {
      @Override
      Answer by(Client c) {
        return c.form("/ext/par/request", "response_type", "code", "redirect_uri", BACK);
      }
    },
    INTROSPECTION(200) {
      @Override
      Answer by(Client c) {
        return c.form("/token/introspect", "token", c.bearer());
      }
    },
    REVOCATION(200) {
      @Override
      Answer by(Client c) {
        return c.form("/revoke", "token", c.bearer());
      }
    };

    private final List<Integer> whileLive;

    Use(Integer... whileLive) {
      this.whileLive = List.of(whileLive);
    }

    abstract Answer by(Client c);
  }

  private String newClient() {
    return "ci-" + ++used;
  }

  private Pushed ticketFor(String client) {
    return story
        .ticketFor(client)
        .with("requester", USER)
        .with("entitlements", List.of(Map.of("clientCredential", client)))
        .push();
  }

  private JsonNode obtain(Pushed ticket, String client, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", ticket.ref());
    body.put("subject", Map.of("serviceAccount", client));
    body.put("entitlement", Map.of("clientCredential", client));
    body.putAll(more);
    return realm.gate("/bindings").post(body).expect(201).json();
  }

  /** With a session, a code and tokens that were got while that was allowed. */
  private Client ready(String id, String secret) {
    Client bare = new Client(this, id, secret, "", "", "");
    JsonNode login =
        bare.grant(
                "password", "username", USER, "password", RealmFixture.PASSWORD, "scope", "openid")
            .expect(200)
            .json();
    return new Client(
        this,
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
                + Http.encode(BACK));
    Answer back = browser.submit(page, Map.of("username", USER, "password", RealmFixture.PASSWORD));
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(back.header("Location"));
    assertThat(code.find()).as(back.toString()).isTrue();
    return code.group(1);
  }

  private void refused(Use use, String state, Client client) {
    Answer answer = use.by(client);
    table.append(use).append(" | ").append(state).append(" | ").append(answer).append('\n');
    assertThat(answer.status()).as("%s %s: %s", use, state, answer).isBetween(400, 401);
    assertThat(answer.text("error")).as("%s %s", use, state).isEqualTo("unauthorized_client");
    assertThat(answer.text("error_description"))
        .as("%s %s", use, state)
        .startsWith("binding_not_live: ");
  }

  @ParameterizedTest
  @EnumSource(Use.class)
  void aGoodSecretWithoutABindingIsGoodForNothing(Use use) {
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
    refused(use, "no binding", new Client(this, id, RealmFixture.SECRET, "x", "x", code(id)));
  }

  @Test
  void aLiveBindingLetsItWorkAndASuspendedOneDoesNot() {
    String id = newClient();
    Pushed ticket = ticketFor(id);
    JsonNode bound = obtain(ticket, id, Map.of());
    String secret = bound.at("/credential/secret").asText();
    for (Use use : Use.values()) {
      Answer answer = use.by(ready(id, secret));
      table.append(use).append(" | live | ").append(answer.status()).append('\n');
      assertThat(answer.status()).as("%s: %s", use, answer).isIn(use.whileLive);
    }
    Client before = ready(id, secret);
    String binding = bound.path("id").asText();

    realm.gate("/bindings/" + binding + "/suspend").post().expect(200);
    for (Use use : Use.values()) {
      refused(use, "suspended", before);
    }
    assertThat(realm.isActive(before.bearer())).isFalse();

    realm.gate("/bindings/" + binding + "/resume").post().expect(200);
    assertThat(before.grant("client_credentials").status()).as("the same secret").isEqualTo(200);
  }

  @Test
  void whatHasEndedIsGoodForNothingNorAreTheTokens() {
    String revoked = newClient();
    Pushed ticket = ticketFor(revoked);
    Client closed =
        ready(revoked, obtain(ticket, revoked, Map.of()).at("/credential/secret").asText());
    String expired = newClient();
    Instant end = Instant.now().plusSeconds(4);
    Client over =
        ready(
            expired,
            obtain(ticketFor(expired), expired, Map.of("expiresAt", end.toString()))
                .at("/credential/secret")
                .asText());
    assertThat(realm.isActive(closed.bearer())).isTrue();
    assertThat(TokenGateIT.claims(over.bearer()).path("exp").asLong())
        .isLessThanOrEqualTo(end.getEpochSecond());

    ticket.close();
    assertThat(Story.eventually(() -> Instant.now().isAfter(end.plusSeconds(1)))).isTrue();

    for (Use use : Use.values()) {
      for (Client client : List.of(closed, over)) {
        Answer answer = use.by(client);
        table
            .append(use)
            .append(client.id().equals(revoked) ? " | revoked | " : " | expired a second ago | ")
            .append(answer)
            .append('\n');
        assertThat(answer.status()).as("%s: %s", use, answer).isBetween(400, 401);
      }
    }
    for (Client client : List.of(closed, over)) {
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

  @Test
  void theRequestMayNameTheTicketAndTheTokenSaysSo() {
    String id = newClient();
    Pushed first = ticketFor(id);
    Pushed second = ticketFor(id);
    Instant soon = Instant.now().plusSeconds(60);
    JsonNode bound = obtain(first, id, Map.of("expiresAt", soon.toString()));
    String secret = obtain(second, id, Map.of()).at("/credential/secret").asText();
    Client client = new Client(this, id, secret, "", "", "");

    String token =
        client.grant("client_credentials", "ticket", first.ref()).expect(200).text("access_token");

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
    assertThat(TokenGateIT.claims(unnamed).has("ticket")).isFalse();

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

  @Test
  void aProtectedClientWithoutABindingIsListed() {
    String id = newClient();
    assertThat(listed(false)).contains(id);

    obtain(ticketFor(id), id, Map.of());

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

  @Test
  void aBindingTellsWhenATokenLastReliedOnIt() {
    String id = newClient();
    JsonNode bound = obtain(ticketFor(id), id, Map.of());
    Client client = new Client(this, id, bound.at("/credential/secret").asText(), "", "", "");
    assertThat(story.binding(bound.path("id").asText()).has("lastUsedAt")).isFalse();

    Instant before = Instant.now().minusSeconds(1);
    client.grant("client_credentials").expect(200);

    assertThat(Story.eventually(() -> story.binding(bound.path("id").asText()).has("lastUsedAt")))
        .isTrue();
    assertThat(Instant.parse(story.binding(bound.path("id").asText()).path("lastUsedAt").asText()))
        .isBetween(before, Instant.now());
  }
}
