package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A job registers a client of its own under a ticket, and the client is gone with the ticket. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EphemeralClientIT {

  private static final String REGISTRATION = "/clients-registrations/default";
  private static final String SECRET = "a-secret-of-the-job";

  private Clients clients;
  private RealmFixture realm;
  private Story story;
  private String initial;
  private String initialId;
  private int jobs;

  @BeforeAll
  void prepare() {
    realm =
        WideServer.sharedEager()
            .newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    clients = new Clients(realm, 0, Map.of(), Map.of("credentials", Map.of("ephemeral", true)));
    story = clients.story;
    clients.rule("kept", "keep-*", Map.of());
    Answer access = realm.api("/clients-initial-access").post(Map.of("count", 99, "expiration", 0));
    initial = access.text("token");
    initialId = access.text("id");
  }

  private String newJob() {
    return "ci-job-" + ++jobs;
  }

  private static Map<String, Object> client(String clientId) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("clientId", clientId);
    client.put("secret", SECRET);
    client.put("serviceAccountsEnabled", true);
    client.put("standardFlowEnabled", false);
    return client;
  }

  private Http.Call registration(String path, String ticket, String token) {
    Http.Call call = realm.open(REGISTRATION + path).bearer(token);
    return ticket == null ? call : call.header("X-Ticket-Ref", ticket);
  }

  private Answer register(String clientId, String ticket) {
    return registration("", ticket, initial).post(client(clientId));
  }

  private Pushed unsent(String clientId) {
    return story
        .ticketFor(clientId)
        .with("requester", Clients.ASKER)
        .with("entitlements", List.of(Map.of("clientCredential", clientId)));
  }

  private Answer made(String clientId, Pushed ticket) {
    return realm.api("/clients").header("X-Ticket-Ref", ticket.ref()).post(client(clientId));
  }

  private boolean exists(String clientId) {
    return !realm.api("/clients?clientId=" + clientId).get().expect(200).json().isEmpty();
  }

  private int left() {
    for (JsonNode each : realm.api("/clients-initial-access").get().expect(200).json()) {
      if (each.path("id").asText().equals(initialId)) {
        return each.path("remainingCount").asInt();
      }
    }
    throw new AssertionError("The initial access token is gone.");
  }

  private String token(String clientId) {
    String token = clients.token(clientId, SECRET).expect(200).text("access_token");
    assertThat(realm.isActive(token)).isTrue();
    return token;
  }

  private JsonNode onlyBinding(Pushed ticket) {
    JsonNode found = realm.gate("/bindings?ticket=" + ticket.ref()).get().expect(200).json();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void refused(Answer answer, String code) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.body()).contains(code);
  }

  @Test
  void theClientIsGoneWithItsTicket() {
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    Answer registered = register(job, ticket.ref()).expect(201);
    String own = registered.text("registrationAccessToken");
    String uuid = realm.clientUuid(job);
    String account = realm.serviceAccountUserId(job);
    JsonNode binding = onlyBinding(ticket);
    assertThat(binding.path("ephemeral").asBoolean()).isTrue();
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");
    String token = token(job);
    registration("/" + job, null, own).get().expect(200);

    ticket.close();

    assertThat(realm.isActive(token)).isFalse();
    clients.token(job, SECRET).expect(401);
    registration("/" + job, null, own).get().expect(401);
    realm.api("/clients/" + uuid).get().expect(404);
    realm.api("/users/" + account).get().expect(404);
    JsonNode ended = story.binding(binding.path("id").asText());
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(ended.path("ephemeral").asBoolean()).isTrue();
    assertThat(ended.at("/subject/serviceAccount").asText()).isEqualTo(job);
  }

  @Test
  void theHistorySaysWhoRegisteredIt() {
    Pushed byToken = clients.ticketFor(newJob());
    register("ci-job-" + jobs, byToken.ref()).expect(201);
    JsonNode first = history(byToken);
    assertThat(first.path("detailCode").asText()).isEqualTo("registered");
    assertThat(first.at("/facts/by").asText()).isEqualTo("initial_access_token");
    assertThat(first.at("/facts/initialAccessToken").asText()).isEqualTo(initialId);

    realm.grantManagement(realm.createUser("registrar"), "create-client");
    Pushed byBearer = clients.ticketFor(newJob());
    registration("", byBearer.ref(), realm.tokenOf("registrar"))
        .post(client("ci-job-" + jobs))
        .expect(201);
    assertThat(history(byBearer).at("/facts/by").asText()).isEqualTo("bearer");
    assertThat(history(byBearer).path("actor").asText()).isEqualTo("registrar");
    assertThat(onlyBinding(byBearer).path("grantedBy").asText()).isEqualTo("registrar");
  }

  private JsonNode history(Pushed ticket) {
    return realm
        .gate("/bindings/" + onlyBinding(ticket).path("id").asText() + "/history")
        .get()
        .expect(200)
        .json()
        .get(0);
  }

  @Test
  void itIsGoneToWhenItsTimeIsUp() {
    String job = newJob();
    Instant end = Instant.now().plusSeconds(5);
    Pushed ticket =
        unsent(job)
            .with("plannedStart", Instant.now().minusSeconds(60).toString())
            .with("plannedEnd", end.toString())
            .push();
    String own = register(job, ticket.ref()).expect(201).text("registrationAccessToken");
    String token = token(job);
    registration("/" + job, null, own).get().expect(200);

    assertThat(Story.eventually(() -> Instant.now().isAfter(end))).isTrue();
    // Whether or not the sweep has come by.
    Answer shown = registration("/" + job, null, own).get();
    assertThat(shown.status()).isIn(401, 403);
    assertThat(shown.body()).containsAnyOf("binding_not_live", "Not authorized to view client");
    assertThat(clients.token(job, SECRET).status()).isIn(400, 401);
    assertThat(Story.eventually(() -> !exists(job))).isTrue();

    assertThat(realm.isActive(token)).isFalse();
    assertThat(onlyBinding(ticket).path("cause").asText()).isEqualTo("expired");
  }

  @Test
  void withoutItsOwnTicketNothingIsLeftOver() {
    String job = newJob();
    Pushed other = clients.ticketFor("ci-job-other");
    Pushed unapproved = unsent(job).approvedBy().push();
    int before = left();

    refused(register(job, null), "ticket_required");
    refused(register(job, other.ref()), "ticket_mismatch");
    refused(register(job, unapproved.ref()), "ticket_not_approved");
    refused(register(job, "demo:CHG-none"), "ticket_mismatch");
    Pushed closed = clients.ticketFor(job);
    closed.close();
    refused(register(job, closed.ref()), "ticket_closed");

    assertThat(exists(job)).isFalse();
    assertThat(left()).isEqualTo(before);
    assertThat(realm.gate("/bindings?ticket=" + other.ref()).get().json()).isEmpty();
  }

  @Test
  void oneTicketMakesOneClient() {
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    Answer registered = register(job, ticket.ref()).expect(201);
    register(job, ticket.ref()).expect(400);

    registration("/" + job, null, registered.text("registrationAccessToken")).delete().expect(204);

    assertThat(exists(job)).isFalse();
    assertThat(onlyBinding(ticket).path("cause").asText()).isEqualTo("given_back");
    refused(register(job, ticket.ref()), "ticket_mismatch");
    // Somebody who may look at tickets is told what is wrong with it.
    refused(made(job, ticket), "identity_changed");
    assertThat(exists(job)).isFalse();
  }

  @Test
  void itsRegistrationTokenChangesNoCredentialByItself() {
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    String own = register(job, ticket.ref()).expect(201).text("registrationAccessToken");
    Map<String, Object> changed = client(job);
    changed.put("secret", "another-secret-of-somebody");

    refused(registration("/" + job, null, own).put(changed), "ticket_required");
    token(job);

    String next =
        registration("/" + job, ticket.ref(), own)
            .put(changed)
            .expect(200)
            .text("registrationAccessToken");
    clients.token(job, "another-secret-of-somebody").expect(200);
    ticket.close();
    registration("/" + job, ticket.ref(), next).put(client(job)).expect(401);
    assertThat(exists(job)).isFalse();
  }

  @Test
  void itCarriesNoProtectedRoleByItsRegistration() {
    story.rule(Map.of());
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    Map<String, Object> greedy = client(job);
    greedy.put(
        "protocolMappers",
        List.of(
            Map.of(
                "name",
                "roles",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-usermodel-attribute-mapper",
                "config",
                Map.of(
                    "user.attribute",
                    "duty",
                    "claim.name",
                    "realm_access.roles",
                    "access.token.claim",
                    "true",
                    "multivalued",
                    "true"))));

    refused(registration("", ticket.ref(), initial).post(greedy), "structural_grant_refused");

    assertThat(exists(job)).isFalse();
    assertThat(realm.gate("/bindings?ticket=" + ticket.ref()).get().json()).isEmpty();
  }

  @Test
  void madeByTheAdminApiItIsGoneWithItsTicketToo() {
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    refused(realm.api("/clients").post(client(job)), "ticket_required");
    made(job, ticket).expect(201);
    assertThat(onlyBinding(ticket).path("ephemeral").asBoolean()).isTrue();

    ticket.close();

    assertThat(exists(job)).isFalse();
  }

  @Test
  void withoutTheSettingTheClientStays() {
    String job = "keep-" + newJob();
    Pushed ticket = clients.ticketFor(job);
    register(job, ticket.ref()).expect(201);
    assertThat(onlyBinding(ticket).has("ephemeral")).isFalse();
    token(job);

    ticket.close();

    clients.token(job, SECRET).expect(401);
    assertThat(exists(job)).isTrue();
  }

  @Test
  void aRuleThatProtectsNoClientsCannotAskForIt() {
    Answer answer =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "roles",
                    "protects",
                    Map.of("realmRoles", List.of("x-*")),
                    "credentials",
                    Map.of("ephemeral", true)));
    assertThat(answer.expect(400).text("code")).isEqualTo("rule_invalid");
    assertThat(answer.body()).contains("credentials.ephemeral");
  }

  @Test
  void whoeverRegistersAnonymouslyNeedsTheTicketToo() {
    for (JsonNode policy :
        realm
            .api(
                "/components?type=org.keycloak.services.clientregistration.policy"
                    + ".ClientRegistrationPolicy")
            .get()
            .expect(200)
            .json()) {
      if (policy.path("providerId").asText().equals("trusted-hosts")) {
        realm.api("/components/" + policy.path("id").asText()).delete().expect(204);
      }
    }
    String job = newJob();
    Pushed ticket = clients.ticketFor(job);
    refused(realm.open(REGISTRATION).post(client(job)), "ticket_required");

    realm.open(REGISTRATION).header("X-Ticket-Ref", ticket.ref()).post(client(job)).expect(201);

    assertThat(history(ticket).at("/facts/by").asText()).isEqualTo("anonymous");
    ticket.close();
    assertThat(exists(job)).isFalse();
  }

  /** That endpoint of Keycloak makes the client id up, so that no ticket can be for it. */
  @Test
  void whereTheClientIdIsMadeUpNoTicketCoversIt() {
    RealmFixture strict = WideServer.sharedEager().newRealm();
    Clients all = new Clients(strict, 0);
    all.rule("all", "*", Map.of("credentials", Map.of("ephemeral", true)));
    Pushed ticket = all.ticketFor("ci-job");
    String access =
        strict
            .api("/clients-initial-access")
            .post(Map.of("count", 9, "expiration", 0))
            .text("token");
    Map<String, ?> oidc =
        Map.of("client_name", "job", "grant_types", List.of("client_credentials"));
    int before = strict.api("/clients").get().expect(200).json().size();

    refused(
        strict.open("/clients-registrations/openid-connect").bearer(access).post(oidc),
        "ticket_required");
    refused(
        strict
            .open("/clients-registrations/openid-connect")
            .bearer(access)
            .header("X-Ticket-Ref", ticket.ref())
            .post(oidc),
        "ticket_mismatch");

    assertThat(strict.api("/clients").get().expect(200).json()).hasSize(before);
    realm
        .open("/clients-registrations/openid-connect")
        .bearer(initial)
        .post(Map.of("client_id", "ci-job-oidc", "client_name", "job"))
        .expect(400);
  }

  @Test
  void theReconcilerFindsNothingToReport() throws InterruptedException {
    String job = newJob();
    Pushed live = clients.ticketFor(job);
    register(job, live.ref()).expect(201);
    String gone = newJob();
    Pushed over = clients.ticketFor(gone);
    register(gone, over.ref()).expect(201);
    over.close();

    Thread.sleep(3000); // it looks every second

    assertThat(realm.gate("/coverage?bound=false").get().expect(200).body())
        .doesNotContain(job, gone);
    assertThat(
            realm
                .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
                .get()
                .expect(200)
                .body())
        .doesNotContain(job, gone);
    token(job);
  }
}
