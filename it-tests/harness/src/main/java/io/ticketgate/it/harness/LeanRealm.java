package io.ticketgate.it.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A realm with the few client scopes and login flows that tests of roles and clients need. Keycloak
 * makes a new realm some 60 rows of each, and takes them away one by one with it: making and
 * removing a realm takes a third less without them. What is left out are optional scopes, the steps
 * of a login that nobody logs in by, required actions, and the policies of client registration.
 */
final class LeanRealm {

  private static final String OIDC = "openid-connect";
  private static final String POLICIES =
      "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy";

  private LeanRealm() {}

  /** The fields of a realm's representation that leave out the rest. */
  static Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    Map<String, Object> components = new HashMap<>(RealmKeys.components());
    components.put(POLICIES, List.of());
    fields.put("components", components);
    fields.put("clientScopes", List.of(basic(), roles()));
    fields.put("defaultDefaultClientScopes", List.of("basic", "roles"));
    fields.put("defaultOptionalClientScopes", List.of());
    fields.put("requiredActions", List.of());
    fields.put("authenticatorConfig", List.of());
    fields.put("authenticationFlows", flows());
    fields.put("browserFlow", "browser");
    fields.put("directGrantFlow", "direct grant");
    fields.put("clientAuthenticationFlow", "clients");
    fields.put("registrationFlow", "registration");
    fields.put("resetCredentialsFlow", "reset credentials");
    fields.put("dockerAuthenticationFlow", "docker auth");
    fields.put("firstBrokerLoginFlow", "first broker login");
    return fields;
  }

  private static Map<String, Object> basic() {
    return scope("basic", mapper("sub", "oidc-sub-mapper", Map.of()));
  }

  private static Map<String, Object> roles() {
    return scope(
        "roles",
        mapper(
            "realm roles",
            "oidc-usermodel-realm-role-mapper",
            Map.of("claim.name", "realm_access.roles", "multivalued", "true")),
        mapper(
            "client roles",
            "oidc-usermodel-client-role-mapper",
            Map.of("claim.name", "resource_access.${client_id}.roles", "multivalued", "true")),
        mapper("audience resolve", "oidc-audience-resolve-mapper", Map.of()));
  }

  private static Map<String, Object> scope(String name, Object... mappers) {
    return Map.of(
        "name",
        name,
        "protocol",
        OIDC,
        "attributes",
        Map.of("include.in.token.scope", "false", "display.on.consent.screen", "false"),
        "protocolMappers",
        List.of(mappers));
  }

  private static Map<String, Object> mapper(
      String name, String provider, Map<String, String> config) {
    Map<String, String> all = new HashMap<>(config);
    all.put("access.token.claim", "true");
    all.put("introspection.token.claim", "true");
    return Map.of("name", name, "protocol", OIDC, "protocolMapper", provider, "config", all);
  }

  private static List<Object> flows() {
    return List.of(
        flow("browser", "ALTERNATIVE", "auth-cookie", "auth-username-password-form"),
        flow(
            "direct grant",
            "REQUIRED",
            "direct-grant-validate-username",
            "direct-grant-validate-password"),
        flow("clients", "ALTERNATIVE", "client-secret", "client-jwt"),
        flow("registration", "REQUIRED"),
        flow("reset credentials", "REQUIRED"),
        flow("docker auth", "REQUIRED"),
        flow("first broker login", "REQUIRED"));
  }

  private static Map<String, Object> flow(String alias, String requirement, String... steps) {
    List<Object> executions = new ArrayList<>();
    for (String step : steps) {
      executions.add(
          Map.of(
              "authenticator",
              step,
              "requirement",
              requirement,
              "priority",
              10 * (executions.size() + 1)));
    }
    return Map.of(
        "alias",
        alias,
        "providerId",
        alias.equals("clients") ? "client-flow" : "basic-flow",
        "topLevel",
        true,
        "builtIn",
        true,
        "authenticationExecutions",
        executions);
  }
}
