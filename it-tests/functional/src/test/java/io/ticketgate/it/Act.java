package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.AdminApi;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What somebody might do against the gate in a guarded realm. Each attempt is about people and
 * things of its own.
 */
enum Act {
  ASSIGN(
      "map the protected role `db-admin` to a user, without a ticket",
      it -> {
        String user = it.story.newUser();
        List<JsonNode> role = List.of(it.realm.role(Story.ROLE));
        String id = it.realm.userId(user);
        return new Attempt(
            as -> it.realm.mappings(id).bearer(as).post(role),
            done -> assertThat(it.realm.directRoles(user)).doesNotContain(Story.ROLE));
      }),
  ASSIGN_BY_GROUP(
      "map it to a group",
      it -> {
        String group =
            it.realm.api("/groups").post(Map.of("name", it.next("group"))).expect(201).createdId();
        List<JsonNode> role = List.of(it.realm.role(Story.ROLE));
        return Attempt.of(
            as -> it.realm.api("/groups/" + group + "/role-mappings/realm").bearer(as).post(role));
      }),
  WRITE_TOKENS(
      "have a client's mapper write it into tokens",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/clients/" + it.realm.clientUuid("orders") + "/protocol-mappers/models")
                      .bearer(as)
                      .post(
                          Map.of(
                              "name",
                              it.next("mapper"),
                              "protocol",
                              "openid-connect",
                              "protocolMapper",
                              "oidc-hardcoded-role-mapper",
                              "config",
                              Map.of("role", Story.ROLE))))),
  RENAME_ROLE(
      "give a protected role another name",
      it -> {
        String role = it.next("db-renamed");
        it.realm.createRole(role);
        return Attempt.of(
            as -> it.realm.api("/roles/" + role).bearer(as).put(Map.of("name", it.next("free"))));
      }),
  ASSIGN_GATE_ROLE(
      "map `ticket-gate-admin` to a user",
      it -> {
        String management = it.realm.clientUuid("realm-management");
        JsonNode role =
            it.realm
                .api("/clients/" + management + "/roles/ticket-gate-admin")
                .get()
                .expect(200)
                .json();
        String id = it.realm.userId(it.story.newUser());
        return Attempt.of(
            as ->
                it.realm
                    .api("/users/" + id + "/role-mappings/clients/" + management)
                    .bearer(as)
                    .post(List.of(role)));
      }),
  ASSIGN_APPROVER(
      "map the role that a rule asks of approvers to a user",
      it -> {
        List<JsonNode> role = List.of(it.realm.role(Ground.APPROVER));
        String id = it.realm.userId(it.story.newUser());
        return Attempt.of(as -> it.realm.mappings(id).bearer(as).post(role));
      }),
  PASSWORD_OF_GATE_ADMIN(
      "set the password of a user with `ticket-gate-admin`",
      it -> Attempt.of(as -> it.reset(it.realm.userId(Ground.GATE_ADMIN), as))),
  SECRET_OF_ITSM(
      "make a new secret for the client of the ITSM",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/clients/" + it.realm.clientUuid(Ground.ITSM) + "/client-secret")
                      .bearer(as)
                      .post())),
  PASSWORD_OF_HOLDER(
      "set the password of a holder: suspends the binding",
      it -> {
        Held held = it.hold();
        return new Attempt(
            as -> it.reset(held.userId(), as),
            done ->
                assertThat(it.story.binding(held.binding()).path("status").asText())
                    .isEqualTo(done ? "SUSPENDED" : "ACTIVE"));
      }),
  IMPERSONATE(
      "impersonate a holder: such a session's tokens carry no protected role",
      it -> {
        Held held = it.hold();
        return Attempt.of(
            as ->
                it.realm
                    .api("/users/" + held.userId() + "/impersonation")
                    .bearer(as)
                    .post(Map.of()));
      }),
  TAKE_AWAY(
      "take the role away from a holder: ends the binding",
      it -> {
        Held held = it.hold();
        List<JsonNode> role = List.of(it.realm.role(Story.ROLE));
        return new Attempt(
            as -> it.realm.mappings(held.userId()).bearer(as).delete(role),
            done ->
                assertThat(it.story.binding(held.binding()).path("status").asText())
                    .isEqualTo(done ? "REVOKED" : "ACTIVE"));
      }),
  DELETE_HOLDER(
      "delete a holder: ends the binding",
      it -> {
        Held held = it.hold();
        return new Attempt(
            as -> it.realm.api("/users/" + held.userId()).bearer(as).delete(),
            done ->
                assertThat(it.story.binding(held.binding()).path("status").asText())
                    .isEqualTo(done ? "REVOKED" : "ACTIVE"));
      }),
  LOGIN_FLOW(
      "make a login flow",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/authentication/flows")
                      .bearer(as)
                      .post(
                          Map.of(
                              "alias",
                              it.next("flow"),
                              "providerId",
                              "basic-flow",
                              "topLevel",
                              true,
                              "builtIn",
                              false)))),
  KEY(
      "add a key to the realm",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/components")
                      .bearer(as)
                      .post(
                          Map.of(
                              "name",
                              it.next("key"),
                              "providerId",
                              "aes-generated",
                              "providerType",
                              "org.keycloak.keys.KeyProvider",
                              "config",
                              Map.of("priority", List.of("1")))))),
  IDENTITY_PROVIDER(
      "add an identity provider",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/identity-provider/instances")
                      .bearer(as)
                      .post(
                          Map.of(
                              "alias",
                              it.next("idp"),
                              "providerId",
                              "oidc",
                              "config",
                              Map.of(
                                  "clientId", "x",
                                  "clientSecret", "x",
                                  "authorizationUrl", "https://idp.test/auth",
                                  "tokenUrl", "https://idp.test/token"))))),
  AUTHORIZATION_POLICY(
      "add an authorization policy to a client",
      it -> {
        String admin = it.realm.userId(Ground.GATE_ADMIN);
        return Attempt.of(
            as ->
                it.realm
                    .api(
                        "/clients/"
                            + it.realm.clientUuid("warehouse")
                            + "/authz/resource-server/policy/user")
                    .bearer(as)
                    .post(Map.of("name", it.next("policy"), "users", List.of(admin))));
      }),
  REALM_NAME_SHOWN(
      "change what is harmless: the name that the realm shows",
      it ->
          Attempt.of(
              as -> it.realm.api("").bearer(as).put(Map.of("displayName", it.next("Realm"))))),
  NEW_CLIENT(
      "make a client",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .api("/clients")
                      .bearer(as)
                      .post(Map.of("clientId", it.next("client"), "publicClient", true)))),
  REGISTER_CLIENT(
      "register a client (`clients-registrations`)",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .open("/clients-registrations/default")
                      .bearer(as)
                      .post(
                          Map.of(
                              "clientId",
                              it.next("registered"),
                              "redirectUris",
                              List.of("http://127.0.0.1/*"))))),
  CLEAR_EVENTS(
      "delete Keycloak's admin events: the gate's own history stays",
      it -> {
        Held held = it.hold();
        return new Attempt(
            as -> it.realm.api("/admin-events").bearer(as).delete(),
            done ->
                assertThat(it.realm.gate("/bindings/" + held.binding() + "/history").get().json())
                    .isNotEmpty());
      }),
  READ(
      "read bindings, tickets, rules, systems and coverage",
      it -> Attempt.of(as -> it.realm.gate("/bindings?max=1").bearer(as).get())),
  PUSH(
      "say that a ticket is approved (`PUT /tickets`, system `push`)",
      it -> {
        Pushed ticket = it.story.ticketFor(it.story.newUser());
        return Attempt.of(as -> ticket.send("1", as));
      }),
  GRANT(
      "grant under an approved ticket (`POST /bindings`)",
      it -> {
        String user = it.story.newUser();
        Map<String, Object> request =
            it.story.request(it.story.ticketFor(user).push(), user, Map.of());
        return new Attempt(
            as -> it.realm.gate("/bindings").bearer(as).post(request),
            done -> assertThat(it.realm.directRoles(user).contains(Story.ROLE)).isEqualTo(done));
      }),
  REVOKE(
      "end a binding",
      it -> {
        Held held = it.hold();
        return Attempt.of(
            as ->
                it.realm
                    .gate("/bindings/" + held.binding() + "/revoke")
                    .bearer(as)
                    .post(Map.of("reason", "test")));
      }),
  RULE(
      "loosen a rule (`PUT /rules`)",
      it -> {
        Map<String, Object> off = it.rule("off");
        String id = it.realm.gate("/rules").post(it.as(off, "enforce")).expect(201).createdId();
        return Attempt.of(as -> it.realm.gate("/rules/" + id).bearer(as).put(off));
      }),
  RULE_AS_COMPONENT(
      "loosen a rule as a component of Keycloak's",
      it -> {
        String id = it.realm.gate("/rules").post(it.rule("enforce")).expect(201).createdId();
        ObjectNode rule = (ObjectNode) it.realm.api("/components/" + id).get().expect(200).json();
        ((ObjectNode) rule.path("config")).putArray("mode").add("off");
        return Attempt.of(as -> it.realm.api("/components/" + id).bearer(as).put(rule));
      }),
  SYSTEM(
      "add an ITSM system (`POST /systems`)",
      it ->
          Attempt.of(
              as ->
                  it.realm
                      .gate("/systems")
                      .bearer(as)
                      .post(Map.of("name", it.next("system"), "connector", "push")))),
  NEW_REALM(
      "make another realm",
      it -> {
        String name = it.next("r-" + it.realm.name());
        return new Attempt(
            as ->
                it.realm
                    .server()
                    .http()
                    .to("/admin/realms")
                    .bearer(as)
                    .post(Map.of("realm", name, "enabled", true)),
            done -> {
              if (done) {
                it.realm.server().admin().to("/admin/realms/" + name).delete().expect(204);
              }
            });
      });

  final String title;
  private final Function<Ground, Attempt> prepare;

  Act(String title, Function<Ground, Attempt> prepare) {
    this.title = title;
    this.prepare = prepare;
  }

  /** The name in the document. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Attempt on(Ground ground) {
    return prepare.apply(ground);
  }

  /**
   * @param by attempts it with a token
   * @param after looks at what has become of it; told whether it was done
   */
  record Attempt(Function<String, Answer> by, Consumer<Boolean> after) {
    static Attempt of(Function<String, Answer> by) {
      return new Attempt(by, done -> {});
    }
  }

  /** A user with a binding of their own. */
  record Held(String userId, String binding) {}

  /** The guarded realm. */
  static final class Ground {
    static final String GATE_ADMIN = "gatekeeper";
    static final String ITSM = "itsm-bridge";
    static final String APPROVER = "cab-member";
    private static final String MASTER = "/admin/realms/master";

    final RealmFixture realm;
    final Story story;
    private final AtomicInteger made = new AtomicInteger();
    private final List<String> masters = new ArrayList<>();

    Ground(RealmFixture fixture) {
      realm = fixture;
      realm.update(
          Map.of(
              "accessTokenLifespan", 3600,
              "ssoSessionMaxLifespan", 36000,
              "adminEventsEnabled", true));
      story = new Story(fixture);
      story.rule(Map.of());
      realm.createRole(APPROVER);
      story.rule(
          Map.of(
              "name",
              "by-board",
              "protects",
              Map.of("realmRoles", List.of("board-*")),
              "tickets",
              Map.of("minApprovals", 1, "approverRole", APPROVER)));
      realm.createClient("orders");
      realm.createClient("warehouse", Map.of("authorizationServicesEnabled", true));
      realm.createClient(ITSM);
      realm.grantManagement(realm.serviceAccountUserId(ITSM), "ticket-gate-itsm");
      realm.grantManagement(realm.createUser(GATE_ADMIN), "ticket-gate-admin");
    }

    String next(String what) {
      return what + "-" + made.incrementAndGet();
    }

    Held hold() {
      String user = story.newUser();
      String binding = story.bind(story.ticketFor(user).push(), user).expect(201).text("id");
      return new Held(realm.userId(user), binding);
    }

    Map<String, Object> rule(String mode) {
      String name = next("rule");
      return Map.of(
          "name", name, "mode", mode, "protects", Map.of("realmRoles", List.of("unused-" + name)));
    }

    Map<String, Object> as(Map<String, Object> rule, String mode) {
      Map<String, Object> other = new LinkedHashMap<>(rule);
      other.put("mode", mode);
      return other;
    }

    Answer reset(String userId, String token) {
      return realm
          .api("/users/" + userId + "/reset-password")
          .bearer(token)
          .put(Map.of("type", "password", "value", RealmFixture.PASSWORD, "temporary", false));
    }

    /** Logs in a new user with these roles of the realm's management client. */
    Supplier<String> administrator(String... roles) {
      String name = next("administrator");
      realm.grantManagement(realm.createUser(name), roles);
      return () -> realm.tokenOf(name);
    }

    /** Logs in a new user of the master realm with one of its own roles. */
    Supplier<String> ofMaster(String role) {
      String name = next("m-" + realm.name());
      AdminApi master = realm.server().admin();
      Map<String, Object> user =
          Map.of(
              "username",
              name,
              "enabled",
              true,
              "firstName",
              name,
              "lastName",
              "Test",
              "email",
              name + "@example.test",
              "credentials",
              List.of(Map.of("type", "password", "value", RealmFixture.PASSWORD)));
      String id = master.to(MASTER + "/users").post(user).expect(201).createdId();
      masters.add(id);
      JsonNode found = master.to(MASTER + "/roles/" + role).get().expect(200).json();
      master.to(MASTER + "/users/" + id + "/role-mappings/realm").post(List.of(found)).expect(204);
      return () -> master.tokenFor("master", "admin-cli", name, RealmFixture.PASSWORD);
    }

    void close() {
      masters.forEach(
          id -> realm.server().admin().to(MASTER + "/users/" + id).delete().expect(204));
    }
  }
}
