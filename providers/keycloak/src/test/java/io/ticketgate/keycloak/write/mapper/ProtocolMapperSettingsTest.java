package io.ticketgate.keycloak.write.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.write.mapper.HandedOut.AnyName;
import io.ticketgate.keycloak.write.mapper.HandedOut.Name;
import io.ticketgate.keycloak.write.mapper.HandedOut.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.protocol.ProtocolMapper;

class ProtocolMapperSettingsTest {

  private static final Set<HandedOut> ANYTHING = Set.of(new AnyName());
  private static final String USER_ATTRIBUTE = "oidc-usermodel-attribute-mapper";
  private static final String HARDCODED_CLAIM = "oidc-hardcoded-claim-mapper";
  private static final String REALM_ROLES = "oidc-usermodel-realm-role-mapper";
  private static final String CLIENT_ROLES = "oidc-usermodel-client-role-mapper";

  private static Set<HandedOut> oidc(String type, Map<String, String> config) {
    return MapperSettings.protocolMapper("openid-connect", type, config);
  }

  private static Set<HandedOut> saml(String type, Map<String, String> config) {
    return MapperSettings.protocolMapper("saml", type, config);
  }

  private static Set<HandedOut> hardcoded(String claim, String type, String value) {
    return oidc(
        HARDCODED_CLAIM, Map.of("claim.name", claim, "jsonType.label", type, "claim.value", value));
  }

  private static Map<String, String> with(Map<String, String> config, String key, String value) {
    Map<String, String> more = new HashMap<>(config);
    more.put(key, value);
    return more;
  }

  /**
   * Every type of 26.7.0, and what it carries with a claim or attribute that roles are read from.
   * The ones that ignore such a setting are refused with it all the same.
   */
  private static final String EVERY_TYPE =
      """
      any oidc-acr-mapper
      any oidc-address-mapper
      any oidc-allowed-origins-mapper
      any oidc-amr-mapper
      any oidc-audience-mapper
      any oidc-audience-resolve-mapper
      any oidc-claims-param-token-mapper
      any oidc-claims-param-value-idtoken-mapper
      any oidc-full-name-mapper
      any oidc-group-membership-mapper
      fixed oidc-hardcoded-claim-mapper
      any oidc-hardcoded-role-mapper
      any oidc-nonce-backwards-compatible-mapper
      none oidc-organization-group-membership-mapper
      any oidc-organization-membership-mapper
      any oidc-parameterized-scope-mapper
      any oidc-parameterized-scope-user-property-mapper
      any oidc-role-name-mapper
      any oidc-session-state-mapper
      any oidc-sha256-pairwise-sub-mapper
      any oidc-sub-mapper
      any oidc-usermodel-attribute-mapper
      any oidc-usermodel-client-role-mapper
      any oidc-usermodel-property-mapper
      none oidc-usermodel-realm-role-mapper
      any oidc-usersessionmodel-note-mapper
      any oid4vc-context-mapper
      any oid4vc-generated-id-mapper
      any oid4vc-issued-at-time-claim-mapper
      fixed oid4vc-static-claim-mapper
      any oid4vc-subject-id-mapper
      any oid4vc-target-role-mapper
      any oid4vc-user-attribute-mapper
      any oid4vc-vc-type-mapper
      any saml-audience-mapper
      any saml-audience-resolve-mapper
      any saml-authn-context-class-ref-mapper
      any saml-group-membership-mapper
      fixed saml-hardcode-attribute-mapper
      any saml-hardcode-role-mapper
      any saml-organization-group-membership-mapper
      any saml-organization-membership-mapper
      none saml-role-list-mapper
      any saml-role-name-mapper
      any saml-user-attribute-mapper
      any saml-user-attribute-nameid-mapper
      any saml-user-property-mapper
      any saml-user-session-note-mapper
      any docker-v2-allow-all-mapper
      """;

  @Test
  void everyTypeThatKeycloakHasIsDecided() {
    Map<String, String> claim =
        Map.of("claim.name", "realm_access.roles", "claim.value", "x", "staticValue", "x");
    Map<String, String> attribute = Map.of("attribute.name", "Role", "attribute.value", "x");
    Map<String, Set<HandedOut>> expected =
        Map.of("any", ANYTHING, "fixed", Set.of(new Name("x")), "none", Set.of());

    List<String[]> types = EVERY_TYPE.lines().map(line -> line.split(" ")).toList();

    for (String[] type : types) {
      Set<HandedOut> handedOut =
          type[1].startsWith("saml") ? saml(type[1], attribute) : oidc(type[1], claim);
      assertThat(handedOut).as(type[1]).isEqualTo(expected.get(type[0]));
    }
    // A type that a new Keycloak adds is looked at before that Keycloak is supported.
    List<ServiceLoader.Provider<ProtocolMapper>> loaded =
        ServiceLoader.load(ProtocolMapper.class).stream()
            .filter(each -> !each.type().getPackageName().startsWith("io.ticketgate"))
            .toList();
    assertThat(loaded).hasSameSizeAs(types);
  }

