package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protected client that is made, or gets another secret or another way to prove itself. */
final class ClientRoutes {

  static final String CLIENT = "ci-deployer";
  static final String NEW_SECRET = "a-secret-of-somebody";

  private static final Map<String, ?> PROTECTED = protects("clientCredentials", List.of("ci-*"));
  private static final Map<String, ?> MARKED = protects("attribute", "ticket-gate.tier=high");
  private static final Map<String, ?> MARK =
      Map.of("attributes", Map.of("ticket-gate.tier", "high"));

  private ClientRoutes() {}

  static List<Route> all() {
    return List.of(
        made("client-created", "Create a protected client")
            .withTwin()
            .by(stage -> stage.to("/clients").post(withSecret(NEW_SECRET))),
        made("client-created-marked", "Create a client with the attribute that protects it")
            .rule(MARKED)
            .withTwin()
            .by(stage -> stage.to("/clients").post(with(MARK, withSecret(NEW_SECRET)))),
        made("client-imported", "Import a protected client")
            .on(Surface.IMPORT)
            .withTwin()
            .by(
                stage ->
                    PartialImportRoutes.put(
                        stage, "FAIL", Map.of("clients", List.of(withSecret(NEW_SECRET))))),
        changed("client-imported-over", "Import a protected client over the one that is there")
            .on(Surface.IMPORT)
            .by(
                stage ->
                    PartialImportRoutes.put(
                        stage, "OVERWRITE", Map.of("clients", List.of(withSecret(NEW_SECRET))))),
        route("realm-import-client", "Import a realm with a protected client")
            .on(Surface.IMPORT)
            .once()
            .given(stage -> stage.atEnd(RealmImportRoutes.other(stage)::close))
            .gives(
                "the client of that realm has its secret",
                stage -> gets(RealmImportRoutes.other(stage), NEW_SECRET))
            .by(
                stage ->
                    RealmImportRoutes.create(
                        stage, Map.of("clients", List.of(withSecret(NEW_SECRET))))),
        made(
                "client-remade-with-its-id",
                "Make a client anew with the id of the one before, under the ticket for that one")
            .refused("identity_changed")
            .given(stage -> stage.note("id", stage.realm.createClient(CLIENT)))
            .armed(
                stage -> {
                  stage.note(
                      "ticket",
                      stage.story().isPresent() ? stage.ticketFor(CLIENT).ref() : "demo:CHG-0");
                  stage.realm.api(path(stage)).delete().expect(204);
                })
            .withTwin()
            .by(
                stage ->
                    stage
                        .realm
                        .api("/clients")
                        .ticket(stage.ticket().orElseGet(() -> stage.noted("ticket")))
                        .post(with(Map.of("id", stage.noted("id")), withSecret(NEW_SECRET)))),
        changed("client-secret-written", "Write another secret")
            .withTwin()
            .by(stage -> put(stage, Map.of("secret", NEW_SECRET))),
        regenerated("client-secret-regenerated", "Have another secret made")
            .given(ClientRoutes::client)
            .withTwin()
            .by(ClientRoutes::regenerate),
        regenerated("client-secret-rotated", "Have another secret made under a rotation policy")
            .given(
                stage -> {
                  client(stage);
                  rotationPolicy(stage);
                })
            .withTwin()
            .by(ClientRoutes::regenerate),
        changed("client-marked-secret-written", "Write another secret once the mark is off")
            .rule(MARKED)
            .given(stage -> stage.realm.createClient(CLIENT, MARK))
            .armed(
                stage ->
                    uncovered(stage, Map.of("attributes", Map.of("ticket-gate.tier", "")))
                        .expect(204))
            .by(stage -> put(stage, Map.of("secret", NEW_SECRET))),
        changed("client-renamed-secret-written", "Write another secret once the name is another")
            .rule(protects("clientCredentials", List.of("build-*")))
            .given(stage -> stage.realm.createClient("build-deployer"))
            .armed(
                stage ->
                    stage
                        .realm
                        .api("/clients/" + stage.realm.clientUuid("build-deployer"))
                        .put(Map.of("clientId", CLIENT))
                        .expect(204))
            .by(stage -> put(stage, Map.of("secret", NEW_SECRET))),
        route("client-renamed-onto", "Give a client the name of a protected one")
            .given(stage -> stage.realm.createClient("other"))
            .leaves(
                "the client has the name",
                stage -> !stage.realm.api("/clients?clientId=" + CLIENT).get().json().isEmpty())
            .gives(
                "it gets in with its secret",
                stage ->
                    !stage.realm.api("/clients?clientId=" + CLIENT).get().json().isEmpty()
                        && gets(stage, ownSecret(stage)))
            .withTwin(ClientRoutes::secretOfTheTicket)
            .by(
                stage ->
                    stage
                        .to("/clients/" + stage.realm.clientUuid("other"))
                        .put(Map.of("clientId", CLIENT))),
        opened("client-service-account", "Let a client get tokens for itself")
            .given(
                stage -> stage.realm.createClient(CLIENT, Map.of("serviceAccountsEnabled", false)))
            .withTwin(ClientRoutes::secretOfTheTicket)
            .by(stage -> put(stage, Map.of("serviceAccountsEnabled", true))),
        opened("client-authenticator", "Let a client prove itself by its secret")
            .given(
                stage ->
                    stage.realm.createClient(
                        CLIENT, Map.of("clientAuthenticatorType", "client-jwt")))
            .withTwin(ClientRoutes::secretOfTheTicket)
            .by(stage -> put(stage, Map.of("clientAuthenticatorType", "client-secret"))),
        opened("client-bearer-only", "Let a client that only takes tokens get some")
            .given(stage -> stage.realm.createClient(CLIENT, Map.of("bearerOnly", true)))
            .withTwin(ClientRoutes::secretOfTheTicket)
            .by(stage -> put(stage, Map.of("bearerOnly", false, "serviceAccountsEnabled", true))),
        route("client-public", "Let a client get in without any secret")
            .given(
                stage ->
                    stage.realm.createClient(CLIENT, Map.of("directAccessGrantsEnabled", true)))
            .gives("it gets in without one", ClientRoutes::getsInWithoutSecret)
            .by(stage -> put(stage, Map.of("publicClient", true))),
        Route.named("client-marked-deleted", "Delete a client that its mark protects")
            .rule(MARKED)
            .about(CLIENT)
            .refused("not_permitted")
            .audited("client-credential", 0)
            .given(
                stage -> {
                  MappingRoutes.keeper(stage);
                  stage.realm.createClient(CLIENT, MARK);
                })
            .gives(
                "the client is gone",
                stage -> stage.realm.api("/clients?clientId=" + CLIENT).get().json().isEmpty())
            .by(stage -> stage.to("/clients/" + stage.realm.clientUuid(CLIENT), "keeper").delete()),
        v2("admin-v2-client-created", "Create a protected client")
            .withTwin()
            .by(stage -> AdminV2Routes.to(stage, "").post(ofV2(NEW_SECRET))),
        v2("admin-v2-client-patched", "Patch another secret in")
            .given(ClientRoutes::client)
            .withTwin()
            .by(
                stage ->
                    AdminV2Routes.to(stage, "/" + CLIENT)
                        .header("Content-Type", "application/merge-patch+json")
                        .patch(
                            Map.of(
                                "auth", Map.of("method", "client-secret", "secret", NEW_SECRET)))),
        v2("admin-v2-client-replaced", "Write a protected client anew")
            .given(ClientRoutes::client)
            .withTwin()
            .by(stage -> AdminV2Routes.to(stage, "/" + CLIENT).put(ofV2(NEW_SECRET))));
  }

