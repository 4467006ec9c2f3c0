package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** A protocol mapper writes a role into tokens. */
final class MapperRoutes {

  private MapperRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("hardcoded-role-on-client", "Add a hardcoded role mapper to a client")
            .refused("structural_grant_refused")
            .audited("protocol-mapper")
            .leaves("the client has the mapper", MapperRoutes::appHasMapper)
            .givesName()
            .by(
                stage ->
                    stage
                        .to(
                            "/clients/"
                                + stage.realm.clientUuid(RealmFixture.APP)
                                + "/protocol-mappers/models")
                        .post(mapper("oidc-hardcoded-role-mapper", Map.of("role", Stage.ROLE)))));
  }

  static Map<String, Object> mapper(String type, Map<String, String> config) {
    return Map.of(
        "name", "carrier", "protocol", "openid-connect", "protocolMapper", type, "config", config);
  }

  static boolean appHasMapper(Stage stage) {
    return stage
        .realm
        .api("/clients/" + stage.realm.clientUuid(RealmFixture.APP))
        .get()
        .expect(200)
        .json()
        .path("protocolMappers")
        .findValuesAsText("name")
        .contains("carrier");
  }
}
