package io.ticketgate.it.matrix;

import java.util.List;
import java.util.Map;

/**
 * Somebody who manages users and the realm makes themself an approver, whose approvals count. On a
 * Keycloak without the gate that is any role.
 */
final class ApproverRoutes {

  private static final String KEEPER = "keeper";
  private static final String APPROVER = "cab-member";
  private static final String ELDER = "elder";
  private static final String NEWCOMER = "newcomer";

  private ApproverRoutes() {}

  static List<Route> all() {
    return List.of(
        approver("approver-mapped", "Map the role of approvers")
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.realm.userId(KEEPER) + "/role-mappings/realm", KEEPER)
                        .post(role(stage, APPROVER))),
        approver("approver-composite-mapped", "Map a role that contains the role of approvers")
            .given(
                stage -> {
                  people(stage);
                  stage.realm.createRole("board");
                  stage.realm.addComposite("board", APPROVER).expect(204);
                })
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.realm.userId(KEEPER) + "/role-mappings/realm", KEEPER)
                        .post(role(stage, "board"))),
        approver("approver-group-join", "Join a group that carries the role of approvers")
            .given(ApproverRoutes::carrier)
            .by(
                stage ->
                    stage
                        .to(
                            "/users/"
                                + stage.realm.userId(KEEPER)
                                + "/groups/"
                                + stage.noted("approvers"),
                            KEEPER)
                        .put(Map.of())),
        approver("approver-group-role", "Give the role of approvers to a group that one is in")
            .given(
                stage -> {
                  people(stage);
                  String group = GroupRoutes.group(stage, "staff");
                  stage
                      .realm
                      .api("/users/" + stage.realm.userId(KEEPER) + "/groups/" + group)
                      .put(Map.of())
                      .expect(204);
                })
            .by(
                stage ->
                    stage
                        .to("/groups/" + stage.noted("staff") + "/role-mappings/realm", KEEPER)
                        .post(role(stage, APPROVER))),
        approver("approver-composite", "Put the role of approvers into a role that one holds")
            .given(
                stage -> {
                  people(stage);
                  held(stage, "staff");
                })
            .by(stage -> stage.to("/roles/staff/composites", KEEPER).post(role(stage, APPROVER))),
        approver("approver-default-role", "Put the role of approvers into the default roles")
            .by(
                stage ->
                    stage
                        .to("/roles/default-roles-" + stage.realm.name() + "/composites", KEEPER)
                        .post(role(stage, APPROVER))),
        counting(
                "approver-default-group", "Make a group with the role of approvers a default group")
            .given(ApproverRoutes::carrier)
            .leaves(
                "the group is a default group",
                stage -> !stage.realm.api("/default-groups").get().json().isEmpty())
            .gives("a new user is an approver", stage -> isApprover(stage, NEWCOMER, APPROVER))
            .then(stage -> stage.realm.createUser(NEWCOMER))
            .by(
                stage ->
                    stage.to("/default-groups/" + stage.noted("approvers"), KEEPER).put(Map.of())),
        counting("approver-imported", "Import a user with the role of approvers")
            .on(Surface.IMPORT)
            .leaves("the user is an approver", stage -> isApprover(stage, NEWCOMER, APPROVER))
            .by(
                stage ->
                    stage
                        .to("/partialImport", KEEPER)
                        .post(
                            Map.of(
                                "ifResourceExists",
                                "OVERWRITE",
                                "users",
                                List.of(
                                    Map.of(
                                        "username",
                                        NEWCOMER,
                                        "enabled",
                                        true,
                                        "realmRoles",
                                        List.of(APPROVER)))))),
        counting("approver-renamed-to", "Give a role that one holds the name of the approvers'")
            // Another rule asks for it, whose name is free.
            .audited("configuration", 0)
            .given(
                stage -> {
                  people(stage);
                  held(stage, "staff");
                })
            .armed(
                stage -> {
                  approvers(stage);
                  stage
                      .story()
                      .ifPresent(
                          story ->
                              story.rule(
                                  Map.of(
                                      "name",
                                      "by-elders",
                                      "protects",
                                      Map.of("realmRoles", List.of("vault-*")),
                                      "tickets",
                                      Map.of("minApprovals", 1, "approverRole", ELDER))));
                })
            .leaves("its caller is an approver", stage -> isApprover(stage, KEEPER, ELDER))
            .by(stage -> stage.to("/roles/staff", KEEPER).put(Map.of("name", ELDER))),
        counting(
                "approver-renamed-from",
                "Give the role of approvers another name, and make one of its name for oneself")
            // Once it has another name no approval of a ticket counts.
            .withEqual()
            .leaves(
                "the role has the name",
                stage -> stage.realm.api("/roles/former").get().status() == 200)
            .gives("its caller is an approver", stage -> isApprover(stage, KEEPER, APPROVER))
            .then(
                stage -> {
                  stage.to("/roles", KEEPER).post(Map.of("name", APPROVER)).expect(201);
                  stage
                      .to("/users/" + stage.realm.userId(KEEPER) + "/role-mappings/realm", KEEPER)
                      .post(role(stage, APPROVER))
                      .expect(204);
                })
            .by(stage -> stage.to("/roles/" + APPROVER, KEEPER).put(Map.of("name", "former"))));
  }

  private static Route.Draft counting(String id, String title) {
    return Route.named(id, title)
        .refused("trust_base_guarded")
        .audited("configuration")
        .about(KEEPER)
        .rule(Map.of("tickets", Map.of("minApprovals", 1, "approverRole", APPROVER)))
        .withTicketFor("approvers")
        .given(ApproverRoutes::people)
        .armed(ApproverRoutes::approvers);
  }

  private static Route.Draft approver(String id, String title) {
    return counting(id, title)
        .leaves("its caller is an approver", stage -> isApprover(stage, KEEPER, APPROVER));
  }

  private static boolean isApprover(Stage stage, String username, String role) {
    return stage.exists(username) && stage.realm.effectiveRoles(username).contains(role);
  }

  private static List<?> role(Stage stage, String name) {
    return List.of(stage.realm.role(name));
  }

  private static void people(Stage stage) {
    MappingRoutes.keeper(stage);
    stage.realm.createRole(APPROVER);
  }

  private static void held(Stage stage, String role) {
    stage.realm.createRole(role);
    stage.realm.assign(KEEPER, role).expect(204);
  }

  private static void carrier(Stage stage) {
    people(stage);
    String group = GroupRoutes.group(stage, "approvers");
    stage
        .realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(role(stage, APPROVER))
        .expect(204);
  }

  /** Those who approve the tickets of this test, where there is a gate. */
  private static void approvers(Stage stage) {
    if (stage.story().isPresent()) {
      stage.realm.assign("bob", APPROVER).expect(204);
      stage.realm.assign("carol", APPROVER).expect(204);
    }
  }
}