  /** What a new realm has must go on working. */
  @Test
  void theMappersOfANewRealmCarryNothing() {
    Map<String, String> roles = Map.of("multivalued", "true", "jsonType.label", "String");
    assertThat(oidc(REALM_ROLES, with(roles, "claim.name", "realm_access.roles"))).isEmpty();
    assertThat(oidc(REALM_ROLES, with(roles, "claim.name", "groups"))).isEmpty();
    assertThat(oidc(CLIENT_ROLES, with(roles, "claim.name", "resource_access.${client_id}.roles")))
        .isEmpty();
    assertThat(
            oidc(
                "oidc-organization-membership-mapper",
                Map.of("claim.name", "organization", "addOrganizationAttributes", "true")))
        .isEmpty();
    assertThat(oidc("oidc-organization-membership-mapper", Map.of())).isEmpty();
    assertThat(oidc(USER_ATTRIBUTE, Map.of("claim.name", "given_name"))).isEmpty();
    assertThat(oidc("oidc-address-mapper", Map.of("user.attribute.street", "street"))).isEmpty();
    assertThat(saml("saml-role-list-mapper", Map.of("attribute.name", "Role"))).isEmpty();
    assertThat(saml("saml-organization-membership-mapper", Map.of())).isEmpty();
    assertThat(
            MapperSettings.protocolMapper(
                "oid4vc", "oid4vc-target-role-mapper", Map.of("claim.name", "roles")))
        .isEmpty();
  }

  @Test
  void aCredentialKeepsTheRolesOfTheClientWhateverItsClaimIsCalled() {
    Set<HandedOut> kept = Set.of(new HandedOut.RolesInCredential("orders"));
    assertThat(oidc4vc(Map.of("clientId", "orders"))).isEqualTo(kept);
    assertThat(oidc4vc(Map.of("clientId", "orders", "claim.name", "roles"))).isEqualTo(kept);
    assertThat(oidc4vc(Map.of("clientId", "orders", "claim.name", "job"))).isEqualTo(kept);
    assertThat(oidc4vc(Map.of("clientId", " "))).isEmpty();
    assertThat(oidc(USER_ATTRIBUTE, Map.of("clientId", "orders", "claim.name", "x"))).isEmpty();
  }

  private static Set<HandedOut> oidc4vc(Map<String, String> config) {
    return MapperSettings.protocolMapper("oid4vc", "oid4vc-target-role-mapper", config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "realm_access",
        "realm_access.roles",
        "realm_access.roles.x",
        "realm_access..roles",
        " realm_access .roles",
        "Realm_Access.roles",
        "realm\\_access.roles",
        "\\r\\ealm_access.roles",
        "resource_access",
        "resource_access.orders",
        "resource_access.my\\.client.roles",
        "organization",
        "organization.acme.realm_access.roles",
        "kc\\.realm\\.roles",
        "kc\\.client\\.orders\\.roles"
      })
  void anyTextMayComeToStandUnderARoleClaim(String claim) {
    Map<String, String> config =
        Map.of("claim.name", claim, "access.token.claim", "false", "id.token.claim", "false");
    assertThat(oidc(USER_ATTRIBUTE, config)).isEqualTo(ANYTHING);
    assertThat(oidc("oidc-usermodel-property-mapper", config)).isEqualTo(ANYTHING);
    assertThat(oidc("oidc-usersessionmodel-note-mapper", config)).isEqualTo(ANYTHING);
    assertThat(oidc("oidc-group-membership-mapper", config)).isEqualTo(ANYTHING);
    assertThat(oidc("oidc-claims-param-value-idtoken-mapper", config)).isEqualTo(ANYTHING);
    assertThat(oidc("script-computed.js", config)).isEqualTo(ANYTHING);
    assertThat(MapperSettings.protocolMapper(null, null, config)).isEqualTo(ANYTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "roles", "realm_accessible", "my.realm_access.roles", "x\\.realm_access"})
  void otherClaimsAreFree(String claim) {
    assertThat(oidc(USER_ATTRIBUTE, Map.of("claim.name", claim))).isEmpty();
    assertThat(oidc(CLIENT_ROLES, Map.of("claim.name", claim))).isEmpty();
    assertThat(hardcoded(claim, "String", "db-admin")).isEmpty();
  }

