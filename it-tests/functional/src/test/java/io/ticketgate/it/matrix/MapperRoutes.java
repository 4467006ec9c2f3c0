package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protocol mapper that is made for it writes a role into tokens. */
final class MapperRoutes {

  static final String HARDCODED = "oidc-hardcoded-role-mapper";
  private static final String RENAMING = "oidc-role-name-mapper";
  private static final String CARRIER = "carrier";

  private MapperRoutes() {}

  static List<Route> all() {
    return List.of(
        mapping("hardcoded-role-on-client", "Add a hardcoded role mapper to a client")
            .leaves("the client has the mapper", MapperRoutes::appHasMapper)
            .givesName()
            .by(stage -> addToApp(stage, HARDCODED, Map.of("role", Stage.ROLE))),
        mapping(
                "hardcoded-client-role-on-client",
                "Add a hardcoded mapper of a client role to a client")
            .leaves("the client has the mapper", MapperRoutes::appHasMapper)
            .gives(
                "the subject's token carries the client role's name", Stage::tokenCarriesClientRole)
            .by(
                stage ->
                    addToApp(
                        stage, HARDCODED, Map.of("role", Stage.CLIENT + "." + Stage.CLIENT_ROLE))),
        mapping("hardcoded-role-changed", "Change a hardcoded role mapper of a client to the role")
            .given(
                stage -> {
                  stage.realm.createRole("staff");
                  stage.note(
                      "mapper",
                      addToApp(stage, HARDCODED, Map.of("role", "staff")).expect(201).createdId());
                })
            .givesName()
            .by(stage -> change(stage, app(stage), HARDCODED, Map.of("role", Stage.ROLE))),
        mapping("hardcoded-role-on-scope", "Add a hardcoded role mapper to a client scope")
            .given(MapperRoutes::scopeOfApp)
            .givesName()
            .by(stage -> add(stage, scope(stage), HARDCODED, Map.of("role", Stage.ROLE))),
        mapping(
                "hardcoded-role-on-scope-changed",
                "Change a hardcoded role mapper of a client scope to the role")
            .given(
                stage -> {
                  scopeOfApp(stage);
                  stage.realm.createRole("staff");
                  stage.note(
                      "mapper",
                      add(stage, scope(stage), HARDCODED, Map.of("role", "staff"))
                          .expect(201)
                          .createdId());
                })
            .givesName()
            .by(stage -> change(stage, scope(stage), HARDCODED, Map.of("role", Stage.ROLE))),
        mapping("mappers-added-in-bulk", "Add several mappers to a client in one request")
            .leaves("the client has the mapper", MapperRoutes::appHasMapper)
            .givesName()
            .by(
                stage ->
                    stage
                        .to(app(stage).replace("/models", "/add-models"))
                        .post(List.of(mapper(HARDCODED, Map.of("role", Stage.ROLE))))),
        mapping("client-created-with-mapper", "Create a client with a hardcoded role mapper")
            .leaves(
                "the client is there",
                stage -> !stage.realm.api("/clients?clientId=shop").get().json().isEmpty())
            .gives(
                "a token for the new client carries the role's name",
                stage -> carriedBy(stage, "shop"))
            .by(
                stage ->
                    stage
                        .to("/clients")
                        .post(clientWith(mapper(HARDCODED, Map.of("role", Stage.ROLE))))),
        mapping("scope-created-with-mapper", "Create a client scope with a hardcoded role mapper")
            .givesName()
            .then(
                stage ->
                    ScopeRoutes.assignToApp(stage, "default", ScopeRoutes.scopeId(stage, "carrier"))
                        .expect(204))
            .by(
                stage ->
                    stage
                        .to("/client-scopes")
                        .post(
                            Map.of(
                                "name",
                                CARRIER,
                                "protocol",
                                "openid-connect",
                                "protocolMappers",
                                List.of(mapper(HARDCODED, Map.of("role", Stage.ROLE)))))),
        mapping("role-name-on-client", "Rename a held role to the protected name by a mapper")
            .given(stage -> CompositeRoutes.held(stage, "staff"))
            .leaves("the client has the mapper", MapperRoutes::appHasMapper)
            .givesName()
            .by(
                stage ->
                    addToApp(
                        stage, RENAMING, Map.of("role", "staff", "new.role.name", Stage.ROLE))),
        mapping("role-name-changed", "Change a role name mapper to the protected name")
            .given(
                stage -> {
                  CompositeRoutes.held(stage, "staff");
                  Map<String, String> harmless = Map.of("role", "staff", "new.role.name", "crew");
                  stage.note("mapper", addToApp(stage, RENAMING, harmless).expect(201).createdId());
                })
            .givesName()
            .by(
                stage ->
                    change(
                        stage,
                        app(stage),
                        RENAMING,
                        Map.of("role", "staff", "new.role.name", Stage.ROLE))),
        mapping(
                "role-name-of-client-role",
                "Rename a held role to the protected client role by a mapper")
            .given(stage -> CompositeRoutes.held(stage, "staff"))
            .gives(
                "the subject's token carries the client role's name", Stage::tokenCarriesClientRole)
            .by(
                stage ->
                    addToApp(
                        stage,
                        RENAMING,
                        Map.of(
                            "role",
                            "staff",
                            "new.role.name",
                            Stage.CLIENT + "." + Stage.CLIENT_ROLE))));
  }

