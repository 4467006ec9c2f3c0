package io.ticketgate.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mappers that write whose a token is. Those from before the rule have no effect once it is there,
 * and no new ones come into the realm.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedIdentityIT {

  private static final String CHIEF = "chief";
  private static final String MALLORY = "mallory";
  private static final String HOLDER = "holder";
  private static final String ITSM = "itsm";
  private static final String AS_CHIEF = "forge-chief";
  private static final String AS_HOLDER = "forge-holder";
  private static final String AS_ITSM = "forge-itsm";
  private static final String BY_NAME = "forge-name";
  private static final String PAIRWISE = "pairwise";

  private RealmFixture realm;
  private Flows flows;
  private String rule;
  private String chiefsSession;
  private String holdersSession;

  @BeforeAll
  void prepare(KeycloakServer server) {
    realm = server.newRealm();
    flows = new Flows(realm, null);
    realm.createRole(Story.ROLE);
    realm.grantManagement(realm.createUser(CHIEF), "realm-admin");
    realm.createUser(MALLORY);
    realm.createUser(HOLDER);
    realm.createClient(ITSM, Map.of("serviceAccountsEnabled", true));
    realm.grantManagement(realm.serviceAccountUserId(ITSM), "ticket-gate-itsm");
    String account = realm.serviceAccountUserId(ITSM);
    chiefsSession = sessionOf(CHIEF);
    holdersSession = sessionOf(HOLDER);
    forge(
        AS_CHIEF,
        fixed("sub", realm.userId(CHIEF)),
        fixed("sid", chiefsSession),
        fixed("azp", RealmFixture.APP),
        fixed("client_id", RealmFixture.APP),
        fixed("ticket", "demo:CHG-1"));
    forge(
        AS_HOLDER,
        fixed("sub", realm.userId(HOLDER)),
        fixed("sid", holdersSession),
        fixed("azp", RealmFixture.APP));
    forge(AS_ITSM, fixed("sub", account), fixed("azp", ITSM), fixed("client_id", ITSM));
    forge(BY_NAME, pairwise(), fixed("preferred_username", CHIEF));
    forge(PAIRWISE, pairwise());
    JsonNode before = claims(password(AS_CHIEF));
    assertThat(before.path("sub").asText()).isEqualTo(realm.userId(CHIEF));
    assertThat(before.path("sid").asText()).isEqualTo(chiefsSession);
    assertThat(before.path("ticket").asText()).isEqualTo("demo:CHG-1");
    assertThat(claims(account(BY_NAME)).path("preferred_username").asText()).isEqualTo(CHIEF);
    Story story = Story.whereTheRoleIs(realm);
    rule = story.rule(Map.of());
    assertThat(story.bind(story.ticketFor(HOLDER).push(), HOLDER).status()).isEqualTo(201);
    // What was granted and bound begins with a login of its own.
    holdersSession = sessionOf(HOLDER);
  }

  private String sessionOf(String user) {
    return claims(
            realm
                .server()
                .admin()
                .tokenFor(realm.name(), RealmFixture.APP, user, RealmFixture.PASSWORD))
        .path("sid")
        .asText();
  }

  private static Map<String, Object> fixed(String claim, String value) {
    return Map.of(
        "name",
        "writes " + claim,
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-hardcoded-claim-mapper",
        "config",
        Map.of(
            "claim.name", claim,
            "claim.value", value,
            "jsonType.label", "String",
            "access.token.claim", "true",
            "id.token.claim", "true",
            "userinfo.token.claim", "true",
            "introspection.token.claim", "true"));
  }

  private static Map<String, Object> pairwise() {
    return Map.of(
        "name",
        "pseudonyms",
        "protocol",
        "openid-connect",
        "protocolMapper",
        "oidc-sha256-pairwise-sub-mapper",
        "config",
        Map.of("pairwiseSubAlgorithmSalt", "salt"));
  }

  @SafeVarargs
  private void forge(String client, Map<String, Object>... mappers) {
    realm.createClient(
        client,
        Map.of(
            "serviceAccountsEnabled",
            true,
            "directAccessGrantsEnabled",
            true,
            "redirectUris",
            List.of(TokenRealm.BACK),
            // Without the mapper of the user's own name, which may run after those here.
            "defaultClientScopes",
            List.of("basic", "roles"),
            "protocolMappers",
            new ArrayList<>(List.of(mappers))));
  }

  private String password(String client) {
    return tokens(client).path("access_token").asText();
  }

  private JsonNode tokens(String client) {
    return flows.password(client, MALLORY, "openid").expect(200).json();
  }

  private String account(String client) {
    return flows
        .grant(client, "client_credentials", "scope", "openid")
        .expect(200)
        .text("access_token");
  }

  private Answer asAdmin(String token) {
    return realm.api("/users?max=1").bearer(token).get();
  }

  private static JsonNode claims(String token) {
    try {
      return Http.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    } catch (IOException noToken) {
      throw new AssertionError(token, noToken);
    }
  }

  @AfterAll
  void close() {
    realm.close();
  }

  @Test
  void nobodyBecomesTheAdministrator() {
    String token = password(AS_CHIEF);

    JsonNode claims = claims(token);
    assertThat(claims.path("sub").asText()).isEqualTo(realm.userId(MALLORY));
    assertThat(claims.path("azp").asText()).isEqualTo(AS_CHIEF);
    assertThat(claims.path("sid").asText()).isNotEmpty().isNotEqualTo(chiefsSession);
    assertThat(claims.has("client_id")).isFalse();
    assertThat(claims.has("ticket")).isFalse();
    assertThat(asAdmin(token).status()).isEqualTo(403);
    assertThat(realm.gate("/rules").bearer(token).get().status()).isEqualTo(403);
    Answer read = realm.gate("/rules/" + rule).get().expect(200);
    assertThat(realm.gate("/rules/" + rule).bearer(token).put(read.json()).status()).isEqualTo(403);
    String again =
        flows
            .refresh(AS_CHIEF, tokens(AS_CHIEF).path("refresh_token").asText())
            .expect(200)
            .text("access_token");
    assertThat(claims(again).path("sub").asText()).isEqualTo(realm.userId(MALLORY));
  }

  @Test
  void norTheItsm() {
    String token = account(AS_ITSM);

    JsonNode claims = claims(token);
    assertThat(claims.path("sub").asText()).isEqualTo(realm.serviceAccountUserId(AS_ITSM));
    assertThat(claims.path("azp").asText()).isEqualTo(AS_ITSM);
    assertThat(claims.path("client_id").asText()).isIn("", AS_ITSM);
    Answer pushed = realm.gate("/tickets/demo/CHG-FORGED").bearer(token).put(Map.of());
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(403);
    assertThat(
            realm
                .gate("/tickets/demo/CHG-TRUE")
                .bearer(realm.serviceAccountToken(ITSM))
                .put(Map.of())
                .status())
        .as("the ITSM itself is heard")
        .isEqualTo(400);
  }

  @Test
  void norAHolder() {
    JsonNode tokens = tokens(AS_HOLDER);
    String token = tokens.path("access_token").asText();

    JsonNode id = claims(tokens.path("id_token").asText());
    assertThat(id.path("sub").asText()).isEqualTo(realm.userId(MALLORY));
    assertThat(id.path("azp").asText()).isEqualTo(AS_HOLDER);
    assertThat(id.path("sid").asText()).isNotEqualTo(holdersSession);
    JsonNode introspected = realm.introspect(token);
    assertThat(introspected.path("active").asBoolean()).isTrue();
    assertThat(introspected.path("sub").asText()).isEqualTo(realm.userId(MALLORY));
    assertThat(introspected.path("client_id").asText()).isEqualTo(AS_HOLDER);
    assertThat(introspected.path("sid").asText()).isNotEqualTo(holdersSession);
    assertThat(introspected.toString()).doesNotContain(Story.ROLE);
    JsonNode info = realm.open("/protocol/openid-connect/userinfo").bearer(token).get().json();
    assertThat(info.path("sub").asText()).isEqualTo(realm.userId(MALLORY));
    assertThat(info.has("sid")).isFalse();
  }

  /** Keycloak takes the name for a subject that is the id of nobody. */
  @Test
  void norSomebodyByTheirName() {
    String token = account(BY_NAME);

    assertThat(claims(token).path("preferred_username").asText())
        .isEqualTo("service-account-" + BY_NAME);
    assertThat(asAdmin(token).status()).isNotEqualTo(200);
  }

  @Test
  void aPseudonymOfKeycloaksOwnMapperStays() {
    String token = password(PAIRWISE);

    String pseudonym = claims(token).path("sub").asText();
    assertThat(pseudonym).isNotEmpty().isNotEqualTo(realm.userId(MALLORY));
    assertThat(
            realm
                .open("/protocol/openid-connect/userinfo")
                .bearer(token)
                .get()
                .expect(200)
                .text("sub"))
        .isEqualTo(pseudonym);
  }

  @Test
  void noNewMapperWritesWhoseATokenIs() {
    String mappers = "/clients/" + realm.clientUuid(RealmFixture.APP) + "/protocol-mappers/models";
    for (String claim : List.of("sub", "sid", "azp", "client_id", "ticket", "tg_derived")) {
      Answer refused = realm.api(mappers).post(fixed(claim, "x"));
      assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
      assertThat(refused.body()).contains("structural_grant_refused");
    }
    realm.api(mappers).post(fixed("department", "sales")).expect(201);
    realm
        .api("/clients/" + realm.clientUuid(AS_ITSM) + "/protocol-mappers/models")
        .post(pairwise())
        .expect(201);
    String coverage = realm.gate("/coverage").get().expect(200).body();
    assertThat(coverage).contains("writes sid of client " + AS_CHIEF);
    assertThat(coverage).doesNotContain("pseudonyms");
  }
}
