package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
        .given(
            stage -> {
              client(stage);
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

  private static void client(Stage stage) {
    stage
        .realm
        .api("/clients")
        .post(
            Map.of(
                "clientId",
                CLIENT,
                "protocol",
                "saml",
                "fullScopeAllowed",
                true,
                "redirectUris",
                List.of("http://saml.test/*"),
                "attributes",
                Map.of(
                    "saml_idp_initiated_sso_url_name", CLIENT,
                    "saml_assertion_consumer_url_post", "http://saml.test/acs",
                    "saml.client.signature", "false",
                    "saml.force.post.binding", "true")))
        .expect(201);
  }

  private static boolean assertionCarries(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    Answer page =
        browser.open("/realms/" + stage.realm.name() + "/protocol/saml/clients/" + CLIENT);
    Answer posted =
        browser.submit(page, Map.of("username", Stage.ALICE, "password", RealmFixture.PASSWORD));
    String response = Browser.hidden(posted.body()).getOrDefault("SAMLResponse", "");
    String xml = new String(Base64.getMimeDecoder().decode(response), StandardCharsets.UTF_8);
    return Pattern.compile("Name=\"Role\".*?>" + Stage.ROLE + "<", Pattern.DOTALL)
        .matcher(xml)
        .find();
  }
}
