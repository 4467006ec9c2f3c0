package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Http;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Somebody makes themselves the owner or reviewer of what others have: they write the attribute by
 * which a rule knows these.
 */
final class AttributeRoutes {

  private static final String KEEPER = "keeper";
  private static final String OWNER = "owner";
  private static final String REVIEWER = "reviewer";
  private static final String GROUP = "dba";
  private static final String STRUCTURE = "ops";
  private static final String TOKEN = "registration token";

  private static final Map<String, ?> RULE =
      Map.of(
          "owner",
          Map.of("required", true),
          "lifetime",
          Map.of("reviewEvery", "P30D"),
          "reviews",
          Map.of("by", "attribute:" + REVIEWER));

  private AttributeRoutes() {}

  static List<Route> all() {
    return List.of(
        written("owner-of-client", "Name oneself as the owner of a client", client(OWNER))
            .by(stage -> stage.to(clientPath(stage), KEEPER).put(withText(stage, OWNER))),
        written(
                "owner-of-account",
                "Name oneself as the owner of a service account",
                account(OWNER))
            .by(
                stage ->
                    stage
                        .to(accountPath(stage), KEEPER)
                        .put(withList(stage, accountPath(stage), OWNER))),
        named("owner-by-registration", "Name somebody as the owner with a registration token")
            .gives("the attribute names them", names(client(OWNER)))
            .on(Surface.REGISTRATION)
            .given(
                stage -> {
                  people(stage);
                  stage.note(
                      TOKEN,
                      stage
                          .realm
                          .api(clientPath(stage) + "/registration-access-token")
                          .post()
                          .expect(200)
                          .text("registrationAccessToken"));
                })
            .by(
                stage ->
                    stage
                        .ticketed(
                            stage
                                .realm
                                .open("/clients-registrations/default/" + Stage.CLIENT)
                                .bearer(stage.noted(TOKEN)))
                        .put(withText(stage, OWNER))),
        written("reviewer-of-person", "Name oneself as a person's reviewer", person(REVIEWER))
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice(), KEEPER)
                        .put(withList(stage, "/users/" + stage.alice(), REVIEWER))),
        written("reviewer-of-group", "Name oneself as a group's reviewer", group(REVIEWER))
            .by(
                stage ->
                    stage
                        .to(groupPath(stage), KEEPER)
                        .put(withList(stage, groupPath(stage), REVIEWER))),
        written("reviewer-of-role", "Name oneself as a composite role's reviewer", role(REVIEWER))
            .by(
                stage ->
                    stage
                        .to("/roles/" + STRUCTURE, KEEPER)
                        .put(withList(stage, "/roles/" + STRUCTURE, REVIEWER))));
  }

  private static Route.Draft written(String id, String title, Function<Stage, JsonNode> attribute) {
    return named(id, title)
        .withTicketFor("approvers")
        .leaves("the attribute names the caller", names(attribute));
  }

  private static Route.Draft named(String id, String title) {
    return Route.named(id, title)
        .refused("trust_base_guarded")
        .audited("configuration")
        .about(KEEPER)
        .rule(RULE)
        .given(AttributeRoutes::people);
  }

  private static Predicate<Stage> names(Function<Stage, JsonNode> attribute) {
    return stage -> {
      JsonNode value = attribute.apply(stage);
      return (value.isArray() ? value.path(0) : value).asText().equals(KEEPER);
    };
  }

  private static void people(Stage stage) {
    ObjectNode profile = (ObjectNode) stage.realm.api("/users/profile").get().expect(200).json();
    stage
        .realm
        .api("/users/profile")
        .put(profile.put("unmanagedAttributePolicy", "ENABLED"))
        .expect(200);
    MappingRoutes.keeper(stage);
    stage.realm.createRole(STRUCTURE);
    stage.note(
        GROUP, stage.realm.api("/groups").post(Map.of("name", GROUP)).expect(201).createdId());
  }

  private static Function<Stage, JsonNode> client(String attribute) {
    return stage -> attributes(stage, clientPath(stage)).path(attribute);
  }

  private static Function<Stage, JsonNode> account(String attribute) {
    return stage -> attributes(stage, accountPath(stage)).path(attribute);
  }

  private static Function<Stage, JsonNode> person(String attribute) {
    return stage -> attributes(stage, "/users/" + stage.alice()).path(attribute);
  }

  private static Function<Stage, JsonNode> group(String attribute) {
    return stage -> attributes(stage, groupPath(stage)).path(attribute);
  }

  private static Function<Stage, JsonNode> role(String attribute) {
    return stage -> attributes(stage, "/roles/" + Http.encode(STRUCTURE)).path(attribute);
  }

  private static JsonNode attributes(Stage stage, String path) {
    return stage.realm.api(path).get().expect(200).json().path("attributes");
  }

  private static String clientPath(Stage stage) {
    return "/clients/" + stage.realm.clientUuid(Stage.CLIENT);
  }

  private static String accountPath(Stage stage) {
    return "/users/" + stage.realm.serviceAccountUserId(Stage.CLIENT);
  }

  private static String groupPath(Stage stage) {
    return "/groups/" + stage.noted(GROUP);
  }

  /** A client as it is, but that its attribute names the caller: each has one value. */
  private static ObjectNode withText(Stage stage, String attribute) {
    ObjectNode client = (ObjectNode) stage.realm.api(clientPath(stage)).get().expect(200).json();
    client.withObject("/attributes").put(attribute, KEEPER);
    return client;
  }

  /** The same of what has several values of an attribute. */
  private static ObjectNode withList(Stage stage, String path, String attribute) {
    ObjectNode json = (ObjectNode) stage.realm.api(path).get().expect(200).json();
    json.withObject("/attributes").putPOJO(attribute, List.of(KEEPER));
    return json;
  }
}
