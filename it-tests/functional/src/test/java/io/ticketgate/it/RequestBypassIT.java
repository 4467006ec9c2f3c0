package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The bypass matrix of the gate's own operations: what somebody could have by self-service and by
 * trials of rules that a rule protects. Each attempt is one that works, which the same test shows,
 * but for one thing that was taken away meanwhile. Stock Keycloak has none of these routes, so they
 * are no rows of {@link io.ticketgate.it.matrix}.
 */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestBypassIT {

  private static final String MY = "/ticket-gate/my";
  private static final int CLIENTS = 6;

  private RealmFixture realm;
  private int made;
  private int clients;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    for (String role : List.of("employee", "db-admin", "robot")) {
      realm.createRole(role);
    }
    realm.createUser("bob");
    // Before the rule: from then on a client of such a name is made under a ticket.
    for (int i = 0; i < CLIENTS; i++) {
      realm.createClient("ci-" + i, Map.of("serviceAccountsEnabled", true));
    }
    realm
        .gate("/systems")
        .post(
            Map.of(
                "name",
                "desk",
                "connector",
                "push",
                "config",
                Map.of("requestType", "access_request")))
        .expect(201);
    rule("people", Map.of("realmRoles", List.of("db-admin")), Map.of());
    rule(
        "robots",
        Map.of("realmRoles", List.of("robot"), "clientCredentials", List.of("ci-*")),
        Map.of("owner", Map.of("required", true)));
  }

  private void rule(String name, Map<String, ?> protects, Map<String, ?> more) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", name);
    rule.put("protects", protects);
    rule.put("provisioning", "automatic");
    rule.put("tickets", Map.of("minApprovals", 1));
    rule.put("request", Map.of("allowed", List.of("employee")));
    rule.putAll(more);
    realm.gate("/rules").post(rule).expect(201);
  }

  private String employee() {
    String name = "person" + ++made;
    realm.createUser(name);
    realm.mappings(realm.userId(name)).post(List.of(realm.role("employee"))).expect(204);
    return name;
  }

  /** A client with a service account, and who owns it. */
  private String clientOf(String owner) {
    String id = "ci-" + clients++;
    owner(id, owner);
    return id;
  }

  private void owner(String client, String owner) {
    Http.Call call = realm.api("/clients/" + realm.clientUuid(client));
    var changed = (com.fasterxml.jackson.databind.node.ObjectNode) call.get().expect(200).json();
    changed.withObject("/attributes").put("owner", owner);
    call.put(changed).expect(204);
  }

  private Http.Call my(String path, String user) {
    return realm.open(MY + path).bearer(realm.tokenOf(user));
  }

  private Answer ask(String user, Map<String, ?> entitlement, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entitlement", entitlement);
    body.put("justification", "rotate the keys");
    body.putAll(more);
    return my("/requests", user).post(body);
  }

  private Answer ask(String user) {
    return ask(user, Map.of("realmRole", "db-admin"), Map.of()).expect(201);
  }

  private Answer activate(String user, Answer asked) {
    return my("/requests/" + asked.createdId() + "/activate", user).post();
  }

  private Http.Call ticket(Answer asked) {
    return realm.gate("/tickets/" + asked.text("ticket").replace(":", "/"));
  }

  /** The next version of the ticket, as its desk would send it. */
  private void next(Answer asked, Map<String, ?> changes) {
    JsonNode read = ticket(asked).get().expect(200).json();
    Map<String, Object> record = new LinkedHashMap<>();
    for (String field :
        List.of(
            "type",
            "state",
            "open",
            "requester",
            "requestedFor",
            "entitlements",
            "justification",
            "approvals")) {
      if (read.hasNonNull(field)) {
        record.put(field, read.path(field));
      }
    }
    List<Map<String, Object>> approvals = new ArrayList<>();
    read.path("approvals")
        .forEach(
            each ->
                approvals.add(
                    Map.of(
                        "approver", each.path("approver"),
                        "decision", each.path("decision"),
                        "at", each.path("at"))));
    record.put("approvals", approvals);
    record.put("version", String.valueOf(read.path("version").asInt() + 1));
    record.putAll(changes);
    ticket(asked).put(record).expect(200);
  }

  private void approve(Answer asked) {
    next(
        asked,
        Map.of(
            "approvals",
            List.of(
                Map.of(
                    "approver",
                    "bob",
                    "decision",
                    "approved",
                    "at",
                    Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()))));
  }

  private static Map<String, ?> credentialOf(String client) {
    return Map.of("clientCredential", client);
  }

  private void nothing(String user, Answer refused, int status, String code) {
    assertThat(refused.status()).as("%s", refused).isEqualTo(status);
    assertThat(refused.text("code")).as("%s", refused).isEqualTo(code);
    assertThat(refused.body()).doesNotContain("\"credential\"", "\"secret\"");
    assertThat(realm.directRoles(user)).doesNotContain("db-admin");
  }

  @Test
  void whatWasApprovedIsTakenUp() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    assertThat(activate(alice, asked).expect(200).text("status")).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(alice)).contains("db-admin");
  }

  @Test
  void notOnceTheTicketIsClosed() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    next(asked, Map.of("open", false));
    nothing(alice, activate(alice, asked), 403, "ticket_closed");
    // Approvals of before the closing are void, so opening it again gives nothing either.
    next(asked, Map.of("open", true));
    nothing(alice, activate(alice, asked), 403, "ticket_changed");
  }

  @Test
  void notOnceTheTicketSaysSomethingElse() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    next(
        asked,
        Map.of(
            "entitlements",
            List.of(Map.of("realmRole", "db-admin"), Map.of("realmRole", "robot"))));
    approve(asked);
    nothing(alice, activate(alice, asked), 403, "ticket_mismatch");
  }

  @Test
  void notOnceSomebodyHasRejectedIt() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    next(
        asked,
        Map.of(
            "approvals",
            List.of(
                Map.of(
                    "approver",
                    "bob",
                    "decision",
                    "rejected",
                    "at",
                    Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()))));
    nothing(alice, activate(alice, asked), 403, "ticket_not_approved");
  }

  @Test
  void notTwiceUnderOneTicket() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    String binding = activate(alice, asked).expect(200).text("id");
    my("/access/" + binding + "/give-back", alice).post().expect(200);
    assertThat(Story.eventually(() -> !realm.directRoles(alice).contains("db-admin"))).isTrue();
    nothing(alice, activate(alice, asked), 403, "ticket_used");
  }

  @Test
  void notBySomebodyElse() {
    String alice = employee();
    String mallory = employee();
    Answer asked = ask(alice);
    approve(asked);
    nothing(mallory, activate(mallory, asked), 404, "ticket_not_found");
    my("/requests/" + asked.createdId(), mallory).get().expect(404);
  }

  @Test
  void notOnceOneMayNotAskAnyMore() {
    String alice = employee();
    Answer asked = ask(alice);
    approve(asked);
    realm.mappings(realm.userId(alice)).delete(List.of(realm.role("employee"))).expect(204);
    nothing(alice, activate(alice, asked), 403, "not_permitted");
  }

  @Test
  void theCredentialOfAClientIsNoLongerHadByAnEarlierOwner() {
    String olga = employee();
    String otto = employee();
    String client = clientOf(olga);
    Answer asked = ask(olga, credentialOf(client), Map.of()).expect(201);
    approve(asked);
    owner(client, otto);

    nothing(olga, activate(olga, asked), 403, "not_permitted");
    nothing(olga, ask(olga, credentialOf(client), Map.of()), 403, "not_permitted");
    assertThat(my("/service-accounts", olga).get().expect(200).json()).isEmpty();
    assertThat(my("/entitlements?serviceAccount=" + client, olga).get().expect(200).json())
        .isEmpty();

    Answer anew = ask(otto, credentialOf(client), Map.of()).expect(201);
    approve(anew);
    assertThat(activate(otto, anew).expect(200).json().at("/credential/secret").asText())
        .isNotBlank();
  }

  @Test
  void norIsOneThatSomebodyAuthorisedForThem() {
    String olga = employee();
    String otto = employee();
    String client = clientOf(olga);
    Answer asked = ask(olga, credentialOf(client), Map.of()).expect(201);
    approve(asked);
    String binding =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", asked.text("ticket"),
                    "subject", Map.of("serviceAccount", client),
                    "entitlement", credentialOf(client),
                    "activate", false))
            .expect(201)
            .createdId();
    owner(client, otto);

    // The binding is theirs until it is handed over or suspended: they see it, and get nothing.
    nothing(
        olga,
        my("/service-accounts/access/" + binding + "/activate", olga).post(),
        403,
        "not_permitted");
    nothing(olga, activate(olga, asked), 403, "not_permitted");
  }

  @Test
  void norIsItRotated() {
    String olga = employee();
    String otto = employee();
    String client = clientOf(olga);
    Answer first = ask(olga, credentialOf(client), Map.of()).expect(201);
    approve(first);
    String binding = activate(olga, first).expect(200).text("id");
    Answer rotation =
        ask(olga, credentialOf(client), Map.of("justification", "rotation")).expect(201);
    approve(rotation);
    owner(client, otto);

    Answer refused = activate(olga, rotation);
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("\"credential\"");
    assertThat(realm.gate("/bindings/" + binding).get().expect(200).text("status"))
        .isNotEqualTo("REVOKED");
  }

  @Test
  void anotherOnesServiceAccountIsNotAskedFor() {
    String olga = employee();
    String otto = employee();
    String client = clientOf(olga);
    Map<String, ?> forIt = Map.of("subject", Map.of("serviceAccount", client));
    nothing(otto, ask(otto, Map.of("realmRole", "robot"), forIt), 403, "not_permitted");
    Answer asked = ask(olga, Map.of("realmRole", "robot"), forIt).expect(201);
    approve(asked);
    owner(client, otto);
    nothing(olga, activate(olga, asked), 403, "not_permitted");
    assertThat(realm.directRoles("service-account-" + client)).doesNotContain("robot");
  }

  @Test
  void aTicketOfSomebodyWhoIsGoneGivesNothing() {
    String olga = employee();
    String client = clientOf(olga);
    Map<String, ?> forIt = Map.of("subject", Map.of("serviceAccount", client));
    Answer asked = ask(olga, Map.of("realmRole", "robot"), forIt).expect(201);
    approve(asked);
    realm.api("/users/" + realm.userId(olga)).delete().expect(204);
    owner(client, employee());

    Answer refused =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket", asked.text("ticket"),
                    "subject", Map.of("serviceAccount", client),
                    "entitlement", Map.of("realmRole", "robot")));

    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.json().path("checks"))
        .filteredOn(check -> check.path("outcome").asText().equals("fail"))
        .extracting(check -> check.path("id").asText())
        .contains("requested");
    assertThat(refused.body()).contains("somebody who is gone");
  }

  @Test
  void aTrialOfARuleThatAllowsEverythingGivesNothing() {
    String alice = employee();
    Answer asked = ask(alice);
    Map<String, Object> trial =
        Map.of(
            "rule",
            Map.of(
                "name",
                "draft",
                "protects",
                Map.of("realmRoles", List.of("db-admin")),
                "tickets",
                Map.of("minApprovals", 0)),
            "request",
            Map.of(
                "ticket", asked.text("ticket"),
                "subject", Map.of("user", alice),
                "entitlement", Map.of("realmRole", "db-admin")));
    realm.gate("/rules/trial").bearer(realm.tokenOf(alice)).post(trial).expect(403);
    realm.gate("/rules/trial").post(trial).expect(200);
    assertThat(realm.gate("/bindings?user=" + alice).get().expect(200).json()).isEmpty();
    nothing(alice, activate(alice, asked), 403, "ticket_not_approved");
  }

  @Test
  void whatWasAskedForIsAmongWhatHappened() {
    String alice = employee();
    Answer asked = ask(alice);
    JsonNode happened = realm.gate("/activity?type=request.made").get().expect(200).json();
    JsonNode names = happened.path(0).path("names");
    assertThat(names.path("ticket").asText()).isEqualTo(asked.text("ticket"));
    assertThat(names.at("/actor/name").asText()).isEqualTo(alice);
    assertThat(names.at("/subject/name").asText()).isEqualTo(alice);
    assertThat(names.at("/entitlement/name").asText()).contains("db-admin");
    assertThat(names.path("rules").toString()).isEqualTo("[\"people\"]");
    // Asked for once more, it is what happened already.
    ask(alice, Map.of("realmRole", "db-admin"), Map.of()).expect(200);
    assertThat(realm.gate("/activity?type=request.made").get().expect(200).json())
        .filteredOn(each -> each.at("/names/ticket").asText().equals(asked.text("ticket")))
        .hasSize(1);
  }
}
