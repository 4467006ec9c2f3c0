package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A provisioning system puts users into groups by SCIM. */
final class ScimRoutes {

  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  private static final String NEWCOMER = "newcomer";

  private ScimRoutes() {}

  static List<Route> all() {
    return List.of(
        scim("scim-group-member", "Add a member to a group that carries the role")
            .given(ScimRoutes::provisioner)
            .leaves("alice is a member", stage -> GroupRoutes.isMember(stage, "dbas"))
            .givesRole()
            .by(
                stage ->
                    to(stage, "/Groups/" + stage.noted("dbas"))
                        .patch(add("members", stage.alice()))),
        scim("scim-user-group", "Add a group that carries the role to a user")
            .given(ScimRoutes::provisioner)
            .leaves("alice is a member", stage -> GroupRoutes.isMember(stage, "dbas"))
            .givesRole()
            .by(
                stage ->
                    to(stage, "/Users/" + stage.alice()).patch(add("groups", stage.noted("dbas")))),
        scim("scim-user-created", "Create a user in a group that carries the role")
            .about(NEWCOMER)
            .rule(GroupRoutes.LATE_SUBJECTS)
            .given(ScimRoutes::provisioner)
            .leaves("the user is there", stage -> stage.exists(NEWCOMER))
            .gives("the subject holds the role", Stage::holds)
            .by(
                stage ->
                    to(stage, "/Users")
                        .post(
                            newcomer(
                                Map.of("groups", List.of(Map.of("value", stage.noted("dbas"))))))),
        scim("scim-default-group", "Create a user while a default group carries the role")
            .about(NEWCOMER)
            .rule(GroupRoutes.LATE_SUBJECTS)
            .given(
                stage -> {
                  provisioner(stage);
                  stage
                      .realm
                      .api("/default-groups/" + stage.noted("dbas"))
                      .put(Map.of())
                      .expect(204);
                })
            .leaves("the user is there", stage -> stage.exists(NEWCOMER))
            .gives("the subject holds the role", Stage::holds)
            .by(stage -> to(stage, "/Users").post(newcomer(Map.of()))));
  }

  private static Route.Draft scim(String id, String title) {
    return Route.named(id, title)
        .on(Surface.SCIM)
        .needs("26.7", "SCIM API")
        .realm(Map.of("scimApiEnabled", true))
        .audited("group-membership")
        .withTwin();
  }

  /** Who may use SCIM, and the group. */
  private static void provisioner(Stage stage) {
    GroupRoutes.carrier(stage, "dbas");
    Map<String, String> audience =
        Map.of(
            "included.custom.audience",
            stage.realm.server().baseUri() + "/realms/" + stage.realm.name() + "/scim/v2",
            "access.token.claim",
            "true");
    MapperRoutes.addToApp(stage, "oidc-audience-mapper", audience).expect(201);
    stage.realm.grantManagement(
        stage.realm.createUser("provisioner"), "manage-users", "view-users", "query-groups");
  }

  private static Http.Call to(Stage stage, String path) {
    return stage
        .ticketed(stage.realm.open("/scim/v2" + path))
        .bearer(
            stage
                .realm
                .server()
                .admin()
                .tokenFor(
                    stage.realm.name(), RealmFixture.APP, "provisioner", RealmFixture.PASSWORD))
        .header("Content-Type", "application/scim+json");
  }

  private static Map<String, Object> add(String path, String id) {
    return Map.of(
        "schemas", List.of(PATCH),
        "Operations",
            List.of(Map.of("op", "add", "path", path, "value", List.of(Map.of("value", id)))));
  }

  private static Map<String, Object> newcomer(Map<String, ?> more) {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("schemas", List.of(USER));
    user.put("userName", NEWCOMER);
    user.put("active", true);
    user.put("name", Map.of("givenName", "New", "familyName", "Comer"));
    user.put("emails", List.of(Map.of("value", NEWCOMER + "@example.test", "primary", true)));
    user.putAll(more);
    return user;
  }
}
