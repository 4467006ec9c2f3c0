package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An identity provider's mapper gives the role to whom it lets in. */
final class BrokerRoutes {

  private static final String ANY_BROOKE =
      "[{\"key\":\"preferred_username\",\"value\":\"brooke\"}]";
  private static final String ANY_MAIL = "[{\"key\":\"mail\",\"value\":\"brooke@example.test\"}]";
  private static final Map<String, String> TO_ROLE = Map.of("role", Stage.ROLE);
  private static final Map<String, String> TO_GROUP = Map.of("group", "/dbas");

  private BrokerRoutes() {}

  static List<Route> all() {
    return Stream.of(
            List.of(imported()),
            both(
                "hardcoded-role",
                "a fixed role",
                "oidc-hardcoded-role-idp-mapper",
                TO_ROLE,
                "role"),
            both(
                "claim-role",
                "a role for a claim",
                "oidc-role-idp-mapper",
                with(TO_ROLE, "claim", "preferred_username", "claim.value", Broker.BROOKE),
                "role"),
            both(
                "advanced-role",
                "a role for several claims",
                "oidc-advanced-role-idp-mapper",
                with(TO_ROLE, "claims", ANY_BROOKE, "are.claim.values.regex", "false"),
                "role"),
            both(
                "external-role",
                "a role for a role of the provider",
                "keycloak-oidc-role-to-role-idp-mapper",
                with(TO_ROLE, "external.role", "offline_access"),
                "role"),
            both(
                "hardcoded-group",
                "a fixed group",
                "oidc-hardcoded-group-idp-mapper",
                TO_GROUP,
                "group"),
            both(
                "advanced-group",
                "a group for several claims",
                "oidc-advanced-group-idp-mapper",
                with(TO_GROUP, "claims", ANY_BROOKE, "are.claim.values.regex", "false"),
                "group"),
            both(
                "saml-role",
                "a role for a SAML attribute",
                "saml-role-idp-mapper",
                with(TO_ROLE, "attribute.name", "mail", "attribute.value", "brooke@example.test"),
                "role"),
            both(
                "saml-advanced-role",
                "a role for several SAML attributes",
                "saml-advanced-role-idp-mapper",
                with(TO_ROLE, "attributes", ANY_MAIL, "are.attribute.values.regex", "false"),
                "role"),
            both(
                "saml-advanced-group",
                "a group for several SAML attributes",
                "saml-advanced-group-idp-mapper",
                with(TO_GROUP, "attributes", ANY_MAIL, "are.attribute.values.regex", "false"),
                "group"))
        .flatMap(List::stream)
        .toList();
  }

  /** The mapper is made, the mapper is changed to the role, and the login with one from before. */
  private static List<Route> both(
      String id, String what, String type, Map<String, String> config, String key) {
    Consumer<Stage> provider =
        stage -> {
          if (type.startsWith("saml")) {
            Broker.saml(stage);
            mailOf(stage);
          } else {
            Broker.oidc(stage);
          }
          GroupRoutes.carrier(stage, "dbas");
        };
    Map<String, String> harmless = new LinkedHashMap<>(config);
    harmless.put(key, key.equals("role") ? "staff" : "/staff");
    return List.of(
        mapper("idp-" + id + "-created", "Let an identity provider give " + what)
            .given(provider)
            .then(stage -> Broker.login(stage).expect(200))
            .by(stage -> add(stage, type, config)),
        mapper(
                "idp-" + id + "-changed",
                "Change what an identity provider gives, " + what + ", to the protected")
            .given(
                stage -> {
                  provider.accept(stage);
                  stage.realm.createRole("staff");
                  GroupRoutes.group(stage, "staff");
                  stage.note("mapper", add(stage, type, harmless).expect(201).createdId());
                })
            .then(stage -> Broker.login(stage).expect(200))
            .by(stage -> change(stage, type, config)),
        gives(Route.named("login-" + id, "Log in through an identity provider that gives " + what))
            .on(Surface.LOGIN)
            .once()
            .refused(Refusal.own("ticket_required"))
            .audited(key.equals("role") ? "role-mapping" : "group-membership")
            .given(
                stage -> {
                  provider.accept(stage);
                  add(stage, type, config).expect(201);
                })
            .by(Broker::login));
  }

  /** The mapper comes with a partial import. */
  static Route imported() {
    return mapper(
            "import-idp-mapper", "Import a mapper of an identity provider that gives a fixed role")
        .on(Surface.IMPORT)
        // After the refusal Keycloak's cache goes on naming a mapper that the database never had.
        .once()
        .given(Broker::oidc)
        .then(stage -> Broker.login(stage).expect(200))
        .by(
            stage ->
                PartialImportRoutes.put(
                    stage,
                    "FAIL",
                    Map.of(
                        "identityProviderMappers",
                        List.of(representation("oidc-hardcoded-role-idp-mapper", TO_ROLE)))));
  }

  private static Route.Draft mapper(String id, String title) {
    return gives(GroupRoutes.structural(id, title)).audited("identity-provider-mapper");
  }

  private static Route.Draft gives(Route.Draft draft) {
    return draft
        .inWholeRealm()
        .about(Broker.BROOKE)
        .gives("the subject holds the role", Stage::holds)
        .gives("the login's token carries the role", Broker::tokenCarries);
  }

  /** The company tells brooke's e-mail address in its assertions. */
  private static void mailOf(Stage stage) {
    var company = stage.realm.server().realm(stage.noted("company"));
    String client =
        company.clientUuid(stage.realm.server().baseUri() + "/realms/" + stage.realm.name());
    company
        .api("/clients/" + client + "/protocol-mappers/models")
        .post(
            MapperRoutes.mapper(
                "saml",
                "saml-user-property-mapper",
                Map.of(
                    "user.attribute",
                    "email",
                    "attribute.name",
                    "mail",
                    "attribute.nameformat",
                    "Basic")))
        .expect(201);
  }

  static Answer add(Stage stage, String type, Map<String, String> config) {
    return stage
        .to("/identity-provider/instances/" + Broker.ALIAS + "/mappers")
        .post(representation(type, config));
  }

  private static Answer change(Stage stage, String type, Map<String, String> config) {
    Map<String, Object> changed = new LinkedHashMap<>(representation(type, config));
    changed.put("id", stage.noted("mapper"));
    return stage
        .to("/identity-provider/instances/" + Broker.ALIAS + "/mappers/" + stage.noted("mapper"))
        .put(changed);
  }

  private static Map<String, Object> representation(String type, Map<String, String> config) {
    return Map.of(
        "name",
        "carrier",
        "identityProviderAlias",
        Broker.ALIAS,
        "identityProviderMapper",
        type,
        "config",
        with(config, "syncMode", "FORCE"));
  }

  private static Map<String, String> with(Map<String, String> first, String... more) {
    Map<String, String> all = new LinkedHashMap<>(first);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }
}
