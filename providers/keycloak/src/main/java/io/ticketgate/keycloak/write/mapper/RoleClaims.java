package io.ticketgate.keycloak.write.mapper;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.keycloak.write.mapper.HandedOut.AnyName;
import io.ticketgate.keycloak.write.mapper.HandedOut.NamePrefixed;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.util.JsonSerialization;
import org.keycloak.utils.JsonUtils;

/**
 * What a protocol mapper writes under the claims that role names are read from. In which of the
 * tokens it does so is not asked: the flags for that are changed without anybody looking here.
 */
final class RoleClaims {

  private static final Set<HandedOut> NOTHING = Set.of();
  private static final Set<HandedOut> ANYTHING = Set.of(new AnyName());

  /**
   * First parts of the claims that role names are read from. The last one is Keycloak's own: its
   * role policies (26.7.0, {@code authorization.common.KeycloakIdentity}, {@code
   * Identity.hasRealmRole}) read a claim of that very name as the realm roles.
   */
  private static final Set<String> ROLE_CLAIMS =
      Set.of("realm_access", "resource_access", "organization", "kc.realm.roles");

  /** The same for client roles, {@code kc.client.orders.roles}. */
  private static final String CLIENT_ROLE_CLAIMS = "kc.client.";

  private static final String CREDENTIAL_MAPPERS = "oid4vc-";

  /** Where a verifiable credential has its roles (26.7.0, {@code OID4VCTargetRoleMapper}). */
  private static final String CREDENTIAL_ROLES = "roles";

  private static final List<String> REALM_ROLES = List.of("realm_access", "roles");
  private static final String CLIENT_ID = "${client_id}";

  private final String type;
  private final Map<String, String> config;

  RoleClaims(String type, Map<String, String> config) {
    this.type = type;
    this.config = config;
  }

  Set<HandedOut> handedOut() {
    String claim = claimName();
    if (claim == null) {
      return NOTHING;
    }
    if (type.equals("oidc-usermodel-client-role-mapper")) {
      return clientRoles(claim);
    }
    List<String> path = JsonUtils.splitClaimPath(claim);
    if (!readForRoles(path)) {
      return NOTHING;
    }
    return switch (type) {
      case "oidc-usermodel-realm-role-mapper" ->
          held(path.equals(REALM_ROLES), config.get("usermodel.realmRoleMapping.rolePrefix"));
      case "oid4vc-target-role-mapper" ->
          path.equals(List.of(CREDENTIAL_ROLES)) ? NOTHING : ANYTHING;
      // Under organization.<alias> it writes lists of texts, and role names are read deeper down.
      case "oidc-organization-membership-mapper" ->
          path.equals(List.of("organization")) ? NOTHING : ANYTHING;
      // Roles of groups the person is in, and always where the mapper above writes.
      case "oidc-organization-group-membership-mapper" -> NOTHING;
      case "oidc-hardcoded-claim-mapper" ->
          fixed(path, config.get("claim.value"), "JSON".equals(config.get("jsonType.label")));
      case "oid4vc-static-claim-mapper" -> fixed(path, config.get("staticValue"), false);
      default -> ANYTHING;
    };
  }

  private @Nullable String claimName() {
    String claim = config.get("claim.name");
    // OID4VCUserAttributeMapper (26.7.0) names the claim like the attribute then.
    return claim == null && type.startsWith(CREDENTIAL_MAPPERS)
        ? config.get("userAttribute")
        : claim;
  }

  private boolean readForRoles(List<String> path) {
    if (path.isEmpty()) {
      return false;
    }
    String first = path.get(0).strip().toLowerCase(Locale.ROOT);
    return ROLE_CLAIMS.contains(first)
        || first.startsWith(CLIENT_ROLE_CLAIMS)
        || (type.startsWith(CREDENTIAL_MAPPERS) && first.equals(CREDENTIAL_ROLES));
  }

