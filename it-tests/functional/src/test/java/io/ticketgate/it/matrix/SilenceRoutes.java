package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/**
 * The ITSM, whose client acts with a role of the gate, is silenced so that no ticket closes any
 * more, or spoken for. The caller may manage users, clients and the realm.
 */
final class SilenceRoutes {

  private static final String KEEPER = "keeper";
  private static final String ITSM = "itsm";
  private static final String NEW_SECRET = "of-somebody-else";

  private SilenceRoutes() {}

  static List<Route> all() {
    return List.of(
        silent("itsm-role-unmapped", "Take the ITSM's role of the gate from its account")
            .given(SilenceRoutes::byItself)
            .by(
                stage ->
                    stage
                        .to(account(stage) + "/role-mappings/clients/" + management(stage), KEEPER)
                        .delete(GateRoleRoutes.gateRole(stage))),
        silent("itsm-role-out-of-composite", "Take it out of the composite role that carries it")
            .given(SilenceRoutes::byRole)
            .by(
                stage ->
                    stage
                        .to("/roles-by-id/" + stage.noted("acts") + "/composites", KEEPER)
                        .delete(GateRoleRoutes.gateRole(stage))),
        silent("itsm-composite-unmapped", "Take the composite role from the ITSM's account")
            .given(SilenceRoutes::byRole)
            .by(
                stage ->
                    stage
                        .to(account(stage) + "/role-mappings/realm", KEEPER)
                        .delete(List.of(stage.realm.role("acts")))),
        silent("itsm-composite-deleted", "Delete the composite role that carries it")
            .given(SilenceRoutes::byRole)
            .by(stage -> stage.to("/roles-by-id/" + stage.noted("acts"), KEEPER).delete()),
        silent("itsm-composite-imported-over", "Import another role over that composite role")
            .on(Surface.IMPORT)
            .given(SilenceRoutes::byRole)
            .by(
                stage ->
                    stage
                        .to("/partialImport", KEEPER)
                        .post(
                            Map.of(
                                "ifResourceExists",
                                "OVERWRITE",
                                "roles",
                                Map.of("realm", List.of(Map.of("name", "acts")))))),
        silent("itsm-role-out-of-group", "Take it from the group that carries it")
            .given(SilenceRoutes::byGroup)
            .by(
                stage ->
                    stage
                        .to(
                            "/groups/"
                                + stage.noted("acting")
                                + "/role-mappings/clients/"
                                + management(stage),
                            KEEPER)
                        .delete(GateRoleRoutes.gateRole(stage))),
        silent("itsm-group-left", "Put the ITSM's account out of that group")
            .given(SilenceRoutes::byGroup)
            .by(
                stage ->
                    stage.to(account(stage) + "/groups/" + stage.noted("acting"), KEEPER).delete()),
        silent("itsm-group-deleted", "Delete that group")
            .given(SilenceRoutes::byGroup)
            .by(stage -> stage.to("/groups/" + stage.noted("acting"), KEEPER).delete()),
        silent("itsm-account-disabled", "Disable the ITSM's account")
            .given(SilenceRoutes::byItself)
            .by(stage -> stage.to(account(stage), KEEPER).put(Map.of("enabled", false))),
        silent("itsm-account-deleted", "Delete the ITSM's account")
            .given(SilenceRoutes::byItself)
            .by(stage -> stage.to(account(stage), KEEPER).delete()),
        silent("itsm-client-disabled", "Disable the ITSM's client")
            .given(SilenceRoutes::byItself)
            .by(stage -> stage.to(client(stage), KEEPER).put(Map.of("enabled", false))),
        silent("itsm-client-narrowed", "Let no role into the tokens of the ITSM's client")
            .given(SilenceRoutes::byItself)
            .by(stage -> stage.to(client(stage), KEEPER).put(Map.of("fullScopeAllowed", false))),
        silent("itsm-client-deleted", "Delete the ITSM's client")
            .given(SilenceRoutes::byItself)
            .by(stage -> stage.to(client(stage), KEEPER).delete()),
        equal("itsm-secret-regenerated", "Have another secret of the ITSM's client made")
            .given(SilenceRoutes::byItself)
            .gives(
                "whoever had it made is the ITSM",
                stage -> stage.hasNoted("secret") && acts(stage, stage.noted("secret")))
            .by(
                stage -> {
                  Answer made = stage.to(client(stage) + "/client-secret", KEEPER).post();
                  if (made.status() == 200) {
                    stage.note("secret", made.text("value"));
                  }
                  return made;
                }),
        equal("gate-holder-password", "Set the password of somebody with a role of the gate")
            .given(
                stage -> {
                  GateRoleRoutes.keeper(stage);
                  String chief = stage.note("chief", stage.realm.createUser("chief"));
                  give(stage, "/users/" + chief);
                })
            .gives(
                "whoever set it logs in as the other",
                stage -> TakeoverRoutes.login(stage, "chief", NEW_SECRET).status() == 200)
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.noted("chief") + "/reset-password", KEEPER)
                        .put(TakeoverRoutes.password(NEW_SECRET))));
  }

  private static Route.Draft equal(String id, String title) {
    return Route.named(id, title)
        .refused("not_permitted")
        .audited("role-mapping", 0)
        .about(KEEPER)
        .withEqual();
  }

  private static Route.Draft silent(String id, String title) {
    return equal(id, title)
        .gives("the ITSM may not close a ticket", stage -> !acts(stage, RealmFixture.SECRET));
  }

  private static boolean acts(Stage stage, String secret) {
    Answer answer =
        stage.realm.server().admin().clientCredentials(stage.realm.name(), ITSM, secret);
    return answer.status() == 200
        && Stage.carries(
            Stage.claims(answer.text("access_token"))
                .at("/resource_access/" + stage.noted("client") + "/roles"),
            GateRoleRoutes.GATE_ROLE);
  }

  private static void itsm(Stage stage) {
    GateRoleRoutes.keeper(stage);
    stage.note("itsm", stage.realm.createClient(ITSM));
    stage.note("account", stage.realm.serviceAccountUserId(ITSM));
  }

  private static void byItself(Stage stage) {
    itsm(stage);
    give(stage, account(stage));
  }

  private static void byRole(Stage stage) {
    itsm(stage);
    String acts = stage.note("acts", stage.realm.createRole("acts"));
    stage
        .realm
        .api("/roles-by-id/" + acts + "/composites")
        .post(GateRoleRoutes.gateRole(stage))
        .expect(204);
    stage
        .realm
        .mappings(stage.noted("account"))
        .post(List.of(stage.realm.role("acts")))
        .expect(204);
  }

  private static void byGroup(Stage stage) {
    itsm(stage);
    String acting = GroupRoutes.group(stage, "acting");
    give(stage, "/groups/" + acting);
    stage.realm.api(account(stage) + "/groups/" + acting).put(Map.of()).expect(204);
  }

  /** As the master administrator, who may. */
  private static void give(Stage stage, String path) {
    stage
        .realm
        .api(path + "/role-mappings/clients/" + management(stage))
        .post(GateRoleRoutes.gateRole(stage))
        .expect(204);
  }

  private static String management(Stage stage) {
    return GateRoleRoutes.management(stage);
  }

  private static String account(Stage stage) {
    return "/users/" + stage.noted("account");
  }

  private static String client(Stage stage) {
    return "/clients/" + stage.noted("itsm");
  }
}
