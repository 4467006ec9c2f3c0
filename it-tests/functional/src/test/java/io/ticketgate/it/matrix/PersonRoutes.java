package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/**
 * Somebody makes two people of their two accounts, one of whom may approve for the other: they
 * write the attribute by which a rule knows which accounts are one person's.
 */
final class PersonRoutes {

  private static final String KEEPER = "keeper";
  private static final String SECOND = "keeper-two";
  private static final String THIRD = "keeper-three";
  private static final String NUMBER = "number";
  private static final String SAME = "7";
  private static final String OTHER = "8";

  private static final Map<String, ?> RULE =
      Map.of("separationOfDuties", Map.of("personAttribute", NUMBER));

  private PersonRoutes() {}

  static List<Route> all() {
    return List.of(
        person("person-changed", "Change the personnel number of one's second account")
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.realm.userId(SECOND), KEEPER)
                        .put(with(stage, SECOND, List.of(OTHER)))),
        person("person-several", "Give one's second account a second personnel number")
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.realm.userId(SECOND), KEEPER)
                        .put(with(stage, SECOND, List.of(SAME, OTHER)))),
        person("person-removed", "Take the personnel number from one's second account")
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.realm.userId(SECOND), KEEPER)
                        .put(with(stage, SECOND, List.of()))),
        person("person-own-account", "Change one's own personnel number in the account console")
            .on(Surface.ACCOUNT)
            .by(
                stage ->
                    stage
                        .ticketed(stage.realm.open("/account"))
                        .header("Accept", "application/json")
                        .bearer(stage.realm.tokenOf(KEEPER))
                        .post(account(stage))),
        made("person-new", "Make an account with another personnel number")
            .by(stage -> stage.to("/users", KEEPER).post(third())),
        Route.named("person-registered", "Register an account with another personnel number")
            .on(Surface.LOGIN)
            .inWholeRealm()
            .refused(Refusal.own("trust_base_guarded"))
            .audited("configuration")
            .about(THIRD)
            .realm(Map.of("registrationAllowed", true))
            .rule(RULE)
            .given(
                stage -> {
                  people(stage);
                  Broker.portal(stage);
                })
            .armed(PersonRoutes::approvers)
            .gives("there is a third account", PersonRoutes::isThird)
            .by(PersonRoutes::register),
        made("person-imported", "Import an account with another personnel number")
            .on(Surface.IMPORT)
            .by(
                stage ->
                    stage
                        .to("/partialImport", KEEPER)
                        .post(Map.of("ifResourceExists", "OVERWRITE", "users", List.of(third())))),
        person("person-overwritten", "Import one's second account with another personnel number")
            .on(Surface.IMPORT)
            .by(
                stage ->
                    stage
                        .to("/partialImport", KEEPER)
                        .post(
                            Map.of(
                                "ifResourceExists",
                                "OVERWRITE",
                                "users",
                                List.of(
                                    Map.of(
                                        "username",
                                        SECOND,
                                        "enabled",
                                        true,
                                        "attributes",
                                        Map.of(NUMBER, List.of(OTHER))))))));
  }

  private static Route.Draft counting(String id, String title) {
    return Route.named(id, title)
        .refused("trust_base_guarded")
        .audited("configuration")
        .about(KEEPER)
        .rule(RULE)
        .withTicketFor("approvers")
        .given(PersonRoutes::people)
        .armed(PersonRoutes::approvers);
  }

  private static Route.Draft person(String id, String title) {
    return counting(id, title)
        .leaves(
            "the two accounts are not one person's",
            stage -> !numbers(stage, KEEPER).equals(numbers(stage, SECOND)));
  }

  private static Route.Draft made(String id, String title) {
    return counting(id, title).leaves("there is a third account", PersonRoutes::isThird);
  }

  private static boolean isThird(Stage stage) {
    return stage.exists(THIRD) && numbers(stage, THIRD).equals(OTHER);
  }

  private static Answer register(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    Answer page = browser.open(Broker.start(stage, "registrations"));
    return Broker.tokens(
        stage,
        browser.submit(
            page,
            Map.of(
                "username",
                THIRD,
                "firstName",
                "Third",
                "lastName",
                "Account",
                "email",
                "third@example.test",
                NUMBER,
                OTHER,
                "password",
                RealmFixture.PASSWORD,
                "password-confirm",
                RealmFixture.PASSWORD)));
  }

  private static Map<String, Object> third() {
    return Map.of("username", THIRD, "enabled", true, "attributes", Map.of(NUMBER, List.of(OTHER)));
  }

  private static ObjectNode with(Stage stage, String username, List<String> numbers) {
    ObjectNode user =
        (ObjectNode)
            stage.realm.api("/users/" + stage.realm.userId(username)).get().expect(200).json();
    user.putObject("attributes").putPOJO(NUMBER, numbers);
    return user;
  }

  private static JsonNode account(Stage stage) {
    RealmFixture realm = stage.realm;
    ObjectNode own =
        (ObjectNode)
            realm
                .open("/account")
                .header("Accept", "application/json")
                .bearer(realm.tokenOf(KEEPER))
                .get()
                .expect(200)
                .json();
    own.putObject("attributes").putPOJO(NUMBER, List.of(OTHER));
    return own;
  }

  private static String numbers(Stage stage, String username) {
    JsonNode user =
        stage.realm.api("/users/" + stage.realm.userId(username)).get().expect(200).json();
    StringBuilder numbers = new StringBuilder();
    user.path("attributes").path(NUMBER).forEach(each -> numbers.append(each.asText()));
    return numbers.toString();
  }

  private static void people(Stage stage) {
    ObjectNode profile = (ObjectNode) stage.realm.api("/users/profile").get().expect(200).json();
    stage
        .realm
        .api("/users/profile")
        .put(profile.put("unmanagedAttributePolicy", "ENABLED"))
        .expect(200);
    MappingRoutes.keeper(stage);
    stage.realm.createUser(SECOND);
    for (String each : List.of(KEEPER, SECOND)) {
      stage
          .realm
          .api("/users/" + stage.realm.userId(each))
          .put(with(stage, each, List.of(SAME)))
          .expect(204);
    }
  }

  /** Those who approve the tickets of this test, where there is a gate: each is a person. */
  private static void approvers(Stage stage) {
    if (stage.story().isPresent()) {
      for (String each : List.of("bob", "carol")) {
        stage
            .realm
            .api("/users/" + stage.realm.userId(each))
            .put(with(stage, each, List.of("of " + each)))
            .expect(204);
      }
    }
  }
}
