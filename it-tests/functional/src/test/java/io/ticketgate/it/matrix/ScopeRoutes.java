package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** Client scopes and scope mappings decide which roles reach the tokens for a client. */
final class ScopeRoutes {

  private static final String NARROW = "narrow";

  private ScopeRoutes() {}

  static List<Route> all() {
    return List.of(
        scope("client-scope-default", "Give a client a scope with a hardcoded role by default")
            .given(ScopeRoutes::loaded)
            .givesName()
            .by(stage -> assignToApp(stage, "default", stage.noted("carrier"))),
        scope("client-scope-optional", "Give a client a scope with a hardcoded role as an option")
            .given(ScopeRoutes::loaded)
            .gives(
                "a token with that scope carries the role's name",
                stage ->
                    Stage.carries(
                        stage
                            .claims(Stage.ALICE, RealmFixture.APP, "openid carrier")
                            .at("/realm_access/roles"),
                        Stage.ROLE))
            .by(stage -> assignToApp(stage, "optional", stage.noted("carrier"))),
        scope(
                "client-scope-realm-default",
                "Give each new client a scope with a hardcoded role by default")
            .given(ScopeRoutes::loaded)
            .leaves("the scope is a default", stage -> realmHas(stage, "default"))
            .gives(
                "a token for a new client carries the role's name",
                stage -> MapperRoutes.carriedBy(stage, "shop"))
            .then(
                stage ->
                    stage.realm.createClient("shop", Map.of("directAccessGrantsEnabled", true)))
            .by(
                stage ->
                    stage
                        .to("/default-default-client-scopes/" + stage.noted("carrier"))
                        .put(Map.of())),
        scope(
                "client-scope-realm-optional",
                "Give each new client a scope with a hardcoded role as an option")
            .given(ScopeRoutes::loaded)
            .leaves("the scope is an option", stage -> realmHas(stage, "optional"))
            .gives(
                "a token with that scope carries the role's name",
                stage ->
                    Stage.carries(
                        stage
                            .claims(Stage.ALICE, "shop", "openid carrier")
                            .at("/realm_access/roles"),
                        Stage.ROLE))
            .then(
                stage ->
                    stage.realm.createClient("shop", Map.of("directAccessGrantsEnabled", true)))
            .by(
                stage ->
                    stage
                        .to("/default-optional-client-scopes/" + stage.noted("carrier"))
                        .put(Map.of())),
        scope("client-created-with-scope", "Create a client with a scope that has a hardcoded role")
            .given(ScopeRoutes::loaded)
            .leaves(
                "the client is there",
                stage -> !stage.realm.api("/clients?clientId=shop").get().json().isEmpty())
            .gives(
                "a token for the new client carries the role's name",
                stage -> MapperRoutes.carriedBy(stage, "shop"))
            .by(
                stage ->
                    stage
                        .to("/clients")
                        .post(
                            Map.of(
                                "clientId",
                                "shop",
                                "secret",
                                RealmFixture.SECRET,
                                "directAccessGrantsEnabled",
                                true,
                                "defaultClientScopes",
                                List.of("basic", "roles", "carrier")))),
        mapping(
                "scope-mapping-on-client",
                "Let the role into tokens for a client with a narrow scope")
            .given(ScopeRoutes::narrow)
            .gives(
                "the holder's token for that client carries the role", ScopeRoutes::narrowCarries)
            .by(stage -> stage.to(narrowPath(stage) + "/scope-mappings/realm").post(stage.role())),
        mapping(
                "scope-mapping-of-client-role",
                "Let the client role into tokens for a client with a narrow scope")
            .given(
                stage -> {
                  narrow(stage);
                  stage.realm.grantClientRoles(stage.alice(), Stage.CLIENT, Stage.CLIENT_ROLE);
                })
            .gives(
                "the holder's token for that client carries the client role",
                stage ->
                    Stage.carries(
                        stage
                            .claims(Stage.ALICE, NARROW, "openid")
                            .at("/resource_access/" + Stage.CLIENT + "/roles"),
                        Stage.CLIENT_ROLE))
            .by(
                stage ->
                    stage
                        .to(
                            narrowPath(stage)
                                + "/scope-mappings/clients/"
                                + stage.realm.clientUuid(Stage.CLIENT))
                        .post(stage.clientRole())),
        mapping("scope-mapping-on-scope", "Let the role into tokens with a client scope")
            .given(
                stage -> {
                  narrow(stage);
                  stage.note("carrier", newScope(stage, "carrier"));
                  assign(stage, narrowPath(stage), "default", stage.noted("carrier")).expect(204);
                })
            .gives(
                "the holder's token for that client carries the role", ScopeRoutes::narrowCarries)
            .by(
                stage ->
                    stage
                        .to("/client-scopes/" + stage.noted("carrier") + "/scope-mappings/realm")
                        .post(stage.role())),
        mapping("scope-with-mapping-assigned", "Give a client a scope that lets the role in")
            .given(
                stage -> {
                  narrow(stage);
                  String id = stage.note("carrier", newScope(stage, "carrier"));
                  stage
                      .realm
                      .api("/client-scopes/" + id + "/scope-mappings/realm")
                      .post(stage.role())
                      .expect(204);
                })
            .audited("client-scope")
            .gives(
                "the holder's token for that client carries the role", ScopeRoutes::narrowCarries)
            .by(stage -> assign(stage, narrowPath(stage), "default", stage.noted("carrier"))),
        mapping("full-scope", "Let every role into tokens for a client")
            .given(ScopeRoutes::narrow)
            .gives(
                "the holder's token for that client carries the role", ScopeRoutes::narrowCarries)
            .by(
                stage -> {
                  ObjectNode client =
                      (ObjectNode) stage.realm.api(narrowPath(stage)).get().expect(200).json();
                  return stage.to(narrowPath(stage)).put(client.put("fullScopeAllowed", true));
                }));
  }

