package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;

/** A group carries a role to its members. */
final class GroupRoutes {

  /** The ticket of somebody who is made by the attempt names nobody when it comes in. */
  static final Map<String, ?> LATE_SUBJECTS =
      Map.of("tickets", Map.of("minApprovals", 1, "lateSubjects", true));

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
        Route.named("group-join-below", "Join a child of a group that carries the role")
            .audited("group-membership")
            .withTwin()
            .given(
                stage -> {
                  carrier(stage, "dbas");
                  child(stage, "dbas", "oracle");
                })
            .leaves("alice is a member", stage -> isMember(stage, "oracle"))
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/groups/" + stage.noted("oracle"))
                        .put(Map.of())),
        Route.named("user-created-in-group", "Create a user in a group that carries the role")
            .audited("group-membership")
            .about("newcomer")
            .withTwin()
            .rule(LATE_SUBJECTS)
            .given(stage -> carrier(stage, "dbas"))
            .leaves("the user is there", stage -> stage.exists("newcomer"))
            .givesRole()
            .by(stage -> stage.to("/users").post(user("newcomer", List.of("/dbas")))),
        Route.named("default-group-member", "Create a user while a default group carries the role")
            .audited("group-membership")
            .about("newcomer")
            .withTwin()
            .rule(LATE_SUBJECTS)
            .given(
                stage -> {
                  carrier(stage, "dbas");
                  stage
                      .realm
                      .api("/default-groups/" + stage.noted("dbas"))
                      .put(Map.of())
                      .expect(204);
                })
            .leaves("the user is there", stage -> stage.exists("newcomer"))
            .givesRole()
            .by(stage -> stage.to("/users").post(user("newcomer", List.of()))),
        Route.named("default-role-user", "Create a user while the default roles contain the role")
            .audited("role-mapping")
            .about("newcomer")
            .given(stage -> CompositeRoutes.addToDefaults(stage).expect(204))
            .leaves("the user is there", stage -> stage.exists("newcomer"))
            .givesRole()
            .by(stage -> stage.to("/users").post(user("newcomer", List.of()))),
        structural("group-realm-role", "Give the role to a group that has members")
            .audited("group-role")
            .given(stage -> joined(stage, group(stage, "staff")))
            .leaves("the group has the role", stage -> carries(stage, "staff"))
            .givesRole()
            .by(stage -> give(stage, "staff")),
        structural("group-client-role", "Give a client role to a group that has members")
            .audited("group-role")
            .given(stage -> joined(stage, group(stage, "staff")))
            .givesClientRole()
            .by(
                stage ->
                    stage
                        .to(
                            "/groups/"
                                + stage.noted("staff")
                                + "/role-mappings/clients/"
                                + stage.realm.clientUuid(Stage.CLIENT))
                        .post(stage.clientRole())),
        structural(
                "group-empty-role", "Give the role to a group without members, then let one join")
            .audited("group-role")
            .given(stage -> group(stage, "staff"))
            .leaves("the group has the role", stage -> carries(stage, "staff"))
            .givesRole()
            .then(stage -> joined(stage, stage.noted("staff")))
            .by(stage -> give(stage, "staff")),
        structural("group-parent-role", "Give the role to the parent of a group that has members")
            .audited("group-role")
            .given(
                stage -> {
                  group(stage, "staff");
                  joined(stage, child(stage, "staff", "oracle"));
                })
            .leaves("the group has the role", stage -> carries(stage, "staff"))
            .givesRole()
            .by(stage -> give(stage, "staff")),
        structural("group-composite-role", "Give a group a role that contains the protected one")
            .audited("group-role")
            .given(
                stage -> {
                  joined(stage, group(stage, "staff"));
                  stage.realm.createRole("work");
                  stage.realm.addComposite("work", Stage.ROLE).expect(204);
                })
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/groups/" + stage.noted("staff") + "/role-mappings/realm")
                        .post(List.of(stage.realm.role("work")))),
        structural("group-child-created", "Create a child of a group that carries the role")
            .audited("group-tree")
            .given(stage -> carrier(stage, "dbas"))
            .leaves("the child is there", stage -> hasChild(stage, "dbas", "oracle"))
            .givesRole()
            .then(stage -> joined(stage, childId(stage, "dbas", "oracle")))
            .by(
                stage ->
                    stage
                        .to("/groups/" + stage.noted("dbas") + "/children")
                        .post(Map.of("name", "oracle"))),
        structural("group-moved", "Move a group with members below one that carries the role")
            .audited("group-tree")
            .given(
                stage -> {
                  carrier(stage, "dbas");
                  joined(stage, group(stage, "staff"));
                })
            .leaves("the group is a child", stage -> hasChild(stage, "dbas", "staff"))
            .givesRole()
            .by(
                stage ->
                    stage
                        .to("/groups/" + stage.noted("dbas") + "/children")
                        .post(Map.of("name", "staff", "id", stage.noted("staff")))),
        structural(
                "default-group-by-realm",
                "Name a group that carries the role as a default group in the realm itself")
            .audited("default-group")
            .about("newcomer")
            .given(stage -> carrier(stage, "dbas"))
            .leaves("the group is a default group", GroupRoutes::isDefault)
            .givesRole()
            .then(stage -> stage.realm.createUser("newcomer"))
            .by(stage -> stage.to("").put(Map.of("defaultGroups", List.of("/dbas")))),
        structural("default-group", "Make a group that carries the role a default group")
            .audited("default-group")
            .about("newcomer")
            .given(stage -> carrier(stage, "dbas"))
            .leaves("the group is a default group", GroupRoutes::isDefault)
            .givesRole()
            .then(stage -> stage.realm.createUser("newcomer"))
            .by(stage -> stage.to("/default-groups/" + stage.noted("dbas")).put(Map.of())));
  }

  static Route.Draft structural(String id, String title) {
    return Route.named(id, title).refused("structural_grant_refused");
  }

  static Map<String, Object> user(String name, List<String> groups) {
    return Map.of(
        "username",
        name,
        "enabled",
        true,
        "firstName",
        name,
        "lastName",
        "Test",
        "email",
        name + "@example.test",
        "emailVerified",
        true,
        "credentials",
        List.of(Map.of("type", "password", "value", "password", "temporary", false)),
        "groups",
        groups);
  }

  /** A new top group without roles; its id is noted under its name. */
  static String group(Stage stage, String name) {
    return stage.note(
        name, stage.realm.api("/groups").post(Map.of("name", name)).expect(201).createdId());
  }

  private static String child(Stage stage, String parent, String name) {
    return stage.note(
        name,
        stage
            .realm
            .api("/groups/" + stage.noted(parent) + "/children")
            .post(Map.of("name", name))
            .expect(201)
            .text("id"));
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

  private static boolean isDefault(Stage stage) {
    return stage
        .realm
        .api("/default-groups")
        .get()
        .json()
        .findValuesAsText("name")
        .contains("dbas");
  }

  private static boolean hasChild(Stage stage, String parent, String name) {
    return children(stage, parent).findValuesAsText("name").contains(name);
  }

  private static String childId(Stage stage, String parent, String name) {
    for (com.fasterxml.jackson.databind.JsonNode each : children(stage, parent)) {
      if (each.path("name").asText().equals(name)) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("No child " + name);
  }

  private static com.fasterxml.jackson.databind.JsonNode children(Stage stage, String parent) {
    return stage.realm.api("/groups/" + stage.noted(parent) + "/children").get().expect(200).json();
  }
}
