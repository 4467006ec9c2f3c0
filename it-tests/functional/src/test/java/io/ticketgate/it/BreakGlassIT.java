package io.ticketgate.it;

import static io.ticketgate.it.Emergencies.COMMANDER;
import static io.ticketgate.it.Emergencies.refused;
import static io.ticketgate.it.Story.ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Emergency grants: who makes one, how long it lasts, and that nobody forges or prolongs one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakGlassIT {

  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private Emergencies emergencies;
  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare() throws IOException {
    emergencies = new Emergencies();
    realm = emergencies.realm;
    story = emergencies.story;
  }

  @AfterAll
  void stop() {
    emergencies.close();
  }

  @Test
  void nobodyElseMakesOne() {
    String alice = story.newUser();
    String noRole = "norole";
    realm.grantManagement(realm.createUser(noRole), "ticket-gate-break-glass");
    refused(emergencies.use(noRole, alice, ROLE, Map.of()), 403, "not_permitted");
    String onlyRole = "onlyrole";
    realm.createUser(onlyRole);
    realm.assign(onlyRole, COMMANDER).expect(204);
    refused(emergencies.use(onlyRole, alice, ROLE, Map.of()), 403, "not_permitted");
    // The operator of the server is nobody of this realm.
    refused(
        emergencies.useWith(realm.server().admin().adminToken(), alice, ROLE, Map.of()),
        403,
        "not_permitted");
    realm.createClient("robot", Map.of("serviceAccountsEnabled", true));
    String robot = realm.serviceAccountUserId("robot");
    realm.grantManagement(robot, "ticket-gate-break-glass");
    realm.mappings(robot).post(List.of(realm.role(COMMANDER))).expect(204);
    refused(
        emergencies.useWith(realm.serviceAccountToken("robot"), alice, ROLE, Map.of()),
        403,
        "not_permitted");
    assertThat(realm.directRoles(alice)).doesNotContain(ROLE);
  }

  @Test
  void aTokenThatSomebodyElseGotOfACommanderMakesNone() {
    realm.createClient(
        "exchanger", Map.of("attributes", Map.of("standard.token.exchange.enabled", "true")));
    realm
        .api("/clients/" + realm.clientUuid(RealmFixture.APP) + "/protocol-mappers/models")
        .post(
            Map.of(
                "name", "for exchanger",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config",
                    Map.of("included.custom.audience", "exchanger", "access.token.claim", "true")))
        .expect(201);
    String carmen = emergencies.commander();
    String exchanged =
        realm
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
                realm.tokenOf(carmen),
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token")
            .expect(200)
            .text("access_token");
    String alice = story.newUser();
    refused(emergencies.useWith(exchanged, alice, ROLE, Map.of()), 403, "not_permitted");
    emergencies.use(carmen, alice, ROLE, Map.of()).expect(201);
  }

  @Test
  void whoManagesUsersMakesNobodyACommander() {
    realm.grantManagement(realm.createUser("manager"), "manage-users");
    String bella = story.newUser();
    Answer refused =
        realm
            .mappings(realm.userId(bella))
            .bearer(realm.tokenOf("manager"))
            .post(List.of(realm.role(COMMANDER)));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("trust_base_guarded");
  }

  @Test
  void eachRuleLimitsIt() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    String late = Instant.now().plusSeconds(3700).toString();
    refused(
        emergencies.use(carmen, alice, ROLE, Map.of("expiresAt", late)), 403, "lifetime_exceeded");
    refused(
        emergencies.use(carmen, alice, ROLE, Map.of("justification", " ")),
        403,
        "justification_missing");
    refused(emergencies.use(carmen, alice, "no-emergency", Map.of()), 403, "ticket_required");
    refused(emergencies.use(carmen, alice, "free", Map.of()), 400, "invalid_request");
    refused(
        emergencies.use(carmen, "nobody-of-that-name", ROLE, Map.of()), 404, "subject_not_found");
    Map<String, Object> credential =
        Map.of(
            "subject", Map.of("serviceAccount", "robot-x"),
            "entitlement", Map.of("clientCredential", "robot-x"));
    realm.createClient("robot-x", Map.of("serviceAccountsEnabled", true));
    refused(emergencies.use(carmen, alice, ROLE, credential), 400, "invalid_request");
    refused(
        emergencies.use(
            carmen, alice, ROLE, Map.of("subject", Map.of("serviceAccount", "robot-x"))),
        400,
        "invalid_request");
    emergencies.use(carmen, alice, "auditor-maker", Map.of()).expect(201);
    refused(
        emergencies.use(carmen, alice, "auditor-checker", Map.of()), 403, "separation_of_duties");
    String soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
    Answer short10 = emergencies.use(carmen, alice, ROLE, Map.of("expiresAt", soon)).expect(201);
    assertThat(short10.text("expiresAt")).isEqualTo(soon);
  }

  @Test
  void noneFollowsTheOtherAndNoneComesBack() {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    String id = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201).text("id");
    refused(emergencies.use(carmen, alice, ROLE, Map.of()), 409, "review_due");
    refused(emergencies.use(emergencies.commander(), alice, ROLE, Map.of()), 409, "review_due");
    refused(emergencies.use(carmen, alice, "ops", Map.of()), 409, "review_due");
    realm.gate("/bindings/" + id + "/suspend").post(Map.of("reason", "x")).expect(200);
    assertThat(realm.directRoles(alice)).doesNotContain(ROLE);
    refused(realm.gate("/bindings/" + id + "/resume").post(), 409, "binding_not_live");
    refused(realm.gate("/bindings/" + id + "/activate").post(), 409, "binding_not_live");
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    refused(emergencies.use(carmen, alice, ROLE, Map.of()), 409, "review_due");
    assertThat(realm.assign(alice, ROLE).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"break-glass", "Break-Glass"})
  void nobodyForgesTheTicketOfAnEmergencyGrant(String system) {
    String alice = story.newUser();
    String carmen = emergencies.commander();
    String id = emergencies.use(carmen, alice, ROLE, Map.of()).expect(201).text("id");
    String bella = story.newUser();
    Map<String, Object> push = Map.of("name", system, "connector", "push");
    refused(realm.gate("/systems").post(push), 400, "system_invalid");
    String demo = realm.gate("/systems").get().json().get(0).path("id").asText();
    ObjectNode component = (ObjectNode) realm.api("/components/" + demo).get().json();
    component.put("name", system).remove("id");
    Answer asComponent = realm.api("/components").post(component);
    assertThat(asComponent.status()).as(asComponent.toString()).isEqualTo(400);
    Answer renamed = realm.api("/components/" + demo).put(component.deepCopy().put("id", demo));
    assertThat(renamed.status()).as(renamed.toString()).isEqualTo(400);
    Answer imported =
        realm
            .server()
            .admin()
            .to("/admin/realms")
            .post(
                Map.of(
                    "realm",
                    "forged-" + realm.name(),
                    "components",
                    Map.of(
                        "io.ticketgate.spi.ItsmConnector",
                        List.of(Map.of("name", system, "providerId", "push")))));
    assertThat(imported.status()).as(imported.toString()).isEqualTo(400);

    String ref = system + ":" + id;
    String record = story.ticketFor(bella).json();
    ObjectNode body = Http.JSON.createObjectNode();
    try {
      body.setAll((ObjectNode) Http.JSON.readTree(record));
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
    body.put("version", "1");
    refused(realm.gate("/tickets/" + system + "/" + id).put(body), 404, "ticket_not_found");
    refused(realm.gate("/tickets/" + system + "/" + id + "/sync").post(), 404, "ticket_not_found");
    refused(realm.gate("/tickets/" + system + "/" + id).get(), 404, "ticket_not_found");
    Map<String, Object> request =
        Map.of(
            "ticket", ref,
            "subject", Map.of("user", bella),
            "entitlement", Map.of("realmRole", ROLE));
    refused(realm.gate("/bindings").post(request), 404, "ticket_not_found");
    refused(realm.gate("/evaluations").post(request), 404, "ticket_not_found");
    Answer header = realm.assign(bella, ROLE, ref);
    assertThat(header.status()).isIn(403, 404);
    assertThat(header.body()).contains("ticket_not_found");
    assertThat(realm.open("/ticket-gate/webhooks/" + system).post(Map.of("key", id)).status())
        .isIn(401, 404);
    assertThat(realm.directRoles(bella)).doesNotContain(ROLE);
    assertThat(realm.gate("/bindings?ticket=break-glass:" + id).get().json()).hasSize(1);
  }

  @Test
  void nobodyRevivesOneByTheStockEndpoints() {
    String alice = story.newUser();
    String id =
        emergencies.use(emergencies.commander(), alice, ROLE, Map.of()).expect(201).text("id");
    realm.assign(alice, ROLE).expect(204);
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    assertThat(realm.directRoles(alice)).doesNotContain(ROLE);
    Answer again = realm.assign(alice, ROLE, "break-glass:" + id);
    assertThat(again.status()).isIn(403, 404);
    assertThat(realm.directRoles(alice)).doesNotContain(ROLE);
  }
}
