package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The new Admin API writes a client with the roles of its service account in one request. */
final class AdminV2Routes {

  private AdminV2Routes() {}

  static List<Route> all() {
    return List.of(
        v2("admin-v2-created", "Create a client whose service account has the role")
            .leaves(
                "the client is there",
                stage -> !stage.realm.api("/clients?clientId=svc").get().json().isEmpty())
            .by(stage -> create(stage, List.of(Stage.ROLE))),
        v2("admin-v2-patched", "Give the role to a client's service account by a patch")
            .given(stage -> create(stage, List.of()).expect(201))
            .by(
                stage ->
                    to(stage, "/svc")
                        .header("Content-Type", "application/merge-patch+json")
                        .patch(Map.of("serviceAccountRoles", List.of(Stage.ROLE)))),
        v2("admin-v2-replaced", "Write a client anew with the role for its service account")
            .given(stage -> create(stage, List.of()).expect(201))
            .by(stage -> to(stage, "/svc").put(client(List.of(Stage.ROLE)))));
  }

  private static Route.Draft v2(String id, String title) {
    return Route.named(id, title)
        .on(Surface.ADMIN_V2)
        .needs("26.7", "Admin API v2")
        .audited("role-mapping")
        .about("service-account-svc")
        .gives("the service account holds the role", Stage::holds);
  }

  private static Answer create(Stage stage, List<String> roles) {
    return to(stage, "").post(client(roles));
  }

  static Http.Call to(Stage stage, String path) {
    return stage.ticketed(
        stage.realm.server().admin().to("/admin/api/" + stage.realm.name() + "/clients/v2" + path));
  }

  private static Map<String, Object> client(List<String> roles) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("protocol", "openid-connect");
    client.put("clientId", "svc");
    client.put("enabled", true);
    client.put("loginFlows", List.of("SERVICE_ACCOUNT"));
    client.put("auth", Map.of("method", "client-secret", "secret", RealmFixture.SECRET));
    client.put("serviceAccountRoles", roles);
    return client;
  }
}
