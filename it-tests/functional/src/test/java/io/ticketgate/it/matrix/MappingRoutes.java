package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;

/** A role is mapped to somebody. */
final class MappingRoutes {

  private static final String MARK = "ticket-gate.tier";
  private static final Map<String, ?> PROTECTS_MARKED =
      Map.of("protects", Map.of("attribute", MARK + "=high"));

  private MappingRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named("direct-realm-role", "Map a realm role to a user")
            .audited("role-mapping")
            .withTwin()
            .givesRole()
            .by(MappingRoutes::map),
        Route.named("direct-client-role", "Map a client role to a user")
            .audited("role-mapping")
            .withTwin()
            .givesClientRole()
            .by(
                stage ->
                    stage
                        .to(
                            "/users/"
                                + stage.alice()
                                + "/role-mappings/clients/"
                                + stage.realm.clientUuid(Stage.CLIENT))
                        .post(stage.clientRole())),
        Route.named("direct-several", "Map several roles to a user, of which one is protected")
            .audited("role-mapping")
            .withTwin()
            .given(stage -> stage.realm.createRole("staff"))
            .leaves(
                "the other role is mapped",
                stage -> stage.realm.directRoles(Stage.ALICE).contains("staff"))
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/role-mappings/realm")
                        .post(List.of(stage.realm.role("staff"), stage.realm.role(Stage.ROLE)))),
        Route.named("direct-composite", "Map a role that contains the protected one")
            .audited("role-mapping")
            .withTwin()
            .given(
                stage -> {
                  stage.realm.createRole("staff");
                  stage.realm.addComposite("staff", Stage.ROLE).expect(204);
                })
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/role-mappings/realm")
                        .post(List.of(stage.realm.role("staff")))),
        Route.named("service-account-role", "Map the role to a service account")
            .audited("role-mapping")
            .about("service-account-worker")
            .given(stage -> stage.realm.createClient("worker"))
            .gives("the service account holds the role", Stage::holds)
            .gives(
                "the service account's token carries the role",
                stage ->
                    Stage.carries(
                        Stage.claims(stage.realm.serviceAccountToken("worker"))
                            .at("/realm_access/roles"),
                        Stage.ROLE))
            .by(
                stage ->
                    stage
                        .to(
                            "/users/"
                                + stage.realm.serviceAccountUserId("worker")
                                + "/role-mappings/realm")
                        .post(stage.role())),
        Route.named(
                "authorization-enabled",
                "Switch on authorization services, which gives the service account a role")
            .audited("role-mapping")
            .about("service-account-" + Stage.CLIENT)
            .gives(
                "the service account holds a role of the protected client",
                stage ->
                    stage
                        .realm
                        .effectiveClientRoles("service-account-" + Stage.CLIENT, Stage.CLIENT)
                        .contains("uma_protection"))
            .by(
                stage -> {
                  String path = "/clients/" + stage.realm.clientUuid(Stage.CLIENT);
                  ObjectNode client = (ObjectNode) stage.realm.api(path).get().expect(200).json();
                  return stage.to(path).put(client.put("authorizationServicesEnabled", true));
                }),
        Route.named("role-recreated", "Delete the role, create it anew and map that one")
            .audited("role-mapping")
            .givesRole()
            .by(
                stage -> {
                  stage.to("/roles/" + Stage.ROLE).delete().expect(204);
                  stage.realm.createRole(Stage.ROLE);
                  return map(stage);
                }),
        Route.named(
                "user-recreated",
                "Delete a user, create one of the same name and use the same ticket again")
            .audited("role-mapping")
            .once()
            .refused("identity_changed")
            .rule(Map.of("tickets", Map.of("minApprovals", 1, "maxUses", 1)))
            .armed(
                stage ->
                    stage.note(
                        "ticket",
                        stage.story().isPresent()
                            ? stage.ticketFor(Stage.ALICE).ref()
                            : "demo:CHG-0"))
            .givesRole()
            .by(
                stage -> {
                  mapWith(stage, stage.noted("ticket")).expect(204);
                  stage.to("/users/" + stage.alice()).delete().expect(204);
                  stage.realm.createUser(Stage.ALICE);
                  return mapWith(stage, stage.noted("ticket"));
                }),
        Route.named("marked-role", "Map a role that an attribute marks as protected")
            .audited("role-mapping")
            .rule(PROTECTS_MARKED)
            .withTwin()
            .given(MappingRoutes::mark)
            .givesRole()
            .by(MappingRoutes::map),
        Route.named("mark-removed", "Take the mark off the protected role, then map it")
            .audited("role-mapping")
            .rule(PROTECTS_MARKED)
            .given(
                stage -> {
                  mark(stage);
                  keeper(stage);
                })
            .givesRole()
            .by(
                stage -> {
                  stage
                      .to("/roles/" + Stage.ROLE, "keeper")
                      .put(Map.of("name", Stage.ROLE, "attributes", Map.of()))
                      .expect(204);
                  return mapBy(stage, "keeper");
                }),
        Route.named(
                "marked-role-deleted",
                "Delete the marked role, create it without the mark, then map it")
            .audited("role-mapping", 0)
            .refused("not_permitted")
            .rule(PROTECTS_MARKED)
            .given(
                stage -> {
                  mark(stage);
                  keeper(stage);
                })
            .leaves(
                "the mark is gone",
                stage -> !stage.realm.role(Stage.ROLE).path("attributes").has(MARK))
            .givesRole()
            .by(
                stage -> {
                  Answer deleted = stage.to("/roles/" + Stage.ROLE, "keeper").delete();
                  if (deleted.status() >= 400) {
                    return deleted;
                  }
                  stage.to("/roles", "keeper").post(Map.of("name", Stage.ROLE)).expect(201);
                  return mapBy(stage, "keeper");
                }));
  }

  private static Answer map(Stage stage) {
    return stage.to("/users/" + stage.alice() + "/role-mappings/realm").post(stage.role());
  }

  private static Answer mapBy(Stage stage, String caller) {
    return stage.to("/users/" + stage.alice() + "/role-mappings/realm", caller).post(stage.role());
  }

  private static Answer mapWith(Stage stage, String ticket) {
    return stage.realm.mappings(stage.alice()).ticket(ticket).post(stage.role());
  }

  private static void mark(Stage stage) {
    JsonNode role = stage.realm.role(Stage.ROLE);
    stage
        .realm
        .api("/roles-by-id/" + role.path("id").asText())
        .put(Map.of("name", Stage.ROLE, "attributes", Map.of(MARK, List.of("high"))))
        .expect(204);
  }

  /** A caller who may all but administer the gate. */
  static void keeper(Stage stage) {
    stage.realm.grantManagement(
        stage.realm.createUser("keeper"),
        "manage-realm",
        "view-realm",
        "manage-users",
        "view-users",
        "manage-clients");
  }
}
