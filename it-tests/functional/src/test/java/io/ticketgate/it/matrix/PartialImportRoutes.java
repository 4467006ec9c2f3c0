package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users, groups, roles and clients that are imported into a realm bring the role with them. */
final class PartialImportRoutes {

  private static final String NEWCOMER = "newcomer";

  private PartialImportRoutes() {}

  static List<Route> all() {
    return List.of(
        imported("import-user-realm-role", "Import a user with the role")
            .audited("role-mapping")
            .about(NEWCOMER)
            .rule(GroupRoutes.LATE_SUBJECTS)
            .withTwin()
            .leaves("the user is there", stage -> stage.exists(NEWCOMER))
            .givesRole()
            .by(
                stage ->
                    users(
                        stage, "FAIL", user(NEWCOMER, Map.of("realmRoles", List.of(Stage.ROLE))))),
        imported("import-user-client-role", "Import a user with the client role")
            .audited("role-mapping")
            .about(NEWCOMER)
            .rule(GroupRoutes.LATE_SUBJECTS)
            .withTwin()
            .leaves("the user is there", stage -> stage.exists(NEWCOMER))
            .givesClientRole()
            .by(
                stage ->
                    users(
                        stage,
                        "FAIL",
                        user(
                            NEWCOMER,
                            Map.of(
                                "clientRoles", Map.of(Stage.CLIENT, List.of(Stage.CLIENT_ROLE)))))),
        imported("import-user-group", "Import a user who is in a group that carries the role")
            .audited("group-membership")
            .about(NEWCOMER)
            .rule(GroupRoutes.LATE_SUBJECTS)
            .withTwin()
            .given(stage -> GroupRoutes.carrier(stage, "dbas"))
            .leaves("the user is there", stage -> stage.exists(NEWCOMER))
            .givesRole()
            .by(stage -> users(stage, "FAIL", user(NEWCOMER, Map.of("groups", List.of("/dbas"))))),
        imported("import-user-overwritten", "Import the role over a user who is there")
            .audited("role-mapping")
            .givesRole()
            .by(
                stage ->
                    users(
                        stage,
                        "OVERWRITE",
                        user(Stage.ALICE, Map.of("realmRoles", List.of(Stage.ROLE))))),
        imported("import-service-account", "Import the service account of a client with the role")
            .audited("role-mapping")
            .about("service-account-worker")
            .given(
                stage ->
                    stage.realm.createClient("worker", Map.of("serviceAccountsEnabled", false)))
            .gives("the service account holds the role", Stage::holds)
            .by(
                stage ->
                    users(
                        stage,
                        "FAIL",
                        Map.of(
                            "username",
                            "service-account-worker",
                            "enabled",
                            true,
                            "serviceAccountClientId",
                            "worker",
                            "realmRoles",
                            List.of(Stage.ROLE)))),
        structure("import-group-realm-role", "Import a group with the role, then let somebody join")
            .audited("group-role")
            .givesRole()
            .then(PartialImportRoutes::joinDbas)
            .by(
                stage ->
                    put(
                        stage,
                        "FAIL",
                        Map.of(
                            "groups",
                            List.of(
                                Map.of(
                                    "name",
                                    "dbas",
                                    "path",
                                    "/dbas",
                                    "realmRoles",
                                    List.of(Stage.ROLE)))))),
        structure(
                "import-group-client-role",
                "Import a group with the client role, then let somebody join")
            .audited("group-role")
            .givesClientRole()
            .then(PartialImportRoutes::joinDbas)
            .by(
                stage ->
                    put(
                        stage,
                        "FAIL",
                        Map.of(
                            "groups",
                            List.of(
                                Map.of(
                                    "name",
                                    "dbas",
                                    "path",
                                    "/dbas",
                                    "clientRoles",
                                    Map.of(Stage.CLIENT, List.of(Stage.CLIENT_ROLE))))))),
        structure("import-composite", "Import a role that contains the protected one")
            .audited("composite")
            .givesRole()
            .then(stage -> stage.realm.assign(Stage.ALICE, "work").expect(204))
            .by(stage -> roles(stage, "FAIL", "work")),
        structure("import-client-composite", "Import a client role that contains the protected one")
            .audited("composite")
            .given(stage -> stage.realm.createClient("shop"))
            .givesRole()
            .then(stage -> stage.realm.grantClientRoles(stage.alice(), "shop", "clerk"))
            .by(
                stage ->
                    put(
                        stage,
                        "FAIL",
                        Map.of(
                            "roles",
                            Map.of("client", Map.of("shop", List.of(containing("clerk"))))))),
        // Both the composite and the choice of another default role would be refused.
        structure("import-default-roles", "Import default roles that contain the protected one")
            .audited("composite", 2)
            .about(NEWCOMER)
            .givesRole()
            .then(stage -> stage.realm.createUser(NEWCOMER))
            .by(stage -> roles(stage, "OVERWRITE", "default-roles-" + stage.realm.name())),
        structure("import-client-mapper", "Import a client with a hardcoded role mapper")
            .audited("protocol-mapper")
            .gives(
                "a token for that client carries the role's name",
                stage -> MapperRoutes.carriedBy(stage, "shop"))
            .by(
                stage ->
                    put(
                        stage,
                        "FAIL",
                        Map.of(
                            "clients",
                            List.of(
                                MapperRoutes.clientWith(
                                    MapperRoutes.mapper(
                                        MapperRoutes.HARDCODED, Map.of("role", Stage.ROLE))))))));
  }

  private static Route.Draft imported(String id, String title) {
    return Route.named(id, title).on(Surface.IMPORT);
  }

  private static Route.Draft structure(String id, String title) {
    return imported(id, title).refused("structural_grant_refused");
  }

  /** A file says when an account was made; where it does not, Keycloak 26.4 leaves it empty. */
  static Map<String, Object> user(String name, Map<String, ?> more) {
    Map<String, Object> user = new LinkedHashMap<>(GroupRoutes.user(name, List.of()));
    user.remove("groups");
    user.put("createdTimestamp", System.currentTimeMillis());
    user.putAll(more);
    return user;
  }

  static Map<String, Object> containing(String role) {
    return Map.of(
        "name", role, "composite", true, "composites", Map.of("realm", List.of(Stage.ROLE)));
  }

  private static Answer users(Stage stage, String ifThere, Map<String, ?> user) {
    return put(stage, ifThere, Map.of("users", List.of(user)));
  }

  private static Answer roles(Stage stage, String ifThere, String role) {
    return put(stage, ifThere, Map.of("roles", Map.of("realm", List.of(containing(role)))));
  }

  static Answer put(Stage stage, String ifThere, Map<String, ?> content) {
    Map<String, Object> body = new LinkedHashMap<>(content);
    body.put("ifResourceExists", ifThere);
    return stage.to("/partialImport").post(body);
  }

  private static void joinDbas(Stage stage) {
    GroupRoutes.joined(
        stage,
        stage.realm.api("/group-by-path/" + Http.encode("dbas")).get().expect(200).text("id"));
  }
}
