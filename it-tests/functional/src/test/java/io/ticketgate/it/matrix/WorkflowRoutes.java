package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A workflow gives the role; it runs beside the request that starts it, which hears nothing. */
final class WorkflowRoutes {

  private static final Duration SETTLED = Duration.ofSeconds(3);

  private WorkflowRoutes() {}

  static List<Route> all() {
    return List.of(
        workflow("workflow-grant-role", "Let a workflow grant the role to a user")
            .audited("role-mapping")
            .given(stage -> define(stage, "grant-role", "role", Stage.ROLE, ""))
            .by(WorkflowRoutes::activate),
        workflow("workflow-grant-client-role", "Let a workflow grant the client role to a user")
            .audited("role-mapping")
            .given(
                stage ->
                    define(stage, "grant-role", "role", Stage.CLIENT + "/" + Stage.CLIENT_ROLE, ""))
            .gives("alice holds the client role", Stage::holdsClientRole)
            .by(WorkflowRoutes::activate),
        workflow(
                "workflow-join-group",
                "Let a workflow put a user into a group that carries the role")
            .audited("group-membership")
            .given(
                stage -> {
                  GroupRoutes.carrier(stage, "dbas");
                  define(stage, "join-group", "group", "/dbas", "");
                })
            .leaves("alice is a member", stage -> GroupRoutes.isMember(stage, "dbas"))
            .by(WorkflowRoutes::activate),
        workflow(
                "workflow-on-event", "Let a workflow grant the role to each user who joins a group")
            .audited("role-mapping")
            .given(
                stage -> {
                  GroupRoutes.group(stage, "staff");
                  define(stage, "grant-role", "role", Stage.ROLE, "user-group-membership-added");
                })
            .by(
                stage ->
                    settled(
                        stage,
                        stage
                            .to("/users/" + stage.alice() + "/groups/" + stage.noted("staff"))
                            .put(Map.of()))));
  }

  private static Route.Draft workflow(String id, String title) {
    Route.Draft draft =
        Route.named(id, title)
            .on(Surface.WORKFLOW)
            .once()
            .needs("26.5", "workflows with these steps")
            .refused(Refusal.swallowed(204, "ticket_required"));
    return id.contains("client") ? draft : draft.givesRole();
  }

  private static void define(Stage stage, String step, String key, String value, String event) {
    Map<String, Object> workflow = new LinkedHashMap<>();
    workflow.put("name", "carrier");
    if (!event.isEmpty()) {
      workflow.put("on", event);
    }
    workflow.put("steps", List.of(Map.of("uses", step, "with", Map.of(key, List.of(value)))));
    String id = stage.realm.api("/workflows").post(workflow).expect(201).createdId();
    stage.note("workflow", id);
  }

  private static Answer activate(Stage stage) {
    return settled(
        stage,
        stage
            .to("/workflows/" + stage.noted("workflow") + "/activate/USERS/" + stage.alice())
            .post(Map.of()));
  }

  private static Answer settled(Stage stage, Answer answer) {
    long end = System.nanoTime() + SETTLED.toNanos();
    while (!stage.holds() && !stage.holdsClientRole() && System.nanoTime() < end) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
    }
    return answer;
  }
}
