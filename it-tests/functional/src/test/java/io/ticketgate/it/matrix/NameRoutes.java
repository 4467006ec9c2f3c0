package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** What was approved under one name gets another, so that a holder has what nobody approved. */
final class NameRoutes {

  private static final String KEEPER = "keeper";
  private static final String LOW = "db-read";
  private static final String BUNDLE = "db-bundle";
  private static final String LOW_CLIENT = "ci-low";
  private static final String HIGH_CLIENT = "ci-prod";

  private NameRoutes() {}

  static List<Route> all() {
    return List.of(
        named("roles-swapped", "Let a role that is held under a ticket and another swap names")
            .audited("configuration", 3) // one for each name
            .given(
                stage -> {
                  MappingRoutes.keeper(stage);
                  stage.note(LOW, stage.realm.createRole(LOW));
                  stage.note(Stage.ROLE, stage.realm.roleId(Stage.ROLE));
                })
            .armed(stage -> stage.grant(Stage.ALICE, LOW))
            .leaves(
                "the names are swapped",
                stage -> stage.realm.roleId(Stage.ROLE).equals(stage.noted(LOW)))
            .gives("the holder's token carries the other name", stage -> carries(stage, Stage.ROLE))
            .by(
                stage -> {
                  Answer first = rename(stage, stage.noted(LOW), "on-its-way");
                  if (first.status() >= 400) {
                    return first;
                  }
                  rename(stage, stage.noted(Stage.ROLE), LOW).expect(204);
                  return rename(stage, stage.noted(LOW), Stage.ROLE);
                }),
        named("role-part-renamed", "Rename a role within one that is held under a ticket")
            .given(
                stage -> {
                  MappingRoutes.keeper(stage);
                  stage.realm.createRole(BUNDLE);
                  stage.note("reports", stage.realm.createRole("reports"));
                  stage.realm.addComposite(BUNDLE, "reports").expect(204);
                })
            .armed(stage -> stage.grant(Stage.ALICE, BUNDLE))
            .leaves(
                "the role has the name",
                stage -> stage.realm.api("/roles/finance-approver").get().status() == 200)
            .gives(
                "the holder's token carries the name", stage -> carries(stage, "finance-approver"))
            .by(stage -> rename(stage, stage.noted("reports"), "finance-approver")),
        named("clients-swapped", "Give a client whose secret is under a ticket the name of another")
            .rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))))
            .given(MappingRoutes::keeper)
            .armed(NameRoutes::underATicket)
            .leaves(
                "the client has the name",
                stage ->
                    !stage.realm.api("/clients?clientId=" + HIGH_CLIENT).get().json().isEmpty())
            .gives(
                "it gets in under that name",
                stage -> stage.realm.clientCredentials(HIGH_CLIENT).status() == 200)
            .by(
                stage ->
                    stage
                        .to("/clients/" + stage.noted(LOW_CLIENT), KEEPER)
                        .put(Map.of("clientId", HIGH_CLIENT))));
  }

  private static Route.Draft named(String id, String title) {
    return Route.named(id, title)
        .refused("trust_base_guarded")
        .audited("configuration")
        .about(KEEPER)
        .withTicketFor("names");
  }

  private static Answer rename(Stage stage, String role, String name) {
    return stage.to("/roles-by-id/" + role, KEEPER).put(Map.of("name", name));
  }

  private static boolean carries(Stage stage, String role) {
    return Stage.carries(
        stage.claims(Stage.ALICE, RealmFixture.APP, "openid").at("/realm_access/roles"), role);
  }

  private static void underATicket(Stage stage) {
    Map<String, ?> client =
        Map.of(
            "clientId", LOW_CLIENT, "secret", RealmFixture.SECRET, "serviceAccountsEnabled", true);
    stage
        .story()
        .ifPresentOrElse(
            story ->
                stage.note(
                    LOW_CLIENT,
                    stage
                        .realm
                        .api("/clients")
                        .ticket(
                            story
                                .ticketFor(LOW_CLIENT)
                                .with("requester", Stage.ALICE)
                                .with(
                                    "entitlements", List.of(Map.of("clientCredential", LOW_CLIENT)))
                                .push()
                                .ref())
                        .post(client)
                        .expect(201)
                        .createdId()),
            () ->
                stage.note(
                    LOW_CLIENT, stage.realm.api("/clients").post(client).expect(201).createdId()));
  }
}
