package io.ticketgate.it.matrix;

import io.ticketgate.it.SamlApp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A mapper of a SAML client writes a role's name into assertions. */
final class SamlRoutes {

  private static final String CLIENT = "saml-app";

  private SamlRoutes() {}

  static List<Route> all() {
    return List.of(
        saml(
            "saml-hardcoded-role",
            "Add a hardcoded role mapper to a SAML client",
            "saml-hardcode-role-mapper",
            Map.of("role", Stage.ROLE),
            stage -> {}),
        saml(
            "saml-role-name",
            "Rename a held role to the protected name by a mapper of a SAML client",
            "saml-role-name-mapper",
            Map.of("role", "staff", "new.role.name", Stage.ROLE),
            stage -> CompositeRoutes.held(stage, "staff")),
        saml(
            "saml-hardcoded-attribute",
            "Write the role's name as a fixed attribute of assertions",
            "saml-hardcode-attribute-mapper",
            attribute("attribute.value", Stage.ROLE),
            stage -> {}),
        saml(
            "saml-user-attribute",
            "Write a user's attribute as the roles in assertions",
            "saml-user-attribute-mapper",
            attribute("user.attribute", "lastName"),
            ClaimRoutes::namedAsTheRole),
        saml(
            "saml-user-property",
            "Write a user's property as the roles in assertions",
            "saml-user-property-mapper",
            attribute("user.attribute", "lastName"),
            ClaimRoutes::namedAsTheRole),
        saml(
            "saml-group-names",
            "Write the names of groups as the roles in assertions",
            "saml-group-membership-mapper",
            attribute("full.path", "false"),
            stage -> GroupRoutes.joined(stage, GroupRoutes.group(stage, Stage.ROLE))));
  }

  private static Route saml(
      String id, String title, String type, Map<String, String> config, Consumer<Stage> given) {
    return MapperRoutes.mapping(id, title)
        .inWholeRealm()
        .given(
            stage -> {
              SamlApp.create(stage.realm, CLIENT, Map.of());
              given.accept(stage);
            })
        .leaves(
            "the client has the mapper",
            stage ->
                stage
                    .realm
                    .api(mappers(stage))
                    .get()
                    .json()
                    .findValuesAsText("name")
                    .contains("carrier"))
        .gives("the subject's assertion carries the role's name", SamlRoutes::assertionCarries)
        .by(stage -> stage.to(mappers(stage)).post(MapperRoutes.mapper("saml", type, config)));
  }

  private static Map<String, String> attribute(String key, String value) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("attribute.name", "Role");
    config.put("attribute.nameformat", "Basic");
    config.put(key, value);
    return config;
  }

  private static String mappers(Stage stage) {
    return "/clients/" + stage.realm.clientUuid(CLIENT) + "/protocol-mappers/models";
  }

  private static boolean assertionCarries(Stage stage) {
    String xml = SamlApp.response(SamlApp.of(stage.realm, CLIENT).login(Stage.ALICE));
    return Pattern.compile("Name=\"Role\".*?>" + Stage.ROLE + "<", Pattern.DOTALL)
        .matcher(xml)
        .find();
  }
}
