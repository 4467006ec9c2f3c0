package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/**
 * What decides who somebody is changes hands, so that another logs in as alice, who holds the role
 * under a ticket. The caller may manage the realm, its clients and its identity providers.
 */
final class TrustRoutes {

  private static final String KEEPER = "keeper";
  private static final String FLOW = "open-to-all";
  private static final String SIDE = "side-door";
  private static final String USERNAME_ONLY = "direct-grant-validate-username";

  private TrustRoutes() {}

  static List<Route> all() {
    return List.of(
        flow("trust-direct-grant-flow", "Bind a login flow without a password to the realm")
            .leaves(
                "the flow is bound",
                stage -> stage.realm.api("").get().text("directGrantFlow").equals(FLOW))
            .gives("alice's token is had without her password", stage -> enters(stage, "app"))
            .by(stage -> stage.to("", KEEPER).put(Map.of("directGrantFlow", FLOW))),
        flow("trust-client-flow", "Give a client a login flow of its own without a password")
            .leaves(
                "the client has the flow",
                stage ->
                    stage
                        .realm
                        .api(side(stage))
                        .get()
                        .json()
                        .path("authenticationFlowBindingOverrides")
                        .has("direct_grant"))
            .gives("alice's token is had without her password", stage -> enters(stage, SIDE))
            .by(
                stage ->
                    stage
                        .to(side(stage), KEEPER)
                        .put(
                            Map.of(
                                "clientId",
                                SIDE,
                                "authenticationFlowBindingOverrides",
                                Map.of("direct_grant", stage.noted(FLOW))))),
        flow("trust-client-created-with-flow", "Create a client with a login flow of its own")
            .leaves(
                "the client is there",
                stage -> !stage.realm.api("/clients?clientId=back-door").get().json().isEmpty())
            .gives("alice's token is had without her password", stage -> enters(stage, "back-door"))
            .by(
                stage ->
                    stage
                        .to("/clients", KEEPER)
                        .post(
                            Map.of(
                                "clientId",
                                "back-door",
                                "secret",
                                RealmFixture.SECRET,
                                "directAccessGrantsEnabled",
                                true,
                                "authenticationFlowBindingOverrides",
                                Map.of("direct_grant", stage.noted(FLOW))))),
        flow("trust-execution", "Take the password out of the login flow")
            .leaves(
                "the password is not asked for",
                stage ->
                    execution(stage, "direct%20grant", "direct-grant-validate-password")
                        .path("requirement")
                        .asText()
                        .equals("DISABLED"))
            .gives("alice's token is had without her password", stage -> enters(stage, "app"))
            .by(
                stage ->
                    stage
                        .to("/authentication/flows/direct%20grant/executions", KEEPER)
                        .put(
                            execution(stage, "direct%20grant", "direct-grant-validate-password")
                                .put("requirement", "DISABLED"))),
        trust("trust-provider-moved", "Point the identity provider of a holder at another server")
            .inWholeRealm()
            .withTicketFor("identity-providers")
            .given(
                stage -> {
                  keeper(stage);
                  Broker.oidc(stage);
                  stage.note("config", Http.JSON.valueToTree(provider(stage)).toString());
                  ObjectNode elsewhere = provider(stage);
                  ObjectNode config = (ObjectNode) elsewhere.path("config");
                  for (String url : List.of("authorizationUrl", "tokenUrl", "jwksUrl")) {
                    config.put(url, "https://corp.example.test/" + url);
                  }
                  stage.realm.api(corp()).put(elsewhere).expect(204);
                  stage
                      .realm
                      .api("/users/" + stage.alice() + "/federated-identity/" + Broker.ALIAS)
                      .post(
                          Map.of(
                              "identityProvider", Broker.ALIAS,
                              "userId", stage.noted(Broker.BROOKE),
                              "userName", Broker.BROOKE))
                      .expect(204);
                })
            .leaves(
                "the provider is at the other server",
                stage ->
                    !provider(stage).at("/config/tokenUrl").asText().contains("corp.example.test"))
            .gives("the login there gives alice's token", Broker::tokenCarries)
            .then(stage -> Broker.login(stage).expect(200))
            .by(
                stage ->
                    stage
                        .to(corp(), KEEPER)
                        .header("Content-Type", "application/json")
                        .put(stage.noted("config"))),
        key("trust-key-added", "Add a key to sign tokens with", "rsa", "mine"),
        key(
            "trust-key-fallback",
            "Add a key under the name of those that Keycloak makes itself",
            "rsa",
            "fallback-RS256"),
        trust("trust-directory-added", "Add a directory that is synchronised by itself")
            .withTicketFor("user-storage")
            .given(
                stage -> {
                  keeper(stage);
                  Directory directory = Directory.start();
                  stage.atEnd(directory::close);
                  Map<String, List<String>> config = directory.federation(true);
                  config.put("fullSyncPeriod", List.of("1"));
                  stage.note("directory", Http.JSON.valueToTree(config).toString());
                })
            .leaves("the directory is there", stage -> directories(stage) > 0)
            .gives(
                "its users log in",
                stage ->
                    TakeoverRoutes.login(stage, Directory.LYDIA, RealmFixture.PASSWORD).status()
                        == 200)
            .by(TrustRoutes::addDirectory));
  }

