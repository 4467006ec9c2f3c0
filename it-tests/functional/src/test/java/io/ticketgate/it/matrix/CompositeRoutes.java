package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;

/** A role carries another to its holders. */
final class CompositeRoutes {

  private CompositeRoutes() {}

  static List<Route> all() {
    return List.of(
        composite("composite-by-name", "Put the role into a role that somebody holds, by name")
            .given(stage -> held(stage, "staff"))
            .leaves("the role is a child", stage -> contains(stage, "staff"))
            .givesRole()
            .by(stage -> stage.to("/roles/staff/composites").post(stage.role())),
        composite("composite-by-id", "Put the role into a role that somebody holds, by id")
            .given(stage -> held(stage, "staff"))
            .leaves("the role is a child", stage -> contains(stage, "staff"))
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/roles-by-id/" + stage.noted("staff") + "/composites")
                        .post(stage.role())),
        composite("composite-of-client-role", "Put the client role into a role that somebody holds")
            .given(stage -> held(stage, "staff"))
            .givesClientRole()
            .by(stage -> stage.to("/roles/staff/composites").post(stage.clientRole())),
        composite("composite-in-client-role", "Put the role into a client role that somebody holds")
            .given(CompositeRoutes::heldClientRole)
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/clients/" + stage.noted("shop") + "/roles/clerk/composites")
                        .post(stage.role())),
        composite("composite-below", "Put the role into a role within one that somebody holds")
            .given(
                stage -> {
                  held(stage, "staff");
                  stage.realm.createRole("work");
                  stage.realm.addComposite("staff", "work").expect(204);
                })
            .leaves("the role is a child", stage -> contains(stage, "work"))
            .givesRole()
            .by(stage -> stage.to("/roles/work/composites").post(stage.role())),
        composite("composite-of-group", "Put the role into a role that a group carries")
            .given(
                stage -> {
                  stage.realm.createRole("work");
                  GroupRoutes.joined(stage, GroupRoutes.group(stage, "staff"));
                  stage
                      .realm
                      .api("/groups/" + stage.noted("staff") + "/role-mappings/realm")
                      .post(List.of(stage.realm.role("work")))
                      .expect(204);
                })
            .leaves("the role is a child", stage -> contains(stage, "work"))
            .givesRole()
            .by(stage -> stage.to("/roles/work/composites").post(stage.role())),
        composite(
                "composite-granted-enlarged",
                "Put the role into one that is held under a ticket, where rules let composites")
            .refused("ticket_required")
            .rule(Map.of("structuralGrants", true))
            .given(stage -> stage.realm.createRole("db-bundle"))
            .armed(stage -> stage.grant(Stage.ALICE, "db-bundle"))
            .leaves("the role is a child", stage -> contains(stage, "db-bundle"))
            .givesRole()
            .by(stage -> stage.to("/roles/db-bundle/composites").post(stage.role())),
        composite("default-roles", "Put the role into the realm's default roles")
            .givesRole()
            .by(CompositeRoutes::addToDefaults),
        composite("role-created-with-child", "Create a role that contains the protected one")
            .leaves(
                "the new role is there",
                stage -> stage.realm.api("/roles/work").get().status() == 200)
            .givesRole()
            .then(stage -> stage.realm.assign(Stage.ALICE, "work").expect(204))
            .by(
                stage ->
                    stage
                        .to("/roles")
                        .post(
                            Map.of(
                                "name",
                                "work",
                                "composite",
                                true,
                                "composites",
                                Map.of("realm", List.of(Stage.ROLE))))),
        composite(
                "client-role-created-with-child",
                "Create a client role that contains the protected one")
            .given(stage -> stage.note("shop", stage.realm.createClient("shop")))
            .leaves(
                "the new role is there",
                stage ->
                    stage
                            .realm
                            .api("/clients/" + stage.noted("shop") + "/roles/clerk")
                            .get()
                            .status()
                        == 200)
            .givesRole()
            .then(stage -> stage.realm.grantClientRoles(stage.alice(), "shop", "clerk"))
            .by(
                stage ->
                    stage
                        .to("/clients/" + stage.noted("shop") + "/roles")
                        .post(
                            Map.of(
                                "name",
                                "clerk",
                                "composite",
                                true,
                                "composites",
                                Map.of("realm", List.of(Stage.ROLE))))),
        composite(
                "registration-default-roles",
                "Name the client role as a default role in a client registration")
            .on(Surface.REGISTRATION)
            .given(
                stage ->
                    stage.realm.grantManagement(
                        stage.realm.createUser("clerk"), "manage-clients", "create-client"))
            .givesClientRole()
            .by(
                stage ->
                    stage
                        .ticketed(
                            stage.realm.open("/clients-registrations/default/" + Stage.CLIENT))
                        .bearer(stage.realm.tokenOf("clerk"))
                        .put(
                            Map.of(
                                "clientId",
                                Stage.CLIENT,
                                "defaultRoles",
                                List.of(Stage.CLIENT_ROLE)))));
  }

  private static Route.Draft composite(String id, String title) {
    return GroupRoutes.structural(id, title).audited("composite");
  }

  static Answer addToDefaults(Stage stage) {
    String id = stage.realm.role("default-roles-" + stage.realm.name()).path("id").asText();
    return stage.to("/roles-by-id/" + id + "/composites").post(stage.role());
  }

  /** A new unprotected role that alice holds; its id is noted under its name. */
  static String held(Stage stage, String name) {
    String id = stage.note(name, stage.realm.createRole(name));
    stage.realm.assign(Stage.ALICE, name).expect(204);
    return id;
  }

  private static void heldClientRole(Stage stage) {
    stage.note("shop", stage.realm.createClient("shop"));
    stage.realm.createClientRole("shop", "clerk");
    stage.realm.grantClientRoles(stage.alice(), "shop", "clerk");
  }

  static boolean contains(Stage stage, String role) {
    return stage
        .realm
        .api("/roles/" + role + "/composites")
        .get()
        .json()
        .findValuesAsText("name")
        .contains(Stage.ROLE);
  }
}