  private static Route.Draft scope(String id, String title) {
    return GroupRoutes.structural(id, title).audited("client-scope");
  }

  private static Route.Draft mapping(String id, String title) {
    return GroupRoutes.structural(id, title).audited("scope-mapping");
  }

  static String newScope(Stage stage, String name) {
    return stage
        .realm
        .api("/client-scopes")
        .post(Map.of("name", name, "protocol", "openid-connect"))
        .expect(201)
        .createdId();
  }

  static String scopeId(Stage stage, String name) {
    for (JsonNode scope : stage.realm.api("/client-scopes").get().expect(200).json()) {
      if (scope.path("name").asText().equals(name)) {
        return scope.path("id").asText();
      }
    }
    throw new AssertionError("No client scope " + name);
  }

  /** A client scope with a hardcoded role mapper that no client has. */
  private static void loaded(Stage stage) {
    String id = stage.note("carrier", newScope(stage, "carrier"));
    MapperRoutes.add(
            stage,
            "/client-scopes/" + id + "/protocol-mappers/models",
            MapperRoutes.HARDCODED,
            Map.of("role", Stage.ROLE))
        .expect(201);
  }

  private static boolean realmHas(Stage stage, String kind) {
    return stage
        .realm
        .api("/default-" + kind + "-client-scopes")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("name")
        .contains("carrier");
  }

  /** A client that lets no role in, and a holder of the role from before the rule. */
  private static void narrow(Stage stage) {
    stage.realm.assign(Stage.ALICE, Stage.ROLE).expect(204);
    stage.note(
        NARROW,
        stage.realm.createClient(
            NARROW, Map.of("directAccessGrantsEnabled", true, "fullScopeAllowed", false)));
  }

  private static String narrowPath(Stage stage) {
    return "/clients/" + stage.noted(NARROW);
  }

  private static boolean narrowCarries(Stage stage) {
    return MapperRoutes.carriedBy(stage, NARROW);
  }

  static Answer assignToApp(Stage stage, String kind, String scopeId) {
    return assign(stage, "/clients/" + stage.realm.clientUuid(RealmFixture.APP), kind, scopeId);
  }

  private static Answer assign(Stage stage, String client, String kind, String scopeId) {
    return stage.to(client + "/" + kind + "-client-scopes/" + scopeId).put(Map.of());
  }
}
