package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RequestTracker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A realm whose tickets are in a real Request Tracker. People have the same names in both; bob,
 * carol and erin hold the role that approvers need, frank does not.
 */
final class Desk {

  static final String SYSTEM = "rt";
  static final String ROLE = "db-admin";
  static final String APPROVERS = "cab-member";

  final RealmFixture realm;
  final RequestTracker rt;
  private int people;

  Desk(RealmFixture realm, RequestTracker rt) {
    this.realm = realm;
    this.rt = rt;
    realm.createRole(ROLE);
    realm.createRole("root");
    realm.createRole(APPROVERS);
    for (String name : List.of("alice", "bob", "carol", "erin", "frank", "dave")) {
      realm.createUser(name);
    }
    for (String name : List.of("bob", "carol", "erin")) {
      realm.assign(name, APPROVERS).expect(204);
    }
  }

  /** Configures RT as a system of the realm; {@code more} is merged over its settings. */
  String system(String name, String account, Map<String, ?> more) {
    return realm
        .gate("/systems")
        .post(Map.of("name", name, "connector", "request-tracker", "config", config(account, more)))
        .expect(201)
        .createdId();
  }

  Map<String, Object> config(String account, Map<String, ?> more) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("baseUrl", rt.url().toString());
    config.put("auth", "header");
    config.put("tokenPrefix", "token");
    config.put("token", rt.token(account));
    config.put("queues", List.of(RequestTracker.TWO_APPROVALS, RequestTracker.THREE_APPROVALS));
    config.put("openStates", List.of("requested", "in_approval", "approved", "granted"));
    config.put("closedStates", List.of("stalled", "resolved", "rejected", "deleted"));
    config.put("justificationField", "Justification");
    config.put("riskField", "Risk");
    config.put("configurationItemField", "Configuration-Item");
    config.putAll(more);
    return config;
  }

  void rule(String... systems) {
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "prod-admins",
                "protects",
                Map.of("realmRoles", List.of("db-*", "root")),
                "tickets",
                Map.of(
                    "systems",
                    List.of(systems),
                    "minApprovals",
                    2,
                    "approverRole",
                    APPROVERS,
                    "requireJustification",
                    true),
                "separationOfDuties",
                Map.of("approverNotRequester", true, "approverNotBeneficiary", true)))
        .expect(201);
  }

  String newUser() {
    String name = "user" + ++people;
    realm.createUser(name);
    return name;
  }

  /** Alice asks for the role for somebody; answers the ticket's id. */
  String ask(String user) {
    return rt.ask(asking(user));
  }

  Map<String, Object> asking(String user) {
    return Map.of(
        "Requested-Role",
        List.of(ROLE),
        "Requested-For",
        user,
        "Justification",
        "rotate TDE keys",
        "Risk",
        "high");
  }

  /** Alice asks, bob and carol approve. */
  String approved(String user) {
    String ticket = ask(user);
    rt.approve(ticket, "bob", "carol");
    return ticket;
  }

  Answer bind(String ticket, String user) {
    return bind(SYSTEM, ticket, user, ROLE);
  }

  Answer bind(String system, String ticket, String user, String role) {
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                system + ":" + ticket,
                "subject",
                Map.of("user", user),
                "entitlement",
                Map.of("realmRole", role)));
  }

  /** The words of the checks that failed. */
  static List<String> failed(Answer refused) {
    return refused.json().path("checks").findValues("id").stream()
        .map(JsonNode::asText)
        .filter(id -> outcome(refused, id).equals("fail"))
        .toList();
  }

  private static String outcome(Answer refused, String id) {
    for (JsonNode check : refused.json().path("checks")) {
      if (check.path("id").asText().equals(id)) {
        return check.path("outcome").asText();
      }
    }
    return "";
  }

  Answer sync(String ticket) {
    return realm.gate("/tickets/" + SYSTEM + "/" + ticket + "/sync").post();
  }

  JsonNode binding(String id) {
    return realm.gate("/bindings/" + id).get().expect(200).json();
  }

  boolean ended(String id) {
    return binding(id).path("status").asText().equals("REVOKED");
  }
}
