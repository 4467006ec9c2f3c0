package io.ticketgate.it.matrix;

import java.util.List;

/** A role carries another to its holders. */
final class CompositeRoutes {

  private CompositeRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("composite-by-name", "Put the role into a role that somebody holds, by name")
            .refused("structural_grant_refused")
            .audited("composite")
            .given(stage -> held(stage, "staff"))
            .leaves("the role is a child", stage -> contains(stage, "staff"))
            .givesRole()
            .by(stage -> stage.to("/roles/staff/composites").post(stage.role())));
  }

  /** A new unprotected role that alice holds; its id is noted under its name. */
  static String held(Stage stage, String name) {
    String id = stage.note(name, stage.realm.createRole(name));
    stage.realm.assign(Stage.ALICE, name).expect(204);
    return id;
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
