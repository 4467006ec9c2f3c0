package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** A ticket is used for somebody, or something, that has come to the name in it. */
final class IdentityRoutes {

  private static final String MALLORY = "mallory";
  private static final String ADDRESS = Stage.ALICE + "@example.test";
  private static final String SLASHED = Stage.CLIENT + "/" + Stage.CLIENT_ROLE;

  private IdentityRoutes() {}

  static List<Route> all() {
    return List.of(
        moved("address-moved", "Use the ticket of a person whose e-mail address another has got")
            .armed(stage -> ticket(stage, ADDRESS))
            .by(
                stage -> {
                  change(stage, Stage.ALICE, Map.of("email", "elsewhere@example.test"));
                  change(stage, MALLORY, Map.of("email", ADDRESS, "emailVerified", true));
                  return map(stage, MALLORY);
                }),
        moved("username-moved", "Use the ticket of a person whose user name another has got")
            .realm(Map.of("editUsernameAllowed", true))
            .armed(stage -> ticket(stage, Stage.ALICE))
            .by(
                stage -> {
                  change(stage, Stage.ALICE, Map.of("username", "alice-was"));
                  change(stage, MALLORY, Map.of("username", Stage.ALICE));
                  return map(stage, Stage.ALICE);
                }),
        Route.named(
                "role-remade-under-a-ticket",
                "Delete the role, create it anew and use the ticket for the first")
            .refused("identity_changed")
            .audited("role-mapping")
            .once()
            .armed(stage -> ticket(stage, Stage.ALICE))
            .givesRole()
            .by(
                stage -> {
                  stage.to("/roles/" + Stage.ROLE).delete().expect(204);
                  stage.realm.createRole(Stage.ROLE);
                  return map(stage, Stage.ALICE);
                }),
        Route.named(
                "person-remade-with-their-id",
                "Make an account anew with the id of the one before, and use the ticket for that"
                    + " one")
            .refused("identity_changed")
            .audited("role-mapping")
            .armed(
                stage -> {
                  ticket(stage, Stage.ALICE);
                  remade(stage);
                })
            .givesRole()
            .withTwin()
            .by(
                stage ->
                    stage
                        .realm
                        .mappings(stage.alice())
                        .ticket(stage.ticket().orElseGet(() -> stage.noted("ticket")))
                        .post(stage.role())),
        Route.named(
                "role-with-a-slash",
                "Use the ticket for a realm role whose name reads as that of the client role")
            .refused("ticket_mismatch")
            .audited("role-mapping")
            .withTwin()
            .rule(
                Map.of(
                    "protects",
                    Map.of(
                        "realmRoles",
                        List.of("db-*", Stage.CLIENT + "\\/*"),
                        "clientRoles",
                        List.of(Stage.CLIENT + "/*"))))
            .given(stage -> stage.realm.createRole(SLASHED))
            .armed(
                stage ->
                    stage.note(
                        "ticket",
                        stage
                            .story()
                            .map(
                                story ->
                                    story
                                        .ticketFor(Stage.ALICE)
                                        .with("entitlements", List.of(Map.of("realmRole", SLASHED)))
                                        .push()
                                        .ref())
                            .orElse("demo:CHG-0")))
            .givesClientRole()
            .by(
                stage ->
                    stage
                        .realm
                        .api(
                            "/users/"
                                + stage.alice()
                                + "/role-mappings/clients/"
                                + stage.realm.clientUuid(Stage.CLIENT))
                        .ticket(stage.ticket().orElseGet(() -> stage.noted("ticket")))
                        .post(stage.clientRole())));
  }

  private static Route.Draft moved(String id, String title) {
    return Route.named(id, title)
        .refused("identity_changed")
        .audited("role-mapping")
        .about(MALLORY)
        .once()
        .given(IdentityRoutes::people)
        .gives(
            "the other holds the role",
            stage ->
                stage
                    .realm
                    .mappings(stage.noted(MALLORY))
                    .get()
                    .expect(200)
                    .json()
                    .findValuesAsText("name")
                    .contains(Stage.ROLE));
  }

  private static void people(Stage stage) {
    MappingRoutes.keeper(stage);
    stage.note(MALLORY, stage.realm.createUser(MALLORY));
  }

  /** By a partial import, which takes the id that it is given. */
  private static void remade(Stage stage) {
    String id = stage.alice();
    stage.realm.api("/users/" + id).delete().expect(204);
    PartialImportRoutes.put(
            stage,
            "FAIL",
            Map.of("users", List.of(RealmFixture.user(Stage.ALICE, Map.of("id", id)))))
        .expect(200);
    if (!stage.alice().equals(id)) {
      throw new AssertionError("The account has another id");
    }
  }

  private static void ticket(Stage stage, String requestedFor) {
    stage.note(
        "ticket", stage.story().isPresent() ? stage.ticketFor(requestedFor).ref() : "demo:CHG-0");
  }

  private static void change(Stage stage, String username, Map<String, ?> fields) {
    String path = "/users/" + stage.realm.userId(username);
    ObjectNode user = (ObjectNode) stage.realm.api(path).get().expect(200).json();
    fields.forEach(user::putPOJO);
    stage.to(path, "keeper").put(user).expect(204);
  }

  private static Answer map(Stage stage, String username) {
    RealmFixture realm = stage.realm;
    return realm.mappings(realm.userId(username)).ticket(stage.noted("ticket")).post(stage.role());
  }
}
