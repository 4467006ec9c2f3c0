package io.ticketgate.it.token;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Mappers that write a role's name where tokens carry roles, for somebody of whom the gate cannot
 * know that.
 *
 * @param holder whether it takes somebody who holds the role
 * @param scope what has to be asked for
 * @param mappers type and configuration, by the role's name
 */
record Naming(
    String id,
    boolean holder,
    String scope,
    List<String> types,
    Function<String, List<Map<String, String>>> mappers) {

  private static final String REALM_ROLES = "realm_access.roles";
  private static final String ROLE_MAPPER = "oidc-usermodel-realm-role-mapper";
  private static final String ATTRIBUTE = "oidc-usermodel-attribute-mapper";
  private static final String HARDCODED = "oidc-hardcoded-claim-mapper";

  static List<Naming> all() {
    List<Naming> all = new ArrayList<>();
    all.add(
        new Naming(
            "role mapper with a claim of its own",
            true,
            "openid",
            List.of(ROLE_MAPPER),
            role -> List.of(claim("my_roles", "multivalued", "true"))));
    all.add(
        new Naming(
            "hardcoded role",
            false,
            "openid",
            List.of("oidc-hardcoded-role-mapper"),
            role -> List.of(Map.of("role", role))));
    all.add(
        new Naming(
            "hardcoded role, role mapper with a claim of its own",
            false,
            "openid",
            List.of("oidc-hardcoded-role-mapper", ROLE_MAPPER),
            role -> List.of(Map.of("role", role), claim("my_roles", "multivalued", "true"))));
    all.add(
        new Naming(
            "role renamed",
            false,
            "openid",
            List.of("oidc-role-name-mapper"),
            role -> List.of(Map.of("role", "staff", "new.role.name", role))));
    all.add(
        new Naming(
            "prefix of roles",
            false,
            "openid",
            List.of(ROLE_MAPPER),
            role ->
                List.of(
                    claim(
                        REALM_ROLES,
                        "multivalued",
                        "true",
                        "usermodel.realmRoleMapping.rolePrefix",
                        role.replaceFirst("-.*", "-")))));
    all.add(one("hardcoded claim", HARDCODED, role -> json(REALM_ROLES, "[\"" + role + "\"]")));
    all.add(
        one(
            "hardcoded claim, whole object",
            HARDCODED,
            role -> json("realm_access", "{\"roles\":[\"" + role + "\"]}")));
    all.add(
        one(
            "hardcoded claim, roles of a client",
            HARDCODED,
            role -> json("resource_access.of-" + role.substring(0, 2) + ".roles", quoted(role))));
    all.add(
        one(
            "hardcoded claim, nested",
            HARDCODED,
            role -> json("deep", "{\"er\":{\"realm_access\":{\"roles\":[\"" + role + "\"]}}}")));
    all.add(
        one(
            "hardcoded claim, attribute of authorization services",
            HARDCODED,
            role -> json("kc\\.realm\\.roles", quoted(role))));
    all.add(
        one(
            "hardcoded claim, one text",
            HARDCODED,
            role -> claim(REALM_ROLES, "claim.value", role)));
    all.add(
        one(
            "attribute, one text",
            ATTRIBUTE,
            role -> claim(REALM_ROLES, "user.attribute", "single")));
    all.add(
        one(
            "attribute with several values",
            ATTRIBUTE,
            role -> claim(REALM_ROLES, "user.attribute", "several", "multivalued", "true")));
    all.add(
        one(
            "attribute of type JSON",
            ATTRIBUTE,
            role -> claim(REALM_ROLES, "user.attribute", "json", "jsonType.label", "JSON")));
    all.add(
        one(
            "names of groups",
            "oidc-group-membership-mapper",
            role -> claim(REALM_ROLES, "full.path", "false")));
    return all;
  }

  /** Groups of organisations came with 26.7. */
  static List<Naming> ofOrganizations() {
    return List.of(
        new Naming(
            "group of an organisation",
            false,
            "openid organization",
            List.of("oidc-organization-group-membership-mapper"),
            role ->
                List.of(
                    Map.of(
                        "addGroupRoleMappings", "true",
                        "access.token.claim", "true",
                        "id.token.claim", "true",
                        "userinfo.token.claim", "true",
                        "introspection.token.claim", "true"))));
  }

  private static Naming one(String id, String type, Function<String, Map<String, String>> config) {
    return new Naming(id, false, "openid", List.of(type), role -> List.of(config.apply(role)));
  }

  private static String quoted(String role) {
    return "[\"" + role + "\"]";
  }

  private static Map<String, String> json(String claim, String value) {
    return claim(claim, "claim.value", value, "jsonType.label", "JSON");
  }

  private static Map<String, String> claim(String claim, String... more) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("claim.name", claim);
    config.put("jsonType.label", "String");
    config.put("access.token.claim", "true");
    config.put("id.token.claim", "true");
    config.put("userinfo.token.claim", "true");
    config.put("introspection.token.claim", "true");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  @Override
  public String toString() {
    return id;
  }
}