  private static Route.Draft trust(String id, String title) {
    return Route.named(id, title)
        .refused("trust_base_guarded")
        .audited("configuration")
        .about(KEEPER)
        .armed(Stage::grant);
  }

  private static Route.Draft flow(String id, String title) {
    return trust(id, title)
        .withTicketFor("authentication")
        .given(
            stage -> {
              keeper(stage);
              stage.realm.createClient(SIDE, Map.of("directAccessGrantsEnabled", true));
              openFlow(stage);
            });
  }

  private static Route key(String id, String title, String provider, String name) {
    return trust(id, title)
        .withTicketFor("keys")
        .given(
            stage -> {
              keeper(stage);
              stage.realm.createClient("forger", Map.of("clientAuthenticatorType", "client-jwt"));
              Answer pair =
                  stage
                      .realm
                      .api(
                          "/clients/"
                              + stage.realm.clientUuid("forger")
                              + "/certificates/jwt.credential/generate")
                      .post()
                      .expect(200);
              stage.note("private", pair.text("privateKey"));
              stage.note("certificate", pair.text("certificate"));
            })
        .leaves("whoever asks which keys sign is told of it", TrustRoutes::publishes)
        .by(
            stage ->
                stage
                    .to("/components", KEEPER)
                    .post(
                        Map.of(
                            "name",
                            name,
                            "providerId",
                            provider,
                            "providerType",
                            "org.keycloak.keys.KeyProvider",
                            "config",
                            Map.of(
                                "priority",
                                List.of("200"),
                                "algorithm",
                                List.of("RS256"),
                                "privateKey",
                                List.of(stage.noted("private")),
                                "certificate",
                                List.of(stage.noted("certificate"))))));
  }

  private static boolean publishes(Stage stage) {
    return stage
        .realm
        .open("/protocol/openid-connect/certs")
        .get()
        .expect(200)
        .body()
        .contains(stage.noted("certificate"));
  }

  /** Who may manage all that Keycloak itself lets somebody manage. */
  static void keeper(Stage stage) {
    MappingRoutes.keeper(stage);
    stage.realm.grantManagement(
        stage.realm.userId(KEEPER),
        "view-clients",
        "manage-identity-providers",
        "view-identity-providers");
  }

  private static void openFlow(Stage stage) {
    stage.note(
        FLOW,
        stage
            .realm
            .api("/authentication/flows")
            .post(
                Map.of(
                    "alias", FLOW, "providerId", "basic-flow", "topLevel", true, "builtIn", false))
            .expect(201)
            .createdId());
    String executions = "/authentication/flows/" + FLOW + "/executions";
    stage.realm.api(executions + "/execution").post(Map.of("provider", USERNAME_ONLY)).expect(201);
    stage
        .realm
        .api(executions)
        .put(execution(stage, FLOW, USERNAME_ONLY).put("requirement", "REQUIRED"));
  }

  private static ObjectNode execution(Stage stage, String flow, String provider) {
    for (JsonNode each :
        stage.realm.api("/authentication/flows/" + flow + "/executions").get().expect(200).json()) {
      if (each.path("providerId").asText().equals(provider)) {
        return (ObjectNode) each;
      }
    }
    throw new AssertionError("No execution " + provider);
  }

  private static String side(Stage stage) {
    return "/clients/" + stage.realm.clientUuid(SIDE);
  }

  /** Whether a client gets alice's token, with the role, by her name alone. */
  private static boolean enters(Stage stage, String client) {
    Answer answer =
        stage
            .realm
            .server()
            .admin()
            .tokens(
                stage.realm.name(),
                "grant_type",
                "password",
                "client_id",
                client,
                "client_secret",
                RealmFixture.SECRET,
                "username",
                Stage.ALICE,
                "password",
                "not-hers");
    return answer.status() == 200
        && Stage.carries(
            Stage.claims(answer.text("access_token")).at("/realm_access/roles"), Stage.ROLE);
  }

  private static String corp() {
    return "/identity-provider/instances/" + Broker.ALIAS;
  }

  private static ObjectNode provider(Stage stage) {
    return (ObjectNode) stage.realm.api(corp()).get().expect(200).json();
  }

  private static int directories(Stage stage) {
    return stage
        .realm
        .api("/components?type=org.keycloak.storage.UserStorageProvider")
        .get()
        .expect(200)
        .json()
        .size();
  }

  private static Answer addDirectory(Stage stage) {
    try {
      return stage
          .to("/components", KEEPER)
          .post(
              Map.of(
                  "name",
                  "ldap",
                  "providerId",
                  "ldap",
                  "providerType",
                  "org.keycloak.storage.UserStorageProvider",
                  "config",
                  Http.JSON.readTree(stage.noted("directory"))));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
