package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;

/** A group carries a role to its members. */
final class GroupRoutes {

  private GroupRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("group-join", "Join a group that carries the role")
            .audited("group-membership")
            .withTwin()
            .given(stage -> carrier(stage, "dbas"))
            .leaves("alice is a member", stage -> isMember(stage, "dbas"))
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/groups/" + stage.noted("dbas"))
                        .put(Map.of())),
        Route.named("group-realm-role", "Give the role to a group that has members")
            .refused("structural_grant_refused")
            .audited("group-role")
            .given(stage -> joined(stage, group(stage, "staff")))
            .leaves("the group has the role", stage -> carries(stage, "staff"))
            .givesRole()
            .by(stage -> give(stage, "staff")));
  }

  /** A new top group without roles; its id is noted under its name. */
  static String group(Stage stage, String name) {
    return stage.note(
        name, stage.realm.api("/groups").post(Map.of("name", name)).expect(201).createdId());
  }

  /** A new top group with the protected role, which nobody is in. */
  static String carrier(Stage stage, String name) {
    String id = group(stage, name);
    give(stage, name).expect(204);
    return id;
  }

  static void joined(Stage stage, String groupId) {
    stage.realm.api("/users/" + stage.alice() + "/groups/" + groupId).put(Map.of()).expect(204);
  }

  private static Answer give(Stage stage, String group) {
    return stage.to("/groups/" + stage.noted(group) + "/role-mappings/realm").post(stage.role());
  }

  static boolean isMember(Stage stage, String group) {
    return stage
        .realm
        .api("/users/" + stage.alice() + "/groups")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("id")
        .contains(stage.noted(group));
  }

  static boolean carries(Stage stage, String group) {
    return stage
        .realm
        .api("/groups/" + stage.noted(group) + "/role-mappings/realm")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("name")
        .contains(Stage.ROLE);
  }
}
