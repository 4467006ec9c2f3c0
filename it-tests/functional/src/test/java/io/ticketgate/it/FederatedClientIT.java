package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A pipeline without a secret: the client proves itself by what its CI calls it, in assertions that
 * the CI signs. That is a credential like every other, and ends with its ticket.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FederatedClientIT {

  private static final String KEEPER = "keeper";

  /** A CI with an OpenID Connect issuer of its own. */
  private static final class Ci implements AutoCloseable {
    private final KeyPair key;
    private final HttpServer server;

    Ci() throws IOException, GeneralSecurityException {
      key = key();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] jwks = jwks();
      server.createContext(
          "/jwks",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
          });
      server.start();
    }

    private static KeyPair key() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    }

    private byte[] jwks() {
      RSAPublicKey open = (RSAPublicKey) key.getPublic();
      return json(
          Map.of(
              "keys",
              List.of(
                  Map.of(
                      "kty",
                      "RSA",
                      "kid",
                      "ci-key",
                      "use",
                      "sig",
                      "alg",
                      "RS256",
                      "n",
                      number(open.getModulus()),
                      "e",
                      number(open.getPublicExponent())))));
    }

    String issuer() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    /** What the CI says of a job, for this realm. */
    String assertion(RealmFixture realm, String subject) {
      return assertion(realm, subject, key);
    }

    /** The same, signed by somebody else. */
    String forged(RealmFixture realm, String subject) throws GeneralSecurityException {
      return assertion(realm, subject, key());
    }

    private String assertion(RealmFixture realm, String subject, KeyPair by) {
      Map<String, Object> claims = new LinkedHashMap<>();
      claims.put("iss", issuer());
      claims.put("sub", subject);
      claims.put(
          "aud", realm.open("/.well-known/openid-configuration").get().expect(200).text("issuer"));
      claims.put("jti", UUID.randomUUID().toString());
      claims.put("exp", Instant.now().plusSeconds(60).getEpochSecond());
      claims.put("iat", Instant.now().getEpochSecond());
      String text =
          url(json(Map.of("alg", "RS256", "typ", "JWT", "kid", "ci-key")))
              + "."
              + url(json(claims));
      try {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(by.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + url(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static byte[] json(Map<String, ?> fields) {
      return Http.JSON.valueToTree(fields).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String number(BigInteger number) {
      byte[] bytes = number.toByteArray();
      return url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String url(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private Ci ci;
  private Clients clients;
  private RealmFixture realm;
  private boolean available;
  private String keeper;

  @BeforeAll
  void prepare(RealmFixture fixture) throws IOException, GeneralSecurityException {
    realm = fixture;
    ci = new Ci();
    available = available();
    provider("ci", Map.of()).expect(201);
    provider("people", Map.of("supportsClientAssertions", "false", "issuer", "https://other.test"))
        .expect(201);
    clients =
        new Clients(
            realm, 10, Map.of("serviceAccountsEnabled", false), Map.of("rotationGrace", "PT0S"));
    realm.grantManagement(
        realm.createUser(KEEPER),
        "manage-clients",
        "view-clients",
        "manage-identity-providers",
        "view-identity-providers");
    keeper = realm.tokenOf(KEEPER);
  }

  @AfterAll
  void stop() {
    ci.close();
  }

  private boolean available() {
    for (JsonNode feature :
        realm.server().admin().to("/admin/serverinfo").get().expect(200).json().path("features")) {
      if (feature.path("name").asText().equals("CLIENT_AUTH_FEDERATED")) {
        return feature.path("enabled").asBoolean();
      }
    }
    return false;
  }

  private Answer provider(String alias, Map<String, String> more) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("issuer", ci.issuer());
    config.put("jwksUrl", ci.issuer() + "/jwks");
    config.put("useJwksUrl", "true");
    config.put("validateSignature", "true");
    config.put("supportsClientAssertions", "true");
    config.put("clientId", "keycloak");
    config.put("clientSecret", "unused");
    config.put("authorizationUrl", ci.issuer() + "/auth");
    config.put("tokenUrl", ci.issuer() + "/token");
    config.putAll(more);
    return realm
        .api("/identity-provider/instances")
        .post(Map.of("alias", alias, "providerId", "oidc", "enabled", true, "config", config));
  }

  private static String job(String client) {
    return "repo:org/" + client + ":ref:refs/heads/main";
  }

  private static Map<String, ?> federated(String provider, String subject) {
    return Map.of(
        "credential",
        Map.of("federated", Map.of("identityProvider", provider, "subject", subject)));
  }

  private Answer obtain(Pushed ticket, String client) {
    return clients.obtain(ticket, client, federated("ci", job(client)));
  }

  private Answer token(String assertion) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion",
            assertion);
  }

  private Answer token(RealmFixture at, String client) {
    return token(ci.assertion(at, job(client)));
  }

  private Answer works(String client) {
    return token(realm, client).expect(200);
  }

  private void dead(String client) {
    Answer answer = token(realm, client);
    assertThat(answer.status()).as("%s", answer).isIn(400, 401);
  }

  private String ticketOf(Answer token) {
    return TokenGateIT.claims(token.text("access_token")).at("/ticket/ref").asText();
  }

  @Test
  void aPipelineGetsTokensByItsCisAssertionsUntilItsTicketEnds() throws Exception {
    assumeTrue(available);
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    JsonNode issued = obtain(ticket, client).expect(201).json().path("credential");

    assertThat(issued.has("secret")).isFalse();
    assertThat(issued.has("keyIds")).isFalse();
    assertThat(issued.at("/federated/identityProvider").asText()).isEqualTo("ci");
    assertThat(issued.at("/federated/subject").asText()).isEqualTo(job(client));
    String token = works(client).text("access_token");
    assertThat(TokenGateIT.claims(token).at("/ticket/ref").asText()).isEqualTo(ticket.ref());
    assertThat(realm.isActive(token)).isTrue();
    assertThat(clients.token(client, RealmFixture.SECRET).status()).isEqualTo(401);
    assertThat(token(ci.assertion(realm, job("another"))).status()).isEqualTo(401);
    assertThat(token(ci.forged(realm, job(client))).status()).isIn(400, 401);

    ticket.close();

    dead(client);
    assertThat(realm.isActive(token)).isFalse();
    JsonNode closed = clients.client(client);
    assertThat(closed.at("/attributes/jwt.credential.sub").isMissingNode()).isTrue();
    assertThat(closed.at("/attributes/jwt.credential.issuer").isMissingNode()).isTrue();
    assertThat(closed.path("clientAuthenticatorType").asText()).isEqualTo("client-secret");
    obtain(clients.ticketFor(client), client).expect(201);
    works(client);
  }

  @Test
  void anIdentityUnderTwoTicketsEndsWithTheSecond() {
    assumeTrue(available);
    String client = clients.newClient();
    Pushed first = clients.ticketFor(client);
    obtain(first, client).expect(201);
    Pushed second = clients.ticketFor(client);
    obtain(second, client).expect(201);
    assertThat(ticketOf(works(client))).isEqualTo(second.ref());

    first.close();
    works(client);
    second.close();
    dead(client);
  }

  @Test
  void aSecretTakesThePlaceOfTheIdentityAndTheOtherWayRound() {
    assumeTrue(available);
    String client = clients.newClient();
    obtain(clients.ticketFor(client), client).expect(201);
    String secret = clients.secret(clients.ticketFor(client), client);
    dead(client);
    clients.token(client, secret).expect(200);

    obtain(clients.ticketFor(client), client).expect(201);

    works(client);
    assertThat(clients.token(client, secret).status()).isEqualTo(401);
  }

  @Test
  void theIdentityIsSetByStockEndpointsOnlyUnderATicket() {
    assumeTrue(available);
    String client = clients.newClient();
    String path = "/clients/" + realm.clientUuid(client);
    Map<String, ?> identity =
        Map.of(
            "clientAuthenticatorType",
            "federated-jwt",
            "serviceAccountsEnabled",
            true,
            "attributes",
            Map.of("jwt.credential.issuer", "ci", "jwt.credential.sub", job(client)));
    for (Map<String, ?> part :
        List.<Map<String, ?>>of(
            identity,
            Map.of("attributes", identity.get("attributes")),
            Map.of("clientAuthenticatorType", "federated-jwt"))) {
      Answer refused = realm.api(path).bearer(keeper).put(part);
      assertThat(refused.status()).as("%s", refused).isIn(400, 403);
      assertThat(refused.body()).contains("ticket_required");
    }

    Pushed ticket = clients.ticketFor(client);
    realm.api(path).ticket(ticket.ref()).put(identity).expect(204);
    assertThat(ticketOf(works(client))).isEqualTo(ticket.ref());
    Answer other =
        realm
            .api(path)
            .bearer(keeper)
            .put(Map.of("attributes", Map.of("jwt.credential.sub", "repo:evil/app")));
    assertThat(other.body()).contains("ticket_required");
    ticket.close();
    dead(client);
  }

  @Test
  void theIdentityProviderIsPartOfTheTrustBase() {
    assumeTrue(available);
    provider("own", Map.of("issuer", "https://own.test")).expect(201);
    String path = "/identity-provider/instances/own";
    for (String key : List.of("jwksUrl", "issuer")) {
      ObjectNode changed = (ObjectNode) realm.api(path).get().expect(200).json();
      ((ObjectNode) changed.path("config")).put(key, "https://evil.test/");
      Answer refused = realm.api(path).bearer(keeper).put(changed);
      assertThat(refused.status()).as("%s", refused).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("trust_base_guarded");
    }
    assertThat(realm.api(path).bearer(keeper).delete().status()).isEqualTo(403);
  }

  @Test
  void anotherProviderUnderTheSameAliasIsNotTheOneThatWasApproved() throws Exception {
    assumeTrue(available);
    String client = clients.newClient();
    try (Ci later = new Ci()) {
      Map<String, String> config =
          Map.of("issuer", later.issuer(), "jwksUrl", later.issuer() + "/jwks");
      provider("second", config).expect(201);
      Map<String, ?> form = federated("second", job(client));
      clients.obtain(clients.ticketFor(client), client, form).expect(201);
      token(later.assertion(realm, job(client))).expect(200);

      realm.api("/identity-provider/instances/second").delete().expect(204);
      provider("second", config).expect(201);

      Answer refused = token(later.assertion(realm, job(client)));
      assertThat(refused.status()).as("%s", refused).isEqualTo(400);
      assertThat(refused.text("error_description")).startsWith("binding_not_live: ");
      clients.obtain(clients.ticketFor(client), client, form).expect(201);
      token(later.assertion(realm, job(client))).expect(200);
    }
  }

  @Test
  void whatCannotWorkIsRefusedAndTheTicketStaysGood() {
    assumeTrue(available);
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);
    refused(ticket, client, federated("nobody", "x"), "credential.federated");
    refused(ticket, client, federated("people", "x"), "credential.federated");
    refused(ticket, client, federated("ci", " "), "credential.federated.subject");
    refused(ticket, client, federated("ci", "x "), "credential.federated.subject");
    Map<String, ?> two =
        Map.of(
            "credential",
            Map.of(
                "certificate", "x", "federated", Map.of("identityProvider", "ci", "subject", "x")));
    refused(ticket, client, two, "credential");
    obtain(ticket, client).expect(201);

    String other = clients.newClient();
    Pushed second = clients.ticketFor(other);
    refused(second, other, federated("ci", job(client)), "credential.federated.subject");
    works(client);
    obtain(second, other).expect(201);
  }

  private void refused(Pushed ticket, String client, Map<String, ?> form, String field) {
    Answer answer = clients.obtain(ticket, client, form);
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("invalid_request");
    assertThat(answer.text("field")).isEqualTo(field);
  }

  @Test
  void aServerWithoutItSaysSo() {
    assumeTrue(!available);
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    refused(ticket, client, federated("ci", job(client)), "credential.federated");
    assertThat(clients.obtain(ticket, client, federated("ci", "x")).text("detail"))
        .contains("client-auth-federated");
    clients.secret(ticket, client);
  }
}
