package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RealmKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A whole realm that is imported brings its rules, and what they would refuse. */
final class RealmImportRoutes {

  private static final String RULE = "io.ticketgate.keycloak.config.GateRule";

  private RealmImportRoutes() {}

  static List<Route> all() {
    return List.of(
        imported("realm-import-user-role", "Import a realm with a user who has the role")
            .audited("role-mapping")
            .by(
                stage ->
                    create(
                        stage,
                        Map.of(
                            "users",
                            List.of(
                                PartialImportRoutes.user(
                                    Stage.ALICE, Map.of("realmRoles", List.of(Stage.ROLE))))))),
        structure("realm-import-group", "Import a realm with a group that carries the role")
            .audited("group-role")
            .then(
                stage -> {
                  RealmFixture other = other(stage);
                  String group = other.api("/group-by-path/dbas").get().expect(200).text("id");
                  other
                      .api("/users/" + other.userId(Stage.ALICE) + "/groups/" + group)
                      .put(Map.of())
                      .expect(204);
                })
            .by(
                stage ->
                    create(
                        stage,
                        Map.of(
                            "groups",
                            List.of(Map.of("name", "dbas", "realmRoles", List.of(Stage.ROLE)))))),
        structure(
                "realm-import-composite",
                "Import a realm with a role that contains the protected one")
            .audited("composite")
            .then(stage -> other(stage).assign(Stage.ALICE, "work").expect(204))
            .by(
                stage ->
                    create(
                        stage,
                        Map.of(
                            "roles",
                            Map.of(
                                "realm",
                                List.of(
                                    Map.of("name", Stage.ROLE),
                                    PartialImportRoutes.containing("work")))))),
        structure(
                "realm-import-default-role",
                "Import a realm whose default roles contain the protected one")
            .audited("composite")
            .then(
                stage -> {
                  RealmFixture other = other(stage);
                  other.api("/users/" + other.userId(Stage.ALICE)).delete().expect(204);
                  other.createUser(Stage.ALICE);
                })
            .by(stage -> create(stage, Map.of("defaultRoles", List.of(Stage.ROLE)))));
  }

  private static Route.Draft imported(String id, String title) {
    return Route.named(id, title)
        .on(Surface.IMPORT)
        .once()
        .given(stage -> stage.atEnd(other(stage)::close))
        .leaves("the realm is there", stage -> other(stage).api("").get().status() == 200)
        .gives("a user of that realm holds the role", RealmImportRoutes::heldThere)
        .gives("a token of that realm carries the role", RealmImportRoutes::carriedThere);
  }

  private static Route.Draft structure(String id, String title) {
    return imported(id, title).refused("structural_grant_refused");
  }

  static RealmFixture other(Stage stage) {
    return stage.realm.server().realm(stage.realm.name() + "-imported");
  }

  static Answer create(Stage stage, Map<String, ?> content) {
    RealmFixture other = other(stage);
    Map<String, Object> components = new LinkedHashMap<>(RealmKeys.components());
    List<JsonNode> rules = new ArrayList<>();
    stage
        .story()
        .ifPresent(
            gated ->
                stage
                    .realm
                    .api("/components?type=" + RULE)
                    .get()
                    .expect(200)
                    .json()
                    .forEach(rule -> rules.add(asExported(rule))));
    if (!rules.isEmpty()) {
      components.put(RULE, rules);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("realm", other.name());
    body.put("enabled", true);
    body.put("adminEventsEnabled", true);
    body.put("adminEventsDetailsEnabled", true);
    body.put("components", components);
    body.put("roles", Map.of("realm", List.of(Map.of("name", Stage.ROLE))));
    body.put(
        "clients",
        List.of(
            Map.of(
                "clientId", RealmFixture.APP,
                "secret", RealmFixture.SECRET,
                "directAccessGrantsEnabled", true)));
    body.put("users", List.of(PartialImportRoutes.user(Stage.ALICE, Map.of())));
    body.putAll(content);
    stage.reportsIn(other);
    return stage.ticketed(stage.realm.server().admin().to("/admin/realms")).post(body);
  }

  private static JsonNode asExported(JsonNode component) {
    return ((com.fasterxml.jackson.databind.node.ObjectNode) component)
        .without(List.of("id", "parentId", "providerType"));
  }

  private static boolean heldThere(Stage stage) {
    RealmFixture other = other(stage);
    return other.api("").get().status() == 200
        && other.effectiveRoles(Stage.ALICE).contains(Stage.ROLE);
  }

  private static boolean carriedThere(Stage stage) {
    RealmFixture other = other(stage);
    return other.api("").get().status() == 200
        && Stage.carries(
            Stage.claims(other.tokenOf(Stage.ALICE)).at("/realm_access/roles"), Stage.ROLE);
  }
}
