package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Finished;
import io.ticketgate.it.harness.Http;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The administrator's command line does what the Admin REST API does. */
final class CommandRoutes {

  private static final int DONE = 200;
  private static final int FAILED = 500;

  private CommandRoutes() {}

  static List<Route> all() {
    return List.of(
        command("kcadm-add-roles", "Map the role with kcadm add-roles")
            .by(
                stage ->
                    run(
                        stage,
                        "add-roles",
                        "-r",
                        stage.realm.name(),
                        "--uusername",
                        Stage.ALICE,
                        "--rolename",
                        Stage.ROLE)),
        command("kcadm-create", "Map the role with kcadm create, which takes a header")
            .withTwin()
            .by(
                stage -> {
                  List<String> args =
                      new ArrayList<>(
                          List.of(
                              "create",
                              "users/" + stage.alice() + "/role-mappings/realm",
                              "-r",
                              stage.realm.name(),
                              "-b",
                              Http.JSON.valueToTree(stage.role()).toString()));
                  stage
                      .ticket()
                      .ifPresent(ticket -> args.addAll(List.of("-h", "X-Ticket-Ref=" + ticket)));
                  return run(stage, args.toArray(String[]::new));
                }));
  }

  private static Route.Draft command(String id, String title) {
    return Route.named(id, title)
        .on(Surface.CLI)
        .refused(Refusal.program("ticket_required"))
        .audited("role-mapping")
        .givesRole();
  }

  private static Answer run(Stage stage, String... args) {
    return answer(stage.realm.server().kcadm(args));
  }

  /** An exit code as a status. */
  static Answer answer(Finished finished) {
    return new Answer(
        finished.exit() == 0 ? DONE : FAILED,
        HttpHeaders.of(Map.of(), (name, value) -> true),
        finished.output());
  }
}