  /**
   * Roles of one client, or of every client in turn with its id in the claim's name. They are free
   * under their own client only: anyone who manages a client can give its roles any name, and these
   * must not appear as roles of another client or of the realm.
   */
  private Set<HandedOut> clientRoles(String claim) {
    String prefix = config.get("usermodel.clientRoleMapping.rolePrefix");
    String client = config.get("usermodel.clientRoleMapping.clientId");
    if (client != null && !client.isEmpty()) {
      String escaped = client.replace("\\", "\\\\").replace(".", "\\.");
      List<String> path = JsonUtils.splitClaimPath(claim.replace(CLIENT_ID, escaped));
      return readForRoles(path) ? held(path.equals(rolesOf(client)), prefix) : NOTHING;
    }
    List<String> path = JsonUtils.splitClaimPath(claim);
    if (!claim.contains(CLIENT_ID)) {
      return readForRoles(path) ? held(false, prefix) : NOTHING;
    }
    if (claim.contains("\\")) {
      return ANYTHING; // a client's id may complete the escape, and the path is anybody's guess
    }
    return couldBeReadForRoles(path) ? held(path.equals(rolesOf(CLIENT_ID)), prefix) : NOTHING;
  }

  private static List<String> rolesOf(String client) {
    return List.of("resource_access", client, "roles");
  }

  /** A client may be called {@code realm_access}, or {@code realm} before {@code _access}. */
  private boolean couldBeReadForRoles(List<String> path) {
    if (path.isEmpty()) {
      return false;
    }
    String[] constants =
        path.get(0).strip().toLowerCase(Locale.ROOT).split(Pattern.quote(CLIENT_ID), -1);
    Pattern possible =
        Pattern.compile(
            Arrays.stream(constants).map(Pattern::quote).collect(Collectors.joining(".*")));
    return ROLE_CLAIMS.stream().anyMatch(claim -> possible.matcher(claim).matches())
        || (CLIENT_ROLE_CLAIMS.startsWith(constants[0])
            && ".roles".endsWith(constants[constants.length - 1]));
  }

  /** Names of roles the person has, so nothing as long as they are neither moved nor changed. */
  private Set<HandedOut> held(boolean inTheirPlace, @Nullable String prefix) {
    String valueType = config.get("jsonType.label");
    if (valueType != null && !valueType.isEmpty() && !valueType.equals("String")) {
      // As JSON, a role that is called "db-admin", with the quotes, is written without them.
      return ANYTHING;
    }
    if (prefix == null || prefix.isEmpty()) {
      return inTheirPlace ? NOTHING : ANYTHING;
    }
    int variable = prefix.indexOf(CLIENT_ID); // replaced since Keycloak 26.7
    String constant = variable < 0 ? prefix : prefix.substring(0, variable);
    return constant.isEmpty() ? ANYTHING : Set.of(new NamePrefixed(constant));
  }

  private static Set<HandedOut> fixed(List<String> path, @Nullable String value, boolean json) {
    if (value == null) {
      return NOTHING;
    }
    Set<HandedOut> names = new HashSet<>();
    int roles = path.indexOf("roles");
    if (roles >= 0) {
      path.subList(roles + 1, path.size()).forEach(part -> names.addAll(HandedOut.names(part)));
    }
    if (!json) {
      names.addAll(HandedOut.names(value));
      return names;
    }
    try {
      // With the parser and the leniency of OIDCAttributeMapperHelper.
      collect(JsonSerialization.readValue(value, JsonNode.class), names);
      return names;
    } catch (IOException unreadable) {
      return ANYTHING;
    }
  }

  private static void collect(JsonNode node, Set<HandedOut> names) {
    if (node.isValueNode()) {
      names.addAll(HandedOut.names(node.asText()));
    }
    node.fieldNames().forEachRemaining(field -> names.addAll(HandedOut.names(field)));
    node.forEach(child -> collect(child, names));
  }
}