  private static Map<String, ?> protects(String field, Object what) {
    return Map.of("protects", Map.of(field, what));
  }

  static Route.Draft route(String id, String title) {
    return Route.named(id, title).rule(PROTECTED).about(CLIENT).audited("client-credential");
  }

  private static Route.Draft made(String id, String title) {
    return route(id, title)
        .leaves(
            "the client is there",
            stage -> !stage.realm.api("/clients?clientId=" + CLIENT).get().json().isEmpty())
        .gives("it gets in with the new secret", stage -> gets(stage, NEW_SECRET));
  }

  static Route.Draft changed(String id, String title) {
    return route(id, title)
        .given(ClientRoutes::client)
        .leaves("the secret is the new one", stage -> NEW_SECRET.equals(secret(stage)))
        .gives("the client gets in with it", stage -> gets(stage, NEW_SECRET));
  }

  private static Route.Draft regenerated(String id, String title) {
    return route(id, title)
        .leaves("the secret is another", stage -> !RealmFixture.SECRET.equals(secret(stage)))
        .gives(
            "the client gets in with the one that was made",
            stage -> stage.hasNoted("secret") && gets(stage, stage.noted("secret")));
  }

  /** Under a ticket too a client gets in only with what is made under it. */
  private static void secretOfTheTicket(Stage stage) {
    regenerate(stage).expect(200);
  }

