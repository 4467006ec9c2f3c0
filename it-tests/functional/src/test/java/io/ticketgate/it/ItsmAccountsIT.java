package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RealmKeys;
import io.ticketgate.it.harness.WideServer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two ITSM systems, each with an account of its own: neither does anything to what is the other's.
 */
class ItsmAccountsIT {

  private static final String ONE = "one";
  private static final String TWO = "two";
  private static final Map<String, String> CREDENTIAL = Map.of("clientCredential", "ci-1");

  private final RealmFixture realm = WideServer.sharedEager().newRealm();
  private final Story story = new Story(realm);
  private String alice = "";

  @BeforeEach
  void twoSystems() {
    alice = story.newUser();
    realm.createClient("ci-1");
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*")),
            "provisioning",
            "automatic"));
    for (String system : List.of(ONE, TWO)) {
      account("itsm-" + system);
      realm
          .gate("/systems")
          .post(
              Map.of(
                  "name",
                  system,
                  "connector",
                  "push",
                  "config",
                  Map.of("accounts", List.of("itsm-" + system))))
          .expect(201);
    }
    account("itsm-any");
  }

  private void account(String client) {
    realm.createClient(client);
    realm.grantManagement(realm.serviceAccountUserId(client), "ticket-gate-itsm");
  }

  private Http.Call as(String account, String path) {
    return realm.gate(path).bearer(realm.serviceAccountToken("itsm-" + account));
  }

  private Map<String, Object> ticket(String version, String requestedFor, Object entitlement) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", "change_request");
    record.put("state", "implement");
    record.put("open", true);
    record.put("version", version);
    record.put("requester", alice);
    record.put("requestedFor", requestedFor);
    record.put("entitlements", List.of(entitlement));
    record.put(
        "approvals",
        List.of(
            Map.of(
                "approver",
                "bob",
                "decision",
                "approved",
                "at",
                Instant.now().minusSeconds(5).toString())));
    return record;
  }

  private Answer push(String account, String system, String key, String version) {
    return as(account, "/tickets/" + system + "/" + key)
        .put(ticket(version, alice, Map.of("realmRole", Story.ROLE)));
  }

  private Map<String, Object> request(String ref) {
    return Map.of(
        "ticket",
        ref,
        "subject",
        Map.of("user", alice),
        "entitlement",
        Map.of("realmRole", Story.ROLE));
  }

  private static void notPermitted(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.text("code")).as(answer.toString()).isEqualTo("not_permitted");
    assertThat(answer.text("detail")).startsWith("This account may not act for that ITSM system.");
  }

  private String status(String id) {
    return story.binding(id).path("status").asText();
  }

  @Test
  void anAccountActsForItsOwnSystemAlone() {
    push("one", ONE, "CHG-1", "1").expect(201);
    String id = as("one", "/bindings").post(request("one:CHG-1")).expect(201).createdId();
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);

    for (String key : List.of("CHG-1", "NONE")) {
      notPermitted(push("two", ONE, key, "2"));
      notPermitted(as("two", "/tickets/one/" + key).get());
      notPermitted(as("two", "/tickets/one/" + key + "/sync").post());
      notPermitted(as("two", "/bindings").post(request("one:" + key)));
      notPermitted(push("any", ONE, key, "2"));
      notPermitted(as("any", "/tickets/one/" + key).get());
      notPermitted(as("any", "/bindings").post(request("one:" + key)));
    }
    notPermitted(push("two", Story.SYSTEM, "CHG-9", "1"));
    notPermitted(push("two", "no-such-system", "CHG-9", "1"));
    String later = Instant.now().plusSeconds(3600).toString();
    for (String account : List.of("two", "any")) {
      notPermitted(as(account, "/bindings/" + id + "/revoke").post(Map.of("reason", "x")));
      notPermitted(as(account, "/bindings/" + id + "/suspend").post(Map.of("reason", "x")));
      notPermitted(as(account, "/bindings/" + id + "/resume").post());
      notPermitted(as(account, "/bindings/" + id + "/activate").post());
      notPermitted(as(account, "/bindings/" + id + "/extend").post(Map.of("expiresAt", later)));
      notPermitted(
          as(account, "/bindings/" + id + "/owner")
              .post(Map.of("owner", "bob", "ticket", "two:CHG-1")));
    }
    notPermitted(
        as("one", "/bindings/" + id + "/extend")
            .post(Map.of("expiresAt", later, "ticket", "two:CHG-1")));
    assertThat(status(id)).isEqualTo("ACTIVE");

    push("any", Story.SYSTEM, "CHG-5", "1").expect(201);
    push("two", TWO, "CHG-1", "1").expect(201);
    as("one", "/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    assertThat(status(id)).isEqualTo("REVOKED");
  }

  @Test
  void nobodyGetsACredentialUnderATicketOfAnotherSystem() {
    as("one", "/tickets/one/CHG-2").put(ticket("1", "ci-1", CREDENTIAL)).expect(201);
    Map<String, Object> wanted =
        Map.of(
            "ticket",
            "one:CHG-2",
            "subject",
            Map.of("serviceAccount", "ci-1"),
            "entitlement",
            CREDENTIAL);

    notPermitted(as("two", "/bindings").post(wanted));

    JsonNode bound = as("one", "/bindings").post(wanted).expect(201).json();
    assertThat(bound.at("/credential/secret").asText()).isNotEmpty();
    notPermitted(as("two", "/bindings").post(wanted));
  }

  @Test
  void otherRolesDoNotFreeAnAccountFromItsSystemsAndPeopleWithThemGoOn() {
    String two = realm.serviceAccountUserId("itsm-two");
    realm.grantManagement(two, "ticket-gate-grant", "ticket-gate-admin", "manage-users");
    push("one", ONE, "CHG-1", "1").expect(201);
    String id = as("one", "/bindings").post(request("one:CHG-1")).expect(201).createdId();

    notPermitted(push("two", ONE, "CHG-1", "2"));
    notPermitted(as("two", "/bindings/" + id + "/revoke").post(Map.of("reason", "x")));
    notPermitted(as("two", "/bindings?realm=" + realm.name()).delete());
    notPermitted(as("two", "/evaluations").post(request("one:CHG-1")));
    String other = story.newUser();
    as("one", "/tickets/one/CHG-7")
        .put(ticket("1", other, Map.of("realmRole", Story.ROLE)))
        .expect(201);
    Answer stock =
        realm
            .mappings(realm.userId(other))
            .bearer(realm.serviceAccountToken("itsm-two"))
            .ticket("one:CHG-7")
            .post(List.of(realm.role(Story.ROLE)));
    assertThat(stock.status()).as(stock.toString()).isEqualTo(403);
    assertThat(stock.text("error")).isEqualTo("not_permitted");
    assertThat(realm.directRoles(other)).doesNotContain(Story.ROLE);

    realm.assign(other, Story.ROLE, "one:CHG-7").expect(204);
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    realm.gate("/tickets/one/CHG-1").get().expect(200);
  }

  @Test
  void anAccountThatIsMadeAgainInheritsNothing() {
    push("one", ONE, "CHG-1", "1").expect(201);
    realm.api("/clients/" + realm.clientUuid("itsm-one")).delete().expect(204);
    account("itsm-one");

    notPermitted(push("one", ONE, "CHG-1", "2"));
    JsonNode system = system(ONE);
    String path = "/systems/" + system.path("id").asText();
    assertThat(system.at("/config/accounts/0").asText()).isEqualTo("itsm-one");
    assertThat(system.path("config").has("accountIds")).isFalse();
    realm
        .gate(path)
        .put(Map.of("config", Map.of("accounts", List.of("itsm-one"), "owner", "bob")))
        .expect(200);
    notPermitted(push("one", ONE, "CHG-1", "2"));
    String component = "/components/" + system.path("id").asText();
    realm.api(component).put(realm.api(component).get().expect(200).json()).expect(204);
    notPermitted(push("one", ONE, "CHG-1", "2"));
    assertThat(realm.gate(path + "/test").post().expect(200).json().toString())
        .contains("itsm-one cannot act");

    realm.gate(path).put(Map.of("config", Map.of())).expect(200);
    push("one", ONE, "CHG-1", "2").expect(200);
    realm.gate(path).put(Map.of("config", Map.of("accounts", List.of("itsm-one")))).expect(200);
    push("one", ONE, "CHG-1", "3").expect(200);
    notPermitted(push("any", ONE, "CHG-1", "4"));
    Answer unknown = realm.gate(path).put(Map.of("config", Map.of("accounts", List.of("nobody"))));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text("code")).isEqualTo("system_invalid");
    assertThat(unknown.text("detail")).startsWith("accounts names nobody");
  }

  private JsonNode system(String name) {
    for (JsonNode system : realm.gate("/systems").get().expect(200).json()) {
      if (system.path("name").asText().equals(name)) {
        return system;
      }
    }
    throw new AssertionError("There is no system " + name);
  }

  @Test
  void webhooksWithATokenAreTakenFromTheSystemsOwnAccount() {
    try (JsonItsm itsm = JsonItsm.start()) {
      Map<String, Object> bearer = Map.of("webhookScheme", "bearer");
      realm.gate("/systems").post(itsm.system("free", bearer)).expect(201);
      Map<String, Object> named = new LinkedHashMap<>(bearer);
      named.put("accounts", List.of("itsm-one"));
      realm.gate("/systems").post(itsm.system("hooked", named)).expect(201);

      assertThat(webhook("one", "hooked")).isEqualTo(202);
      assertThat(webhook("two", "hooked")).isEqualTo(401);
      assertThat(webhook("any", "hooked")).isEqualTo(401);
      assertThat(webhook("one", "free")).isEqualTo(401);
      assertThat(webhook("any", "free")).isEqualTo(202);
    }
  }

  private int webhook(String account, String system) {
    return realm
        .open("/ticket-gate/webhooks/" + system)
        .bearer(realm.serviceAccountToken("itsm-" + account))
        .post(Map.of("key", "CHG-1"))
        .status();
  }

  @Test
  void theAccountsOfAnImportedRealmAreFoundWhenTheyAreThere() {
    Map<String, Object> components = new LinkedHashMap<>(RealmKeys.components());
    components.put(
        "io.ticketgate.spi.ItsmConnector",
        List.of(
            Map.of(
                "name",
                "new",
                "providerId",
                "push",
                "config",
                Map.of("accounts", List.of("itsm-new")))));
    RealmFixture imported =
        WideServer.sharedEager()
            .newRealm(
                Map.of(
                    "components",
                    components,
                    "clients",
                    List.of(
                        RealmFixture.client("itsm-new", Map.of()),
                        RealmFixture.client("itsm-other", Map.of()))));
    for (String client : List.of("itsm-new", "itsm-other")) {
      imported.grantManagement(imported.serviceAccountUserId(client), "ticket-gate-itsm");
    }
    Map<String, Object> record = ticket("1", "alice", Map.of("realmRole", Story.ROLE));
    Http.Call call = imported.gate("/tickets/new/CHG-1");

    notPermitted(call.bearer(imported.serviceAccountToken("itsm-other")).put(record));
    call.bearer(imported.serviceAccountToken("itsm-new")).put(record).expect(201);
  }
}
