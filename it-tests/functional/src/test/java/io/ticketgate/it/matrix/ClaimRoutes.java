package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protocol mapper for something else writes a role's name where tokens carry roles. */
final class ClaimRoutes {

  private static final String REALM_ROLES = "realm_access.roles";
  private static final String HARDCODED_CLAIM = "oidc-hardcoded-claim-mapper";

  private static final Map<String, String> ROLES_AS_JSON =
      Map.of("claim.value", "[\"" + Stage.ROLE + "\"]", "jsonType.label", "JSON");

  private ClaimRoutes() {}

  static List<Route> all() {
    return List.of(
        claim("hardcoded-claim-realm-roles", "Write the role's name with a hardcoded claim")
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        HARDCODED_CLAIM,
                        config(
                            REALM_ROLES,
                            Map.of(
                                "claim.value",
                                "[\"" + Stage.ROLE + "\"]",
                                "jsonType.label",
                                "JSON")))),
        claim(
                "hardcoded-claim-realm-access",
                "Write the whole object realm_access with a hardcoded claim")
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        HARDCODED_CLAIM,
                        config(
                            "realm_access",
                            Map.of(
                                "claim.value",
                                "{\"roles\":[\"" + Stage.ROLE + "\"]}",
                                "jsonType.label",
                                "JSON")))),
        claim("hardcoded-claim-client-roles", "Write the client role's name with a hardcoded claim")
            .gives(
                "the subject's token carries the client role's name", Stage::tokenCarriesClientRole)
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        HARDCODED_CLAIM,
                        config(
                            "resource_access." + Stage.CLIENT + ".roles",
                            Map.of(
                                "claim.value",
                                "[\"" + Stage.CLIENT_ROLE + "\"]",
                                "jsonType.label",
                                "JSON")))),
        MapperRoutes.mapping(
                "hardcoded-claim-changed",
                "Change the claim of a hardcoded claim to the one with the roles")
            .given(
                stage -> {
                  Map<String, String> harmless = config("team", ROLES_AS_JSON);
                  Answer added = MapperRoutes.addToApp(stage, HARDCODED_CLAIM, harmless);
                  stage.note("mapper", added.expect(201).createdId());
                })
            .givesName()
            .by(
                stage ->
                    MapperRoutes.change(
                        stage,
                        MapperRoutes.app(stage),
                        HARDCODED_CLAIM,
                        config(REALM_ROLES, ROLES_AS_JSON))),
        claim("user-attribute-claim", "Write a user's attribute where roles are")
            .given(ClaimRoutes::namedAsTheRole)
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-usermodel-attribute-mapper",
                        config(REALM_ROLES, Map.of("user.attribute", "lastName")))),
        claim(
                "registration-claim",
                "Register a client that writes a user's attribute where roles are")
            .on(Surface.REGISTRATION)
            .given(
                stage -> {
                  namedAsTheRole(stage);
                  stage.realm.grantManagement(stage.realm.createUser("clerk"), "create-client");
                })
            .gives(
                "a token for the new client carries the role's name",
                stage -> MapperRoutes.carriedBy(stage, "shop"))
            .by(
                stage ->
                    stage
                        .ticketed(stage.realm.open("/clients-registrations/default"))
                        .bearer(stage.realm.tokenOf("clerk"))
                        .post(
                            MapperRoutes.clientWith(
                                MapperRoutes.mapper(
                                    "oidc-usermodel-attribute-mapper",
                                    config(REALM_ROLES, Map.of("user.attribute", "lastName")))))),
        claim("user-property-claim", "Write a user's property where roles are")
            .given(ClaimRoutes::namedAsTheRole)
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-usermodel-property-mapper",
                        config(REALM_ROLES, Map.of("user.attribute", "lastName")))),
        claim("session-note-claim", "Write a note of the session where roles are")
            .given(stage -> stage.realm.createClient(Stage.ROLE))
            .gives(
                "a service account's token carries the role's name",
                stage ->
                    Stage.carries(
                        Stage.claims(stage.realm.serviceAccountToken(Stage.ROLE))
                            .at("/realm_access/roles"),
                        Stage.ROLE))
            .by(
                stage ->
                    MapperRoutes.add(
                        stage,
                        "/clients/"
                            + stage.realm.clientUuid(Stage.ROLE)
                            + "/protocol-mappers/models",
                        "oidc-usersessionmodel-note-mapper",
                        config(REALM_ROLES, Map.of("user.session.note", "client_id")))),
        claim("group-name-claim", "Write the names of groups where roles are")
            .given(stage -> GroupRoutes.joined(stage, GroupRoutes.group(stage, Stage.ROLE)))
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-group-membership-mapper",
                        config(REALM_ROLES, Map.of("full.path", "false")))),
        claim("role-prefix-claim", "Prefix the names of held roles so that one is protected")
            .given(stage -> CompositeRoutes.held(stage, "ops"))
            .gives(
                "the subject's token carries a protected name",
                stage ->
                    Stage.carries(
                        stage
                            .claims(Stage.ALICE, RealmFixture.APP, "openid")
                            .at("/realm_access/roles"),
                        "db-ops"))
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-usermodel-realm-role-mapper",
                        config(
                            REALM_ROLES,
                            Map.of(
                                "usermodel.realmRoleMapping.rolePrefix",
                                "db-",
                                "multivalued",
                                "true")))),
        claim(
                "client-role-as-realm-role",
                "Write client roles of the protected name where realm roles are")
            .given(
                stage -> {
                  stage.realm.createClient("tools");
                  stage.realm.createClientRole("tools", Stage.ROLE);
                  stage.realm.grantClientRoles(stage.alice(), "tools", Stage.ROLE);
                })
            .givesName()
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-usermodel-client-role-mapper",
                        config(
                            REALM_ROLES,
                            Map.of(
                                "usermodel.clientRoleMapping.clientId",
                                "tools",
                                "multivalued",
                                "true")))));
  }

  private static Route.Draft claim(String id, String title) {
    return MapperRoutes.mapping(id, title)
        .leaves("the mapper is there", stage -> mapperIsThere(stage));
  }

  private static boolean mapperIsThere(Stage stage) {
    for (JsonNode client : stage.realm.api("/clients").get().expect(200).json()) {
      if (client.path("protocolMappers").findValuesAsText("name").contains("carrier")) {
        return true;
      }
    }
    return false;
  }

  static void namedAsTheRole(Stage stage) {
    stage
        .realm
        .api("/users/" + stage.alice())
        .put(Map.of("firstName", "Alice", "lastName", Stage.ROLE, "email", "alice@example.test"))
        .expect(204);
  }

  static Map<String, String> config(String claim, Map<String, String> more) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("claim.name", claim);
    config.put("jsonType.label", "String");
    config.put("access.token.claim", "true");
    config.put("id.token.claim", "true");
    config.putAll(more);
    return config;
  }
}
