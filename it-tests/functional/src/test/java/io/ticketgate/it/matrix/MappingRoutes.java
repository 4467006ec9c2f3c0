package io.ticketgate.it.matrix;

import java.util.List;

/** A role is mapped to somebody. */
final class MappingRoutes {

  private MappingRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("direct-realm-role", "Map a realm role to a user")
            .audited("role-mapping")
            .withTwin()
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/role-mappings/realm")
                        .post(stage.role())));
  }
}
