package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** Somebody else acts as alice, who holds the role under a ticket. */
final class TakeoverRoutes {

  private static final String KEEPER = "keeper";
  private static final String NEW_PASSWORD = "of-somebody-else";
  private static final String NEW_ADDRESS = "alice@elsewhere.example.test";

  private TakeoverRoutes() {}

  static List<Route> all() {
    return List.of(
        takeover("holder-password", "Set the password of a holder")
            .gives(
                "whoever set it gets the holder's token with the role",
                stage -> {
                  Answer login = login(stage, Stage.ALICE, NEW_PASSWORD);
                  return login.status() == 200
                      && Stage.carries(
                          Stage.claims(login.text("access_token")).at("/realm_access/roles"),
                          Stage.ROLE);
                })
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/reset-password", KEEPER)
                        .put(password(NEW_PASSWORD))),
        takeover("holder-address", "Set the e-mail address of a holder, where a reset goes")
            .gives(
                "the account with the address holds the role",
                stage ->
                    stage
                            .realm
                            .api("/users/" + stage.alice())
                            .get()
                            .text("email")
                            .equals(NEW_ADDRESS)
                        && stage.holds())
            .by(
                stage -> {
                  String path = "/users/" + stage.alice();
                  ObjectNode user = (ObjectNode) stage.realm.api(path).get().expect(200).json();
                  return stage.to(path, KEEPER).put(user.put("email", NEW_ADDRESS));
                }),
        Route.named("holder-impersonated", "Log in as a holder by impersonation")
            .on(Surface.LOGIN)
            .refused(Refusal.stripped(200))
            .audited("token", 0)
            .given(
                stage -> {
                  MappingRoutes.keeper(stage);
                  stage.realm.grantManagement(stage.realm.userId(KEEPER), "impersonation");
                  Broker.portal(stage);
                })
            .armed(Stage::grant)
            .because(
                "the token says that it is another's",
                stage -> Broker.claims(stage).has("tg_derived"))
            .gives("the impersonator's token carries the role", Broker::tokenCarries)
            .by(TakeoverRoutes::impersonate));
  }

  private static Route.Draft takeover(String id, String title) {
    return Route.named(id, title)
        .refused(Refusal.suspended(204, "takeover"))
        .audited("role-mapping", 0)
        .given(MappingRoutes::keeper)
        .armed(Stage::grant)
        .because("the binding is suspended", TakeoverRoutes::isSuspended)
        .withTwin(TakeoverRoutes::grantAnew);
  }

  private static boolean isSuspended(Stage stage) {
    return stage
        .story()
        .orElseThrow()
        .binding(stage.noted("granted"))
        .path("status")
        .asText()
        .equals("SUSPENDED");
  }

  /** Somebody has made sure whose account it is. */
  private static void grantAnew(Stage stage) {
    stage
        .realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                stage.ticket().orElseThrow(),
                "subject",
                Map.of("user", Stage.ALICE),
                "entitlement",
                Map.of("realmRole", Stage.ROLE)))
        .expect(201);
  }

  private static Answer impersonate(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    browser.receive(
        "/realms/" + stage.realm.name() + "/",
        stage.to("/users/" + stage.alice() + "/impersonation", KEEPER).post(Map.of()).expect(200));
    return Broker.tokens(stage, browser.open(Broker.start(stage, "auth")));
  }

  static Map<String, ?> password(String value) {
    return Map.of("type", "password", "value", value, "temporary", false);
  }

  static Answer login(Stage stage, String username, String password) {
    return stage
        .realm
        .server()
        .admin()
        .tokens(
            stage.realm.name(),
            "grant_type",
            "password",
            "client_id",
            RealmFixture.APP,
            "client_secret",
            RealmFixture.SECRET,
            "username",
            username,
            "password",
            password);
  }
}