  /** A dot that is escaped is none: this is one claim of an unusual name. */
  @Test
  void anEscapedDotDoesNotDivide() {
    assertThat(oidc(USER_ATTRIBUTE, Map.of("claim.name", "realm_access\\.roles"))).isEmpty();
    assertThat(oidc(USER_ATTRIBUTE, Map.of("claim.name", "realm_access\\\\.roles"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub",
        "\\s\\u\\b",
        "sid",
        "azp",
        "client_id",
        "ticket",
        "ticket.ref",
        "tg_derived"
      })
  void nobodyWritesWhoseATokenIs(String claim) {
    Map<String, String> config = Map.of("claim.name", claim, "access.token.claim", "false");
    for (String type :
        Set.of(
            USER_ATTRIBUTE,
            HARDCODED_CLAIM,
            REALM_ROLES,
            CLIENT_ROLES,
            "oidc-usersessionmodel-note-mapper",
            "script-computed.js")) {
      assertThat(oidc(type, config)).as(type).containsExactly(new HandedOut.AnyIdentity());
    }
    assertThat(oidc("oid4vc-subject-id-mapper", config)).isEmpty();
    assertThat(saml("saml-user-attribute-mapper", config)).isEmpty();
  }

  @Test
  void keycloakItselfSaysWhoseATokenIs() {
    assertThat(oidc("oidc-sub-mapper", Map.of("access.token.claim", "true"))).isEmpty();
    assertThat(oidc("oidc-sha256-pairwise-sub-mapper", Map.of("pairwiseSubAlgorithmSalt", "x")))
        .isEmpty();
    assertThat(oidc("oidc-session-state-mapper", Map.of())).isEmpty();
    Map<String, String> note = Map.of("claim.name", "client_id", "user.session.note", "client_id");
    assertThat(oidc("oidc-usersessionmodel-note-mapper", note)).isEmpty();
    assertThat(oidc("oidc-usersessionmodel-note-mapper", with(note, "user.session.note", "mine")))
        .containsExactly(new HandedOut.AnyIdentity());
    for (String harmless : Set.of("subject", "preferred_username", "my.sub", "acr", "ticketing")) {
      assertThat(hardcoded(harmless, "String", "x")).as(harmless).isEmpty();
    }
  }

  @Test
  void theRoleOfAHardcodedRoleMapper() {
    assertThat(oidc("oidc-hardcoded-role-mapper", Map.of("role", "orders.refund")))
        .containsExactly(new Role("orders.refund"));
    assertThat(saml("saml-hardcode-role-mapper", Map.of("role", "orders.refund")))
        .containsExactlyInAnyOrder(new Role("orders.refund"), new Name("orders.refund"));
    assertThat(oidc("some-custom-mapper", Map.of("role", "refund")))
        .containsExactly(new Role("refund"));
  }

  @Test
  void theNewNameOfARoleNameMapperAndNotTheOldOne() {
    Map<String, String> config = Map.of("role", "db-admin", "new.role.name", "guest");
    assertThat(oidc("oidc-role-name-mapper", config)).containsExactly(new Role("guest"));
    assertThat(saml("saml-role-name-mapper", config))
        .containsExactlyInAnyOrder(new Role("guest"), new Name("guest"));
  }

  @Test
  void everyTextOfAHardcodedClaim() {
    assertThat(hardcoded("realm_access.roles", "String", "db-admin"))
        .containsExactly(new Name("db-admin"));
    assertThat(hardcoded("realm_access.roles", "String", "db-admin, refund"))
        .containsExactlyInAnyOrder(
            new Name("db-admin, refund"), new Name("db-admin"), new Name("refund"));
    assertThat(hardcoded("realm_access", "String", "{\"roles\":[\"db-admin\"]}"))
        .contains(new Name("db-admin"));
    assertThat(hardcoded("realm_access.roles.db-admin", "boolean", "true"))
        .contains(new Name("db-admin"));
  }

  @Test
  void everyTextInTheJsonOfAHardcodedClaim() {
    assertThat(hardcoded("realm_access", "JSON", "{\"roles\":[\"db-admin\"]}"))
        .containsExactlyInAnyOrder(new Name("roles"), new Name("db-admin"));
    assertThat(hardcoded("resource_access", "JSON", "{\"a\":{\"b\":[[{\"c\":7}, \"x\"]]}} more"))
        .containsExactlyInAnyOrder(
            new Name("a"), new Name("b"), new Name("c"), new Name("7"), new Name("x"));
    assertThat(hardcoded("realm_access", "JSON", "{\"roles\":[\"db\\u002dadmin\"]}"))
        .contains(new Name("db-admin"));
    assertThat(hardcoded("realm_access", "JSON", "{\"roles\":[\"db-ad")).isEqualTo(ANYTHING);
    assertThat(hardcoded("realm_access", "JSON", "")).isEqualTo(ANYTHING);
    assertThat(oidc(HARDCODED_CLAIM, Map.of("claim.name", "realm_access"))).isEmpty();
  }

  @Test
  void theOrganizationClaimIsFreeForItsOwnMappersOnly() {
    assertThat(
            oidc(
                "oidc-organization-membership-mapper",
                Map.of("claim.name", "organization.acme.realm_access.roles")))
        .isEqualTo(ANYTHING);
    assertThat(
            oidc("oidc-organization-membership-mapper", Map.of("claim.name", "realm_access.roles")))
        .isEqualTo(ANYTHING);
    assertThat(
            oidc(
                "oidc-organization-group-membership-mapper",
                Map.of("addGroupRoleMappings", "true", "claim.name", "organization")))
        .isEmpty();
    assertThat(
            saml(
                "saml-organization-group-membership-mapper",
                Map.of("addGroupRoleMappings", "true")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Role",
        "role",
        "ROLES",
        " Role ",
        "https://aws.amazon.com/SAML/Attributes/Role",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
        "urn:example:roles",
        "organization.acme.realm_access.roles",
      })
  void anyTextMayComeToStandInASamlRoleAttribute(String attribute) {
    for (String key : Set.of("attribute.name", "friendly.name")) {
      Map<String, String> config = Map.of(key, attribute, "attribute.value", "db-admin");
      for (String type :
          Set.of(
              "saml-user-attribute-mapper",
              "saml-user-property-mapper",
              "saml-user-session-note-mapper",
              "saml-group-membership-mapper",
              "script-computed.js")) {
        assertThat(saml(type, config)).isEqualTo(ANYTHING);
      }
      assertThat(saml("saml-hardcode-attribute-mapper", config))
          .containsExactly(new Name("db-admin"));
      assertThat(saml("saml-role-list-mapper", config)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "email", "RoleSessionName", "controls", "/roles/of/old"})
  void otherSamlAttributesAreFree(String attribute) {
    assertThat(saml("saml-user-attribute-mapper", Map.of("attribute.name", attribute))).isEmpty();
  }

  @Test
  void anOpenIdMapperHasNoSamlAttributes() {
    assertThat(oidc("some-custom-mapper", Map.of("attribute.name", "role"))).isEmpty();
  }

  @Test
  void aCredentialHasItsRolesElsewhereToo() {
    assertThat(
            MapperSettings.protocolMapper(
                "oid4vc", "oid4vc-user-attribute-mapper", Map.of("userAttribute", "roles")))
        .isEqualTo(ANYTHING);
    assertThat(
            MapperSettings.protocolMapper(
                "openid-connect",
                "oid4vc-static-claim-mapper",
                Map.of("claim.name", "roles", "staticValue", "db-admin")))
        .containsExactly(new Name("db-admin"));
    assertThat(
            MapperSettings.protocolMapper(
                "oid4vc", "oid4vc-target-role-mapper", Map.of("claim.name", "realm_access")))
        .isEqualTo(ANYTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        REALM_ROLES,
        CLIENT_ROLES,
        HARDCODED_CLAIM,
        "oidc-role-name-mapper",
        "oidc-hardcoded-role-mapper",
        "saml-hardcode-role-mapper",
        "saml-hardcode-attribute-mapper",
        "oid4vc-static-claim-mapper",
        "docker-v2-allow-all-mapper"
      })
  void whatIsMissingCarriesNothing(String type) {
    Map<String, String> nulls = new HashMap<>();
    for (String key :
        Set.of("claim.name", "role", "new.role.name", "attribute.name", "friendly.name")) {
      nulls.put(key, null);
    }
    assertThat(MapperSettings.protocolMapper(null, type, nulls)).isEmpty();
    assertThat(MapperSettings.protocolMapper("saml", type, Map.of())).isEmpty();
    assertThat(MapperSettings.protocolMapper("openid-connect", type, null)).isEmpty();
    nulls.put("claim.name", "groups");
    nulls.put("claim.value", null);
    nulls.put("attribute.name", "Role");
    nulls.put("attribute.value", null);
    assertThat(MapperSettings.protocolMapper("openid-connect", type, nulls)).isEmpty();
  }
}
