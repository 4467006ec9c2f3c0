package io.ticketgate.it.matrix;

import java.util.List;
import java.util.Map;

/** Fine-grained permissions let somebody without any admin role hand out roles. */
final class PermissionRoutes {

  private PermissionRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("permitted-helper", "Map the role with only a fine-grained permission to do so")
            .realm(Map.of("adminPermissionsEnabled", true))
            .audited("role-mapping")
            .withTwin()
            .given(PermissionRoutes::helper)
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/role-mappings/realm", "helper")
                        .post(stage.role())),
        Route.named(
                "permitted-helper-group",
                "Put a user into a group with only a fine-grained permission to do so")
            .realm(Map.of("adminPermissionsEnabled", true))
            .audited("group-membership")
            .given(
                stage -> {
                  helper(stage);
                  GroupRoutes.carrier(stage, "dbas");
                })
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/groups/" + stage.noted("dbas"), "helper")
                        .put(Map.of())));
  }

  private static void helper(Stage stage) {
    String helper = stage.realm.createUser("helper");
    String client = stage.realm.api("").get().json().at("/adminPermissionsClient/id").asText();
    String server = "/clients/" + client + "/authz/resource-server";
    String policy =
        stage
            .realm
            .api(server + "/policy/user")
            .post(Map.of("name", "helpers", "users", List.of(helper), "logic", "POSITIVE"))
            .expect(201)
            .text("id");
    Map<String, List<String>> allowed =
        Map.of(
            "Users", List.of("view", "map-roles", "manage-group-membership"),
            "Roles", List.of("map-role"),
            "Groups", List.of("view", "manage-membership"));
    allowed.forEach(
        (type, scopes) ->
            stage
                .realm
                .api(server + "/permission/scope")
                .post(
                    Map.of(
                        "name",
                        "help with " + type,
                        "resourceType",
                        type,
                        "scopes",
                        scopes,
                        "policies",
                        List.of(policy),
                        "decisionStrategy",
                        "UNANIMOUS"))
                .expect(201));
  }
}
