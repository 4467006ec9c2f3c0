package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A realm in which one route is tried: alice, the protected realm role and client role, and what
 * the row adds. Requests are the master administrator's, with the ticket if there is one.
 */
final class Stage implements AutoCloseable {

  static final String ALICE = "alice";
  static final String ROLE = Story.ROLE;
  static final String CLIENT = "orders";
  static final String CLIENT_ROLE = "refund";

  final RealmFixture realm;
  private final Route route;
  private RealmFixture reporting;
  private final Map<String, String> notes = new HashMap<>();
  private final List<Runnable> endings = new ArrayList<>();
  private final Set<String> earlier = new HashSet<>();
  private Optional<Story> story = Optional.empty();
  private Optional<String> ticket = Optional.empty();
  private String ruleId = "";

  private Stage(RealmFixture realm, Route route) {
    this.realm = realm;
    this.route = route;
    this.reporting = realm;
  }

  /** A new realm with what the route wants to be there before the rule is. */
  static Stage set(KeycloakServer server, Route route) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("adminEventsEnabled", true);
    fields.put("adminEventsDetailsEnabled", true);
    fields.put("users", Story.cast(ALICE));
    fields.put("clients", List.of(RealmFixture.client(CLIENT, Map.of())));
    fields.put(
        "roles",
        Map.of(
            "realm",
            List.of(Map.of("name", ROLE)),
            "client",
            Map.of(CLIENT, List.of(Map.of("name", CLIENT_ROLE)))));
    fields.putAll(route.realm());
    Stage stage =
        new Stage(
            route.wholeRealm() ? server.newRealm(fields) : server.newLeanRealm(fields), route);
    route.given().accept(stage);
    return stage;
  }

  /** There is no gate: what comes after the rule comes now. */
  void leaveOpen() {
    route.armed().accept(this);
  }

  /** Adds the rule, and the ITSM system that its tickets are in. */
  void protect() {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", "matrix");
    rule.put("mode", "enforce");
    rule.put(
        "protects", Map.of("realmRoles", List.of("db-*"), "clientRoles", List.of(CLIENT + "/*")));
    rule.putAll(route.rule());
    if (route.twin().is(Twin.Kind.CONFIGURATION)) {
      Map<String, Object> protects = new LinkedHashMap<>();
      ((Map<?, ?>) rule.get("protects")).forEach((kind, what) -> protects.put(kind + "", what));
      protects.put("configuration", List.of(route.twin().area()));
      rule.put("protects", protects);
    }
    Story told = Story.whereTheCastIs(realm);
    ruleId = told.rule(rule);
    story = Optional.of(told);
    route.armed().accept(this);
  }

  /** From now on the rule refuses nothing. */
  void onlyAudit() {
    Http.Call rule = realm.gate("/rules/" + ruleId);
    ObjectNode changed = (ObjectNode) rule.get().expect(200).json();
    rule.put(changed.put("mode", "audit")).expect(200);
  }

  /** What the gate's rules and tickets are made with; empty on a server without the gate. */
  Optional<Story> story() {
    return story;
  }

  /** Where audit events of the attempt are: the stage's realm, or one that the attempt has made. */
  RealmFixture reporting() {
    return reporting;
  }

  void reportsIn(RealmFixture other) {
    reporting = other;
  }

  /** An approved ticket, open, for a user and what the route is about. */
  Story.Pushed ticketFor(String username) {
    if (route.twin().is(Twin.Kind.CONFIGURATION)) {
      return story.orElseThrow().ticketFor(username).with("entitlements", List.of(part())).push();
    }
    if (route.ofClient()) {
      return story
          .orElseThrow()
          .ticketFor(username)
          .with("requester", ALICE)
          .with("entitlements", List.of(Map.of("clientCredential", username)))
          .push();
    }
    return story
        .orElseThrow()
        .ticketFor(username)
        .with(
            "entitlements",
            List.of(
                Map.of("realmRole", ROLE),
                Map.of("clientRole", Map.of("client", CLIENT, "role", CLIENT_ROLE))))
        .push();
  }

  /** The part of the configuration that the route is about. */
  Map<String, String> part() {
    return Map.of("configuration", route.twin().area());
  }

  /** The bindings of whom the route serves, but those that were there before the attempt. */
  List<JsonNode> bindings() {
    String kind = route.ofClient() ? "client" : "user";
    List<JsonNode> bindings = new ArrayList<>();
    for (JsonNode each :
        realm.gate("/bindings?" + kind + "=" + route.subject()).get().expect(200).json()) {
      if (!earlier.contains(each.path("id").asText())) {
        bindings.add(each);
      }
    }
    return bindings;
  }

  /** Binds what a ticket is for: the role, or the part of the configuration. */
  String bind(Story.Pushed pushed, String username, Map<String, ?> entitlement) {
    String id =
        story
            .orElseThrow()
            .bind(pushed, username, Map.of("entitlement", entitlement))
            .expect(201)
            .createdId();
    earlier.add(id);
    return id;
  }

  Answer attempt() {
    return route.attempt().apply(this);
  }

  /** Goes on with what a successful attempt has left. */
  void makeUse() {
    route.then().accept(this);
  }

  /** Gives alice the role as people would: by a ticket, or without one where there is no gate. */
  void grant() {
    grant(ALICE, ROLE);
  }

  void grant(String username, String role) {
    if (story.isPresent()) {
      Map<String, String> entitlement = Map.of("realmRole", role);
      Story.Pushed pushed =
          story.get().ticketFor(username).with("entitlements", List.of(entitlement)).push();
      note("granted", bind(pushed, username, entitlement));
    } else {
      realm.assign(username, role).expect(204);
    }
  }

  /** The attempt under a ticket, and what people do besides once it has worked. */
  Answer attempt(String reference) {
    ticket = Optional.of(reference);
    try {
      Answer answer = attempt();
      if (answer.status() < 400) {
        route.completed().accept(this);
      }
      return answer;
    } finally {
      ticket = Optional.empty();
    }
  }

  /** Keeps something that the attempt or a probe needs, such as an id. */
  String note(String name, String value) {
    notes.put(name, value);
    return value;
  }

  boolean hasNoted(String name) {
    return notes.containsKey(name);
  }

  String noted(String name) {
    String value = notes.get(name);
    if (value == null) {
      throw new IllegalStateException(route + " has noted no " + name);
    }
    return value;
  }

  /** Closes with the stage what the row has opened. */
  void atEnd(Runnable ending) {
    endings.add(ending);
  }

  /** The attempt's request to the Admin REST API of the realm. */
  Http.Call to(String path) {
    return ticketed(realm.api(path));
  }

  /** The same by a user of the realm. */
  Http.Call to(String path, String caller) {
    return to(path).bearer(realm.tokenOf(caller));
  }

  /** A request of the attempt, wherever it goes. */
  Http.Call ticketed(Http.Call call) {
    return ticket.map(call::ticket).orElse(call);
  }

  Optional<String> ticket() {
    return ticket;
  }

  String alice() {
    return realm.userId(ALICE);
  }

  /** The protected realm role as role mappings want it. */
  List<JsonNode> role() {
    return List.of(realm.role(ROLE));
  }

  /** The protected client role as role mappings want it. */
  List<JsonNode> clientRole() {
    String path = "/clients/" + realm.clientUuid(CLIENT) + "/roles/" + CLIENT_ROLE;
    return List.of(realm.api(path).get().expect(200).json());
  }

  // What is seen afterwards

  boolean holds() {
    return exists(route.subject()) && realm.effectiveRoles(route.subject()).contains(ROLE);
  }

  boolean holdsClientRole() {
    return exists(route.subject())
        && realm.effectiveClientRoles(route.subject(), CLIENT).contains(CLIENT_ROLE);
  }

  boolean exists(String username) {
    return !realm.api("/users?exact=true&username=" + Http.encode(username)).get().json().isEmpty();
  }

  boolean tokenCarries() {
    return carries(
        claims(route.subject(), RealmFixture.APP, "openid").at("/realm_access/roles"), ROLE);
  }

  boolean tokenCarriesClientRole() {
    JsonNode roles =
        claims(route.subject(), RealmFixture.APP, "openid")
            .at("/resource_access/" + CLIENT + "/roles");
    return carries(roles, CLIENT_ROLE);
  }

  /** The claims of a user's access token; a missing node if there is none to be had. */
  JsonNode claims(String username, String clientId, String scope) {
    Answer answer =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "password",
                "client_id",
                clientId,
                "client_secret",
                RealmFixture.SECRET,
                "username",
                username,
                "password",
                RealmFixture.PASSWORD,
                "scope",
                scope);
    return answer.status() == 200 ? claims(answer.text("access_token")) : MissingNode.getInstance();
  }

  static JsonNode claims(String jwt) {
    try {
      byte[] payload = Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]);
      return Http.JSON.readTree(new String(payload, StandardCharsets.UTF_8));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("No JWT: " + jwt, e);
    }
  }

  /** Whether a JSON array, or a text that stands for one of one, has this text. */
  static boolean carries(JsonNode texts, String wanted) {
    if (texts.isTextual()) {
      return texts.asText().equals(wanted);
    }
    for (JsonNode text : texts) {
      if (text.asText().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    realm.close();
    endings.forEach(Runnable::run);
  }
}
