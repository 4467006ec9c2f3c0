package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;

/**
 * The gate's own roles, by the structures that lead to any role, taken by somebody who may manage
 * users, clients and the realm. They are there on a server with the gate only; elsewhere a role of
 * that name stands for them.
 */
final class GateRoleRoutes {

  private static final String MANAGEMENT = "realm-management";
  static final String GATE_ROLE = "ticket-gate-itsm";

  private static final String NEWCOMER = "newcomer";

  private GateRoleRoutes() {}

  static List<Route> all() {
    return List.of(
        gate("gate-role-direct", "Map a role of the gate to oneself")
            .given(GateRoleRoutes::keeper)
            .by(
                stage ->
                    stage
                        .to(
                            "/users/"
                                + stage.realm.userId("keeper")
                                + "/role-mappings/clients/"
                                + management(stage),
                            "keeper")
                        .post(gateRole(stage))),
        gate("gate-role-composite", "Put a role of the gate into a role that one holds")
            .given(
                stage -> {
                  keeper(stage);
                  stage.realm.createRole("staff");
                  stage.realm.assign("keeper", "staff").expect(204);
                })
            .by(stage -> stage.to("/roles/staff/composites", "keeper").post(gateRole(stage))),
        gate("gate-role-group", "Give a role of the gate to a group that one is in")
            .given(
                stage -> {
                  keeper(stage);
                  GroupRoutes.group(stage, "staff");
                  join(stage, "staff").expect(204);
                })
            .by(stage -> give(stage, "staff", "keeper")),
        gate("gate-role-group-join", "Join a group that carries a role of the gate")
            .given(
                stage -> {
                  keeper(stage);
                  GroupRoutes.group(stage, "itsm");
                  give(stage, "itsm", "").expect(204);
                })
            .by(
                stage ->
                    stage
                        .to(
                            "/users/"
                                + stage.realm.userId("keeper")
                                + "/groups/"
                                + stage.noted("itsm"),
                            "keeper")
                        .put(Map.of())),
        gate("gate-role-default-roles", "Put a role of the gate into the default roles")
            .given(GateRoleRoutes::keeper)
            .by(
                stage -> {
                  String id =
                      stage.realm.role("default-roles-" + stage.realm.name()).path("id").asText();
                  return stage
                      .to("/roles-by-id/" + id + "/composites", "keeper")
                      .post(gateRole(stage));
                }),
        imported("gate-role-imported", "Import a user with a role of the gate", GATE_ROLE)
            .by(stage -> importUser(stage, stage.noted("client"), GATE_ROLE)),
        imported("realm-admin-imported", "Import a user with realm-admin", "realm-admin")
            .by(stage -> importUser(stage, MANAGEMENT, "realm-admin")),
        Route.named(
                "gate-role-synchronised",
                "Synchronise users while a role of the gate is imported from LDAP")
            .on(Surface.LDAP)
            .refused(Refusal.swallowed(0, "not_permitted"))
            .audited("role-mapping", 0)
            .about("keeper")
            .given(
                stage -> {
                  keeper(stage);
                  LdapRoutes.federate(stage, true);
                  LdapRoutes.addRoles(
                          stage, Directory.rolesOf(stage.noted("client"), "ou=gate", "IMPORT"))
                      .expect(201);
                })
            .gives(
                "a user of the directory holds the role of the gate",
                stage ->
                    stage
                        .realm
                        .api("/clients/" + management(stage) + "/roles/" + GATE_ROLE + "/users")
                        .get()
                        .expect(200)
                        .body()
                        .contains(Directory.LYDIA))
            .by(
                stage ->
                    stage
                        .to(
                            "/user-storage/" + stage.noted("ldap") + "/sync?action=triggerFullSync",
                            "keeper")
                        .post()));
  }

  private static Route.Draft imported(String id, String title, String role) {
    return Route.named(id, title)
        .on(Surface.IMPORT)
        .refused("not_permitted")
        .audited("role-mapping", 0)
        .about("keeper")
        .withEqual()
        .given(GateRoleRoutes::keeper)
        .gives(
            "the user holds the role",
            stage ->
                stage.exists(NEWCOMER)
                    && stage
                        .realm
                        .effectiveClientRoles(
                            NEWCOMER, role.equals(GATE_ROLE) ? stage.noted("client") : MANAGEMENT)
                        .contains(role));
  }

  private static Answer importUser(Stage stage, String client, String role) {
    return stage
        .to("/partialImport", "keeper")
        .post(
            Map.of(
                "ifResourceExists",
                "FAIL",
                "users",
                List.of(
                    Map.of(
                        "username",
                        NEWCOMER,
                        "enabled",
                        true,
                        "clientRoles",
                        Map.of(client, List.of(role))))));
  }

  private static Route.Draft gate(String id, String title) {
    return Route.named(id, title)
        .refused("not_permitted")
        .audited("role-mapping", 0)
        .about("keeper")
        .gives(
            "the attacker holds the role of the gate",
            stage ->
                stage
                    .realm
                    .effectiveClientRoles("keeper", stage.noted("client"))
                    .contains(GATE_ROLE));
  }

  static void keeper(Stage stage) {
    stage.note("client", MANAGEMENT);
    String path = "/clients/" + management(stage) + "/roles/" + GATE_ROLE;
    if (stage.realm.api(path).get().status() == 404) {
      // Keycloak lets nobody add a role to its own client.
      stage.realm.createClient(stage.note("client", "gate"));
      stage.realm.createClientRole("gate", GATE_ROLE);
    }
    MappingRoutes.keeper(stage);
  }

  static String management(Stage stage) {
    return stage.realm.clientUuid(stage.noted("client"));
  }

  static List<JsonNode> gateRole(Stage stage) {
    String path = "/clients/" + management(stage) + "/roles/" + GATE_ROLE;
    return List.of(stage.realm.api(path).get().expect(200).json());
  }

  private static Answer join(Stage stage, String group) {
    return stage
        .realm
        .api("/users/" + stage.realm.userId("keeper") + "/groups/" + stage.noted(group))
        .put(Map.of());
  }

  /** By that caller, or by the master administrator, who may. */
  private static Answer give(Stage stage, String group, String caller) {
    String path = "/groups/" + stage.noted(group) + "/role-mappings/clients/" + management(stage);
    return (caller.isEmpty() ? stage.to(path) : stage.to(path, caller)).post(gateRole(stage));
  }
}