  private static Route.Draft opened(String id, String title) {
    return route(id, title)
        .gives("it gets in with its secret", stage -> gets(stage, ownSecret(stage)));
  }

  /** Keycloak 26.4 makes another one when a client stops to be bearer-only. */
  private static String ownSecret(Stage stage) {
    return stage
        .realm
        .api(path(stage) + "/client-secret")
        .get()
        .expect(200)
        .json()
        .path("value")
        .asText();
  }

  private static Route.Draft v2(String id, String title) {
    return route(id, title)
        .on(Surface.ADMIN_V2)
        .needs("26.7", "Admin API v2")
        .gives("the client gets in with the new secret", stage -> gets(stage, NEW_SECRET));
  }

  static void client(Stage stage) {
    stage.realm.createClient(CLIENT);
  }

  static Map<String, Object> withSecret(String secret) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("clientId", CLIENT);
    client.put("enabled", true);
    client.put("secret", secret);
    client.put("serviceAccountsEnabled", true);
    client.put("standardFlowEnabled", false);
    return client;
  }

  private static Map<String, Object> with(Map<String, ?> more, Map<String, Object> client) {
    client.putAll(more);
    return client;
  }

  private static Map<String, Object> ofV2(String secret) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("protocol", "openid-connect");
    client.put("clientId", CLIENT);
    client.put("enabled", true);
    client.put("loginFlows", List.of("SERVICE_ACCOUNT"));
    client.put("auth", Map.of("method", "client-secret", "secret", secret));
    return client;
  }

  static Answer put(Stage stage, Map<String, ?> fields) {
    return stage.to(path(stage)).put(fields);
  }

  /** As an administrator would without any ticket. */
  private static Answer uncovered(Stage stage, Map<String, ?> fields) {
    return stage.realm.api(path(stage)).put(fields);
  }

  static String path(Stage stage) {
    return "/clients/" + stage.realm.clientUuid(CLIENT);
  }

  private static Answer regenerate(Stage stage) {
    Answer answer = stage.to(path(stage) + "/client-secret").post();
    if (answer.status() == 200) {
      stage.note("secret", answer.text("value"));
    }
    return answer;
  }

  private static void rotationPolicy(Stage stage) {
    stage
        .realm
        .api("/client-policies/profiles")
        .put(
            Map.of(
                "profiles",
                List.of(
                    Map.of(
                        "name",
                        "rotation",
                        "executors",
                        List.of(
                            Map.of(
                                "executor",
                                "secret-rotation",
                                "configuration",
                                Map.of(
                                    "expiration-period",
                                    3600,
                                    "rotated-expiration-period",
                                    600,
                                    "remaining-rotation-period",
                                    60)))))))
        .expect(204);
    stage
        .realm
        .api("/client-policies/policies")
        .put(
            Map.of(
                "policies",
                List.of(
                    Map.of(
                        "name",
                        "rotation",
                        "enabled",
                        true,
                        "conditions",
                        List.of(Map.of("condition", "any-client", "configuration", Map.of())),
                        "profiles",
                        List.of("rotation")))))
        .expect(204);
  }

  private static String secret(Stage stage) {
    JsonNode found = stage.realm.api("/clients?clientId=" + CLIENT).get().expect(200).json();
    return found.isEmpty()
        ? ""
        : stage.realm.api(path(stage) + "/client-secret").get().expect(200).text("value");
  }

  static boolean gets(Stage stage, String secret) {
    return gets(stage.realm, secret);
  }

  private static boolean gets(RealmFixture realm, String secret) {
    JsonNode found = realm.api("/clients?clientId=" + CLIENT).get().json();
    if (found.path(0).path("serviceAccountsEnabled").asBoolean()) {
      // An import leaves out the user, and whoever asks for it makes it.
      realm.api("/clients/" + found.path(0).path("id").asText() + "/service-account-user").get();
    }
    return realm.server().admin().clientCredentials(realm.name(), CLIENT, secret).status() == 200;
  }

  private static boolean getsInWithoutSecret(Stage stage) {
    return stage
            .realm
            .open("/protocol/openid-connect/token")
            .post(
                Http.form(
                    "grant_type",
                    "password",
                    "client_id",
                    CLIENT,
                    "username",
                    Stage.ALICE,
                    "password",
                    RealmFixture.PASSWORD))
            .status()
        == 200;
  }
}