  static Route.Draft mapping(String id, String title) {
    return GroupRoutes.structural(id, title).audited("protocol-mapper");
  }

  static Map<String, Object> mapper(String type, Map<String, String> config) {
    return mapper("openid-connect", type, config);
  }

  static Map<String, Object> mapper(String protocol, String type, Map<String, String> config) {
    return Map.of("name", CARRIER, "protocol", protocol, "protocolMapper", type, "config", config);
  }

  static Map<String, Object> clientWith(Map<String, Object> mapper) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("clientId", "shop");
    client.put("protocol", "openid-connect");
    client.put("secret", RealmFixture.SECRET);
    client.put("publicClient", false);
    client.put("directAccessGrantsEnabled", true);
    client.put("protocolMappers", List.of(mapper));
    return client;
  }

  /** Whether a token of alice for that client carries the protected role's name. */
  static boolean carriedBy(Stage stage, String clientId) {
    return Stage.carries(
        stage.claims(Stage.ALICE, clientId, "openid").at("/realm_access/roles"), Stage.ROLE);
  }

  static String app(Stage stage) {
    return "/clients/" + stage.realm.clientUuid(RealmFixture.APP) + "/protocol-mappers/models";
  }

  private static String scope(Stage stage) {
    return "/client-scopes/" + stage.noted("scope") + "/protocol-mappers/models";
  }

  /** A new client scope that the app has by default; its id is noted as scope. */
  private static void scopeOfApp(Stage stage) {
    stage.note("scope", ScopeRoutes.newScope(stage, CARRIER));
    ScopeRoutes.assignToApp(stage, "default", stage.noted("scope")).expect(204);
  }

  static Answer addToApp(Stage stage, String type, Map<String, String> config) {
    return add(stage, app(stage), type, config);
  }

  static Answer add(Stage stage, String mappers, String type, Map<String, String> config) {
    return stage.to(mappers).post(mapper(type, config));
  }

  static Answer change(Stage stage, String mappers, String type, Map<String, String> config) {
    Map<String, Object> changed = new LinkedHashMap<>(mapper(type, config));
    changed.put("id", stage.noted("mapper"));
    return stage.to(mappers + "/" + stage.noted("mapper")).put(changed);
  }

  static boolean appHasMapper(Stage stage) {
    JsonNode mappers = stage.realm.api(app(stage)).get().expect(200).json();
    return mappers.findValuesAsText("name").contains(CARRIER);
  }
}
