package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** The groups of an organisation carry roles into the claim {@code organization}. */
final class OrganizationRoutes {

  private OrganizationRoutes() {}

  static List<Route> all() {
    return List.of(
        organization(
                "organization-group-join", "Join an organisation's group that carries the role")
            .audited("group-membership")
            .given(
                stage -> {
                  acme(stage);
                  give(stage).expect(204);
                })
            .by(OrganizationRoutes::join),
        organization(
                "organization-group-role",
                "Give the role to an organisation's group that has members")
            .refused("structural_grant_refused")
            .audited("group-role")
            .given(
                stage -> {
                  acme(stage);
                  join(stage).expect(204);
                })
            .by(OrganizationRoutes::give),
        MapperRoutes.mapping(
                "organization-name-claim", "Write the names of organisations where roles are")
            .realm(Map.of("organizationsEnabled", true))
            .inWholeRealm()
            .given(
                stage -> {
                  String id = create(stage, Stage.ROLE);
                  member(stage, id);
                })
            .gives(
                "the subject's token carries the role's name",
                stage ->
                    Stage.carries(
                        stage
                            .claims(Stage.ALICE, RealmFixture.APP, "openid organization")
                            .at("/realm_access/roles"),
                        Stage.ROLE))
            .by(
                stage ->
                    MapperRoutes.addToApp(
                        stage,
                        "oidc-organization-membership-mapper",
                        ClaimRoutes.config("realm_access.roles", Map.of("multivalued", "true")))));
  }

  private static Route.Draft organization(String id, String title) {
    return Route.named(id, title)
        .needs("26.7", "groups of organisations")
        .realm(Map.of("organizationsEnabled", true))
        .inWholeRealm()
        .gives(
            "the subject's token carries the role for the organisation",
            stage ->
                Stage.carries(
                    stage
                        .claims(Stage.ALICE, RealmFixture.APP, "openid organization")
                        .at("/organization/acme/realm_access/roles"),
                    Stage.ROLE));
  }

  /** An organisation with a member, a group and a mapper that shows what the group carries. */
  private static void acme(Stage stage) {
    String id = stage.note("organization", create(stage, "acme"));
    member(stage, id);
    String groups = "/organizations/" + id + "/groups";
    stage.note(
        "group", stage.realm.api(groups).post(Map.of("name", "dbas")).expect(201).text("id"));
    MapperRoutes.addToApp(
            stage,
            "oidc-organization-group-membership-mapper",
            Map.of("addGroupRoleMappings", "true", "access.token.claim", "true"))
        .expect(201);
  }

  private static String create(Stage stage, String alias) {
    Map<String, Object> body =
        Map.of("name", alias, "alias", alias, "domains", List.of(Map.of("name", alias + ".test")));
    return stage.realm.api("/organizations").post(body).expect(201).createdId();
  }

  private static void member(Stage stage, String organization) {
    stage
        .realm
        .api("/organizations/" + organization + "/members")
        .header("Content-Type", "application/json")
        .post("\"" + stage.alice() + "\"")
        .expect(201);
  }

  private static Answer give(Stage stage) {
    return group(stage, "/role-mappings/realm").post(stage.role());
  }

  private static Answer join(Stage stage) {
    return group(stage, "/members/" + stage.alice()).put(Map.of());
  }

  private static Http.Call group(Stage stage, String path) {
    return stage.to(
        "/organizations/" + stage.noted("organization") + "/groups/" + stage.noted("group") + path);
  }
}
