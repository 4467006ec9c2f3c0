package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import java.util.List;
import java.util.Map;

/** Dynamic registration, by the token that lets one register and by the one of the client. */
final class RegistrationRoutes {

  private static final String TOKEN = "registration token";

  private RegistrationRoutes() {}

  static List<Route> all() {
    return List.of(
        ClientRoutes.route("registration-created", "Register a protected client")
            .on(Surface.REGISTRATION)
            .inWholeRealm()
            .given(
                stage ->
                    stage.note(
                        TOKEN,
                        stage
                            .realm
                            .api("/clients-initial-access")
                            .post(Map.of("count", 5, "expiration", 600)) // 200 on 26.4
                            .text("token")))
            .gives(
                "it gets in with its secret",
                stage -> ClientRoutes.gets(stage, ClientRoutes.NEW_SECRET))
            .withTwin()
            .by(
                stage ->
                    at(stage, "", TOKEN).post(ClientRoutes.withSecret(ClientRoutes.NEW_SECRET))),
        ClientRoutes.changed("registration-updated", "Write another secret by registration")
            .on(Surface.REGISTRATION)
            .inWholeRealm()
            .given(RegistrationRoutes::clientWithToken)
            .withTwin()
            .by(
                stage ->
                    at(stage, "/" + ClientRoutes.CLIENT, TOKEN)
                        .put(ClientRoutes.withSecret(ClientRoutes.NEW_SECRET))),
        ClientRoutes.route("registration-token", "Have a registration token made for a client")
            .given(ClientRoutes::client)
            .gives(
                "the token opens the client",
                stage ->
                    stage.hasNoted("made")
                        && at(stage, "/" + ClientRoutes.CLIENT, "made").get().status() == 200)
            .withTwin()
            .by(
                stage -> {
                  Answer answer =
                      stage.to(ClientRoutes.path(stage) + "/registration-access-token").post();
                  if (answer.status() == 200) {
                    stage.note("made", answer.text("registrationAccessToken"));
                  }
                  return answer;
                }));
  }

  private static void clientWithToken(Stage stage) {
    ClientRoutes.client(stage);
    stage.note(
        TOKEN,
        stage
            .realm
            .api(ClientRoutes.path(stage) + "/registration-access-token")
            .post()
            .expect(200)
            .text("registrationAccessToken"));
  }

  private static Http.Call at(Stage stage, String path, String token) {
    return stage.ticketed(
        stage.realm.open("/clients-registrations/default" + path).bearer(stage.noted(token)));
  }
}
