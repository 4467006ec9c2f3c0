package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Something that somebody holds gets a protected name. */
final class RenameRoutes {

  private RenameRoutes() {}

  static List<Route> all() {
    return List.of(
        rename("role-renamed-by-name", "Rename a held role to a protected name, by name")
            .given(RenameRoutes::held)
            .givesRole()
            .by(stage -> stage.to("/roles/staff").put(Map.of("name", Stage.ROLE))),
        rename("role-renamed-by-id", "Rename a held role to a protected name, by id")
            .given(RenameRoutes::held)
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/roles-by-id/" + stage.noted("staff"))
                        .put(Map.of("name", Stage.ROLE))),
        rename("client-role-renamed", "Rename a held client role to a protected name")
            .rule(Map.of("protects", Map.of("clientRoles", List.of(Stage.CLIENT + "/db-*"))))
            .given(
                stage -> {
                  stage.realm.createClientRole(Stage.CLIENT, "read");
                  stage.realm.grantClientRoles(stage.alice(), Stage.CLIENT, "read");
                })
            .gives(
                "the subject holds a protected role",
                stage ->
                    stage.realm.effectiveClientRoles(Stage.ALICE, Stage.CLIENT).contains("db-read"))
            .by(
                stage ->
                    stage
                        .to("/clients/" + stage.realm.clientUuid(Stage.CLIENT) + "/roles/read")
                        .put(Map.of("name", "db-read"))),
        rename(
                "client-renamed",
                "Rename a client whose role somebody holds to a protected client id")
            .rule(Map.of("protects", Map.of("clientRoles", List.of("vault/*"))))
            .given(
                stage ->
                    stage.realm.grantClientRoles(stage.alice(), Stage.CLIENT, Stage.CLIENT_ROLE))
            .leaves(
                "the client has the name",
                stage -> !stage.realm.api("/clients?clientId=vault").get().json().isEmpty())
            .gives(
                "the subject's token carries a role of the protected client",
                stage ->
                    Stage.carries(
                        stage
                            .claims(
                                Stage.ALICE, io.ticketgate.it.harness.RealmFixture.APP, "openid")
                            .at("/resource_access/vault/roles"),
                        Stage.CLIENT_ROLE))
            .by(
                stage -> {
                  String path = "/clients/" + stage.realm.clientUuid(Stage.CLIENT);
                  ObjectNode client = (ObjectNode) stage.realm.api(path).get().expect(200).json();
                  return stage.to(path).put(client.put("clientId", "vault"));
                }));
  }

  private static Route.Draft rename(String id, String title) {
    return GroupRoutes.structural(id, title).audited("rename");
  }

  /** The protected name is free, and alice holds a role of another name. */
  private static void held(Stage stage) {
    CompositeRoutes.held(stage, "staff");
    stage.realm.api("/roles/" + Stage.ROLE).delete().expect(204);
  }
}
