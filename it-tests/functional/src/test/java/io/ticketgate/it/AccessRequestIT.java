package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * People ask for what a rule lets them ask for: a ticket is made, approved by others, taken up and
 * given back. What they may not ask for makes no ticket, and a ticket that says otherwise when it
 * comes back gives nothing.
 */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRequestIT {

  private static final String MY = "/ticket-gate/my";
  private static final String WHY = "rotate the TDE keys";

  private RealmFixture realm;
  private int people;
  private int versions = 1;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    for (String name : List.of("bob", "carol", "mallory")) {
      realm.createUser(name);
    }
    for (String role :
        List.of("employee", "db-admin", "db-manual", "db-secret", "win-admin", "boss")) {
      realm.createRole(role);
    }
    realm.api("/groups").post(Map.of("name", "dba")).expect(201);
    system("desk", Map.of("requestType", "access_request"));
    system("plain", Map.of());
    rule("db", "db-admin", Map.of("provisioning", "automatic", "request", allowed("employee")));
    rule("manual", "db-manual", Map.of("request", allowed("group:/dba")));
    rule("secret", "db-secret", Map.of());
    rule(
        "window",
        "win-admin",
        Map.of(
            "request",
            allowed("employee"),
            "tickets",
            Map.of("minApprovals", 1, "requireWindow", true)));
    rule(
        "boss",
        "boss",
        Map.of(
            "request",
            allowed("employee"),
            "tickets",
            Map.of("minApprovals", 1, "systems", List.of("plain"))));
    realm.createClient("exchanger", attributes("standard.token.exchange.enabled", "true"));
    realm.createClient(
        "narrow", Map.of("directAccessGrantsEnabled", true, "fullScopeAllowed", false));
    realm.createRole("robot");
    for (String owner : List.of("olga", "otto", "owner-bob")) {
      realm.createUser(owner);
      employ(owner);
    }
    realm.createClient("ci-deploy", robot("olga"));
    realm.createClient("ci-waits", robot("otto"));
    realm.createClient("ci-bob", robot("owner-bob"));
    realm.createClient("ci-stranger");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "robots",
                "provisioning",
                "automatic",
                "protects",
                Map.of("clientCredentials", List.of("ci-*"), "realmRoles", List.of("robot")),
                "tickets",
                Map.of("minApprovals", 1),
                "owner",
                Map.of("required", true),
                "request",
                allowed("employee")))
        .expect(201);
  }

  private static Map<String, Object> attributes(String name, String value) {
    return Map.of("directAccessGrantsEnabled", true, "attributes", Map.of(name, value));
  }

  private void system(String name, Map<String, ?> config) {
    realm
        .gate("/systems")
        .post(Map.of("name", name, "connector", "push", "config", config))
        .expect(201);
  }

  private static Map<String, Object> allowed(String... who) {
    return Map.of("allowed", List.of(who));
  }

  private void rule(String name, String role, Map<String, ?> more) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", name);
    rule.put("protects", Map.of("realmRoles", List.of(role)));
    rule.put("tickets", Map.of("minApprovals", 2));
    rule.put("lifetime", Map.of("max", "PT4H", "default", "PT1H"));
    rule.putAll(more);
    realm.gate("/rules").post(rule).expect(201);
  }

  private String newEmployee() {
    String name = newUser();
    employ(name);
    return name;
  }

  private void employ(String name) {
    realm.mappings(realm.userId(name)).post(List.of(realm.role("employee"))).expect(204);
  }

  private String newUser() {
    String name = "person" + ++people;
    realm.createUser(name);
    return name;
  }

  private Http.Call my(String path, String user) {
    return realm.open(MY + path).bearer(realm.tokenOf(user));
  }

  private static Map<String, Object> wanting(String role, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entitlement", Map.of("realmRole", role));
    body.put("justification", WHY);
    body.putAll(more);
    return body;
  }

  private Answer ask(String user, String role, Map<String, ?> more) {
    return my("/requests", user).post(wanting(role, more));
  }

  private Answer ask(String user, String role) {
    return ask(user, role, Map.of());
  }

  /** The record of a ticket, as the desk would send it next. */
  private Map<String, Object> record(String ticket) {
    JsonNode read = realm.gate("/tickets/" + ticket.replace(":", "/")).get().expect(200).json();
    Map<String, Object> body = new LinkedHashMap<>();
    for (String field :
        List.of(
            "type",
            "state",
            "open",
            "requester",
            "requestedFor",
            "entitlements",
            "justification",
            "plannedStart",
            "plannedEnd")) {
      if (!read.path(field).isMissingNode() && !read.path(field).isNull()) {
        body.put(field, read.path(field));
      }
    }
    body.put("version", String.valueOf(++versions));
    return body;
  }

  private void put(String ticket, Map<String, Object> record) {
    realm.gate("/tickets/" + ticket.replace(":", "/")).put(record).expect(200);
  }

  private static List<Map<String, String>> approvals(String decision, String... names) {
    return Stream.of(names)
        .map(
            name ->
                Map.of(
                    "approver",
                    name,
                    "decision",
                    decision,
                    "at",
                    Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()))
        .toList();
  }

  private void approve(String ticket, String... names) {
    Map<String, Object> record = record(ticket);
    record.put("state", "implement");
    record.put("approvals", approvals("approved", names));
    put(ticket, record);
  }

  private Instant in(Duration time) {
    return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void askedApprovedTakenUpAndGivenBack() {
    String alice = newEmployee();
    Instant until = in(Duration.ofHours(2));

    Answer asked = ask(alice, "db-admin", Map.of("until", until.toString())).expect(201);

    String id = asked.createdId();
    String ticket = asked.text("ticket");
    assertThat(ticket).startsWith("desk:REQ-");
    assertThat(asked.text("status")).isEqualTo("pending");
    assertThat(asked.text("system")).isEqualTo("desk");
    assertThat(asked.json().path("actions")).isEmpty();
    JsonNode kept = realm.gate("/tickets/" + ticket.replace(":", "/")).get().expect(200).json();
    assertThat(kept.path("type").asText()).isEqualTo("access_request");
    assertThat(kept.path("requester").asText()).isEqualTo(alice);
    assertThat(kept.path("requestedFor").asText()).isEqualTo(alice);
    assertThat(kept.path("entitlements").toString()).isEqualTo("[{\"realmRole\":\"db-admin\"}]");
    assertThat(kept.path("plannedEnd").asText()).isEqualTo(until.toString());
    assertThat(kept.path("justification").asText()).isEqualTo(WHY);
    assertThat(my("/requests/" + id + "/activate", alice).post().expect(403).text("code"))
        .isEqualTo("ticket_not_approved");
    assertThat(realm.directRoles(alice)).doesNotContain("db-admin");

    approve(ticket, "bob", "carol");
    JsonNode approved = my("/requests/" + id, alice).get().expect(200).json();
    assertThat(approved.path("status").asText()).isEqualTo("approved");
    assertThat(approved.path("ticketState").asText()).isEqualTo("implement");
    assertThat(approved.path("approvals").path("approved").asInt()).isEqualTo(2);
    assertThat(approved.path("actions").toString()).isEqualTo("[\"activate\"]");

    Answer taken = my("/requests/" + id + "/activate", alice).post().expect(200);
    assertThat(taken.text("status")).isEqualTo("ACTIVE");
    assertThat(Instant.parse(taken.text("expiresAt"))).isBeforeOrEqualTo(until);
    assertThat(realm.directRoles(alice)).contains("db-admin");
    JsonNode granted = my("/requests/" + id, alice).get().expect(200).json();
    assertThat(granted.path("status").asText()).isEqualTo("granted");
    assertThat(granted.path("binding").asText()).isEqualTo(taken.text("id"));

    my("/access/" + taken.text("id") + "/give-back", alice).post().expect(200);
    assertThat(Story.eventually(() -> !realm.directRoles(alice).contains("db-admin"))).isTrue();
    assertThat(my("/requests/" + id, alice).get().text("status")).isEqualTo("ended");
    // The ticket was used, so that a further request makes another one.
    assertThat(ask(alice, "db-admin").expect(201).text("ticket")).isNotEqualTo(ticket);
  }

  @Test
  void whereARuleIsManualSomebodyAuthorisesAndTheHolderChoosesTheMoment() {
    String alice = newUser();
    assertThat(ask(alice, "db-manual").expect(403).text("code")).isEqualTo("not_permitted");
    String group = realm.api("/groups?search=dba").get().json().get(0).path("id").asText();
    realm.api("/users/" + realm.userId(alice) + "/groups/" + group).put(Map.of()).expect(204);
    Answer asked = ask(alice, "db-manual").expect(201);
    String id = asked.createdId();
    approve(asked.text("ticket"), "bob", "carol");
    assertThat(my("/requests/" + id + "/activate", alice).post().expect(403).text("detail"))
        .contains("provisioning: manual");
    assertThat(my("/requests/" + id, alice).get().json().path("actions")).isEmpty();

    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                asked.text("ticket"),
                "subject",
                Map.of("user", alice),
                "entitlement",
                Map.of("realmRole", "db-manual"),
                "activate",
                false))
        .expect(201);

    assertThat(my("/requests/" + id, alice).get().json().path("actions").toString())
        .isEqualTo("[\"activate\"]");
    my("/requests/" + id + "/activate", alice).post().expect(200);
    assertThat(realm.directRoles(alice)).contains("db-manual");
    my("/requests/" + id + "/activate", alice).post().expect(409);
  }

  @Test
  void listsWhatTheyMayAskForInPages() {
    String alice = newEmployee();
    JsonNode all = my("/entitlements", alice).get().expect(200).json();
    assertThat(all)
        .extracting(each -> each.path("entitlement").path("realmRole").asText())
        .contains("db-admin", "win-admin")
        .doesNotContain("db-manual", "db-secret", "boss", "employee");
    JsonNode db = all.get(0);
    assertThat(db.path("entitlement").path("realmRole").asText()).isEqualTo("db-admin");
    assertThat(db.path("rules").toString()).isEqualTo("[\"db\"]");
    assertThat(db.path("systems").toString()).isEqualTo("[\"desk\"]");
    assertThat(db.path("longest").asText()).isEqualTo("PT4H");
    assertThat(db.path("windowRequired").asBoolean()).isFalse();
    assertThat(db.path("held").asBoolean()).isFalse();
    assertThat(db.has("request")).isFalse();
    String id = ask(alice, "db-admin").expect(201).createdId();
    assertThat(my("/entitlements", alice).get().json().get(0).path("request").asText())
        .isEqualTo(id);
    JsonNode page =
        my("/entitlements?max=1&after=" + db.path("id").asText(), alice).get().expect(200).json();
    assertThat(page)
        .extracting(each -> each.path("entitlement").path("realmRole").asText())
        .containsExactly("robot");
    assertThat(my("/entitlements?after=none", alice).get().expect(400).text("field"))
        .isEqualTo("after");
    assertThat(my("/entitlements", newUser()).get().expect(200).json()).isEmpty();
  }

  @Test
  void listsWhatTheyAskedForInPages() {
    String alice = newEmployee();
    String first = ask(alice, "db-admin").expect(201).createdId();
    String second =
        ask(
                alice,
                "win-admin",
                Map.of(
                    "from", in(Duration.ofHours(1)).toString(),
                    "until", in(Duration.ofHours(2)).toString()))
            .expect(201)
            .createdId();
    assertThat(my("/requests", alice).get().expect(200).json())
        .extracting(each -> each.path("id").asText())
        .containsExactly(second, first);
    assertThat(my("/requests?max=1&after=" + second, alice).get().expect(200).json())
        .extracting(each -> each.path("id").asText())
        .containsExactly(first);
    String bella = newEmployee();
    assertThat(my("/requests", bella).get().expect(200).json()).isEmpty();
    assertThat(my("/requests?after=" + first, bella).get().status()).isEqualTo(400);
    for (Answer answer :
        List.of(
            my("/requests/" + first, bella).get(),
            my("/requests/" + first + "/activate", bella).post())) {
      assertThat(answer.status()).isEqualTo(404);
    }
  }

  @Test
  void askingAgainMakesNoSecondTicket() throws Exception {
    String alice = newEmployee();
    Answer first = ask(alice, "db-admin").expect(201);
    Answer again = ask(alice, "db-admin").expect(200);
    assertThat(again.text("id")).isEqualTo(first.createdId());
    assertThat(
            ask(alice, "db-admin", Map.of("justification", "another reason"))
                .expect(409)
                .text("code"))
        .isEqualTo("ticket_used");
    approve(first.text("ticket"), "bob");
    Map<String, Object> rejected = record(first.text("ticket"));
    rejected.put("approvals", approvals("rejected", "carol"));
    rejected.put("open", false);
    put(first.text("ticket"), rejected);
    assertThat(my("/requests/" + first.createdId(), alice).get().text("status"))
        .isEqualTo("rejected");
    ask(alice, "db-admin", Map.of("justification", "another reason")).expect(201);

    String bella = newEmployee();
    String token = realm.tokenOf(bella);
    List<Callable<Answer>> both = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      both.add(
          () -> realm.open(MY + "/requests").bearer(token).post(wanting("db-admin", Map.of())));
    }
    var pool = java.util.concurrent.Executors.newFixedThreadPool(4);
    try {
      for (var each : pool.invokeAll(both)) {
        assertThat(each.get().status()).isIn(200, 201, 409);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(my("/requests", bella).get().json()).hasSize(1);
  }

  @Test
  void nobodyAsksForWhatNoRuleLetsThem() {
    String alice = newEmployee();
    String unknown = ask(alice, "no-such-role").expect(403).text("detail");
    for (String role : List.of("db-secret", "db-manual", "employee")) {
      Answer refused = ask(alice, role).expect(403);
      assertThat(refused.text("code")).isEqualTo("not_permitted");
      // Which roles there are is nobody's to learn by asking.
      assertThat(refused.text("detail")).isEqualTo(unknown.replace("no-such-role", role));
    }
    assertThat(ask(alice, "boss").expect(403).text("detail")).contains("No ITSM system");
    assertThat(ask(newUser(), "db-admin").expect(403).text("code")).isEqualTo("not_permitted");
    assertThat(ask(alice, "db-admin", Map.of("system", "plain")).expect(400).text("field"))
        .isEqualTo("system");
    assertThat(my("/requests", alice).get().json()).isEmpty();
  }

  @Test
  void nobodyAsksForSomebodyElse() {
    String alice = newEmployee();
    for (Map<String, ?> subject :
        List.of(
            Map.of("user", "bob"),
            Map.of("userId", realm.userId("bob")),
            Map.of("group", "/dba"),
            Map.of("serviceAccount", "ci-stranger", "onBehalfOf", Map.of("user", "bob")))) {
      assertThat(ask(alice, "db-admin", Map.of("subject", subject)).status())
          .as(subject.toString())
          .isEqualTo(400);
    }
    Answer stranger =
        ask(alice, "robot", Map.of("subject", Map.of("serviceAccount", "ci-stranger")));
    Answer nobody = ask(alice, "robot", Map.of("subject", Map.of("serviceAccount", "ci-none")));
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(nobody.text("detail"))
        .isEqualTo(stranger.text("detail").replace("ci-stranger", "ci-none"));
    assertThat(
            my("/requests", alice)
                .post(
                    Map.of(
                        "entitlement",
                        Map.of("clientCredential", "ci-stranger"),
                        "justification",
                        WHY))
                .status())
        .isEqualTo(403);
    assertThat(my("/entitlements?serviceAccount=ci-stranger", alice).get().json()).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    String alice = newEmployee();
    Map<String, Map<String, Object>> wrong = new LinkedHashMap<>();
    wrong.put("justification", wanting("db-admin", Map.of("justification", " ")));
    wrong.put("from", wanting("db-admin", Map.of("from", "2001-01-01T00:00:00Z")));
    wrong.put(
        "until",
        wanting(
            "db-admin",
            Map.of(
                "from", in(Duration.ofHours(2)).toString(),
                "until", in(Duration.ofHours(1)).toString())));
    wrong.put("entitlement", Map.of("justification", WHY));
    wrong.forEach(
        (field, body) ->
            assertThat(my("/requests", alice).post(body).expect(400).text("field"))
                .isEqualTo(field));
    assertThat(ask(alice, "db-admin", Map.of("justification", "x".repeat(4001))).status())
        .isEqualTo(400);
    assertThat(ask(alice, "db-admin", Map.of("justification", "x".repeat(70_000))).status())
        .isEqualTo(413);
    assertThat(ask(alice, "db-admin", Map.of("approved", "true")).status()).isEqualTo(400);
    assertThat(
            ask(alice, "db-admin", Map.of("until", in(Duration.ofHours(5)).toString()))
                .expect(403)
                .text("code"))
        .isEqualTo("lifetime_exceeded");
    assertThat(ask(alice, "win-admin").expect(400).text("field")).isEqualTo("from");
    assertThat(my("/requests", alice).get().json()).isEmpty();
  }

  @Test
  void opensToNoOtherTokens() {
    String alice = newEmployee();
    String id = ask(alice, "db-admin").expect(201).createdId();
    var admin = realm.server().admin();
    Map<String, String> others = new LinkedHashMap<>();
    others.put("none", "");
    others.put(
        "without the audience",
        admin
            .passwordGrant(realm.name(), "narrow", alice, RealmFixture.PASSWORD)
            .path("access_token")
            .asText());
    others.put(
        "exchanged",
        admin
            .tokens(
                realm.name(),
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id",
                "exchanger",
                "client_secret",
                RealmFixture.SECRET,
                "subject_token",
                admin
                    .passwordGrant(realm.name(), "exchanger", alice, RealmFixture.PASSWORD)
                    .path("access_token")
                    .asText(),
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token")
            .expect(200)
            .text("access_token"));
    others.put("of a service account", realm.serviceAccountToken("exchanger"));
    others.put("of the master realm", admin.adminToken());
    others.forEach(
        (what, token) ->
            Stream.of(
                    realm.open(MY + "/entitlements").bearer(token).get(),
                    realm.open(MY + "/requests").bearer(token).get(),
                    realm.open(MY + "/requests/" + id).bearer(token).get(),
                    realm.open(MY + "/requests").bearer(token).post(wanting("win-admin", Map.of())),
                    realm.open(MY + "/requests/" + id + "/activate").bearer(token).post(),
                    realm.open(MY + "/service-accounts").bearer(token).get(),
                    realm.open(MY + "/service-accounts/access").bearer(token).get())
                .forEach(
                    answer -> assertThat(answer.status()).as(what + ": " + answer).isIn(401, 403)));
  }

  @Test
  void aTicketThatSaysOtherwiseWhenItComesBackGivesNothing() {
    String alice = newEmployee();
    String ticket = ask(alice, "db-admin").expect(201).text("ticket");
    Map<String, Object> forMallory = record(ticket);
    forMallory.put("requestedFor", "mallory");
    forMallory.put("approvals", approvals("approved", "bob", "carol"));
    put(ticket, forMallory);
    Answer mallory = bind(ticket, "mallory", "db-admin").expect(403);
    assertThat(mallory.text("code")).isEqualTo("ticket_mismatch");
    assertThat(failed(mallory)).contains("requested");
    assertThat(bind(ticket, alice, "db-admin").expect(403).text("code"))
        .isIn("ticket_mismatch", "identity_changed");

    String bella = newEmployee();
    String wider = ask(bella, "db-admin").expect(201).text("ticket");
    Map<String, Object> more = record(wider);
    more.put(
        "entitlements", List.of(Map.of("realmRole", "db-admin"), Map.of("realmRole", "db-secret")));
    more.put("approvals", approvals("approved", "bob", "carol"));
    put(wider, more);
    for (String role : List.of("db-admin", "db-secret")) {
      Answer refused = bind(wider, bella, role).expect(403);
      assertThat(failed(refused)).as(refused.toString()).contains("requested");
    }
    assertThat(realm.directRoles(bella)).doesNotContain("db-admin", "db-secret");
  }

  @Test
  void whoeverMayNoLongerAskGetsNothing() {
    String alice = newEmployee();
    Answer asked = ask(alice, "db-admin").expect(201);
    approve(asked.text("ticket"), "bob", "carol");
    realm.mappings(realm.userId(alice)).delete(List.of(realm.role("employee"))).expect(204);
    Answer refused = my("/requests/" + asked.createdId() + "/activate", alice).post().expect(403);
    assertThat(refused.text("code")).isEqualTo("not_permitted");
    assertThat(failed(refused)).contains("requester");
    assertThat(bind(asked.text("ticket"), alice, "db-admin").expect(403).text("code"))
        .isEqualTo("not_permitted");
    assertThat(realm.directRoles(alice)).doesNotContain("db-admin");
  }

  @Test
  void whoAskedDoesNotApproveWhateverTheTicketSays() {
    Answer asked =
        my("/requests", "owner-bob")
            .post(Map.of("entitlement", Map.of("clientCredential", "ci-bob"), "justification", WHY))
            .expect(201);
    String ticket = asked.text("ticket");
    Map<String, Object> record = record(ticket);
    record.put("requester", "carol");
    record.put("approvals", approvals("approved", "owner-bob"));
    put(ticket, record);
    Answer refused =
        my("/requests/" + asked.createdId() + "/activate", "owner-bob").post().expect(403);
    assertThat(failed(refused)).contains("separation_of_duties");
  }

  private static Map<String, Object> robot(String owner) {
    return Map.of("serviceAccountsEnabled", true, "attributes", Map.of("owner", owner));
  }

  @Test
  void anOwnerObtainsAndRotatesTheCredentialOfTheirServiceAccount() {
    String alice = "olga";
    assertThat(my("/service-accounts", alice).get().expect(200).json())
        .extracting(each -> each.path("clientId").asText())
        .containsExactly("ci-deploy");
    assertThat(my("/service-accounts", newEmployee()).get().json()).isEmpty();
    assertThat(my("/entitlements?serviceAccount=ci-deploy", alice).get().expect(200).json())
        .extracting(each -> each.path("entitlement").path("clientCredential").asText())
        .contains("ci-deploy");

    JsonNode first = credential(alice, "first use");
    String secret = first.path("credential").path("secret").asText();
    assertThat(secret).isNotBlank();
    assertThat(inForce("ci-deploy", secret)).isTrue();
    JsonNode held = my("/service-accounts/access", alice).get().expect(200).json();
    assertThat(held).hasSize(1);
    assertThat(held.get(0).path("subject").path("serviceAccount").asText()).isEqualTo("ci-deploy");
    assertThat(held.toString()).doesNotContain(secret);

    JsonNode second = credential(alice, "rotation");
    String rotated = second.path("credential").path("secret").asText();
    assertThat(rotated).isNotBlank().isNotEqualTo(secret);
    assertThat(inForce("ci-deploy", rotated)).isTrue();

    String bella = newEmployee();
    String binding = second.path("id").asText();
    my("/service-accounts/access/" + binding + "/give-back", bella).post().expect(404);
    for (JsonNode each : my("/service-accounts/access", alice).get().json()) {
      my("/service-accounts/access/" + each.path("id").asText() + "/give-back", alice)
          .post()
          .expect(200);
    }
    assertThat(Story.eventually(() -> !inForce("ci-deploy", rotated))).isTrue();
  }

  @Test
  void anOwnerTakesUpWhatSomebodyAuthorised() {
    String alice = "otto";
    String ticket =
        my("/requests", alice)
            .post(
                Map.of("entitlement", Map.of("clientCredential", "ci-waits"), "justification", WHY))
            .expect(201)
            .text("ticket");
    approve(ticket, "bob");
    String id =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    ticket,
                    "subject",
                    Map.of("serviceAccount", "ci-waits"),
                    "entitlement",
                    Map.of("clientCredential", "ci-waits"),
                    "activate",
                    false))
            .expect(201)
            .createdId();
    my("/service-accounts/access/" + id + "/activate", newEmployee()).post().expect(404);
    Answer taken = my("/service-accounts/access/" + id + "/activate", alice).post().expect(200);
    String secret = taken.json().path("credential").path("secret").asText();
    assertThat(inForce("ci-waits", secret)).isTrue();
    my("/service-accounts/access/" + id + "/activate", alice).post().expect(409);
  }

  private JsonNode credential(String owner, String why) {
    Answer asked =
        my("/requests", owner)
            .post(
                Map.of(
                    "entitlement", Map.of("clientCredential", "ci-deploy"), "justification", why))
            .expect(201);
    assertThat(asked.json().path("subject").path("serviceAccount").asText()).isEqualTo("ci-deploy");
    approve(asked.text("ticket"), "bob");
    return my("/requests/" + asked.createdId() + "/activate", owner).post().expect(200).json();
  }

  private boolean inForce(String client, String secret) {
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
            .status()
        == 200;
  }

  @Test
  void nobodyFloodsTheItsm() {
    String alice = newEmployee();
    Answer last = null;
    int made = 0;
    for (int i = 0; i < 25; i++) {
      last =
          realm
              .open(MY + "/requests")
              // A new one each time: on a busy machine the first would run out.
              .bearer(realm.tokenOf(alice))
              .post(wanting("db-admin", Map.of("justification", "try " + i)));
      if (last.status() != 201) {
        break;
      }
      made++;
      Map<String, Object> closed = record(last.text("ticket"));
      closed.put("open", false);
      put(last.text("ticket"), closed);
    }
    assertThat(made).as("%s", last).isEqualTo(20);
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.text("code")).isEqualTo("too_many_requests");
    assertThat(last.header("Retry-After")).isNotEmpty();
  }

  private Answer bind(String ticket, String user, String role) {
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                ticket,
                "subject",
                Map.of("user", user),
                "entitlement",
                Map.of("realmRole", role)));
  }

  private static List<String> failed(Answer refused) {
    List<String> failed = new ArrayList<>();
    refused
        .json()
        .path("checks")
        .forEach(
            check -> {
              if (check.path("outcome").asText().equals("fail")) {
                failed.add(check.path("id").asText());
              }
            });
    return failed;
  }
}
