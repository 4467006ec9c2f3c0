package io.ticketgate.keycloak.write.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.write.mapper.HandedOut.Group;
import io.ticketgate.keycloak.write.mapper.HandedOut.GroupsInDirectory;
import io.ticketgate.keycloak.write.mapper.HandedOut.OrganizationGroup;
import io.ticketgate.keycloak.write.mapper.HandedOut.Role;
import io.ticketgate.keycloak.write.mapper.HandedOut.RolesInDirectory;
import io.ticketgate.spi.EntitlementName.ClientRole;
import io.ticketgate.spi.EntitlementName.RealmRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mappers of identity providers and of LDAP. */
class StoredMapperSettingsTest {

  private static final String ROLES = "role-ldap-mapper";
  private static final String GROUPS = "group-ldap-mapper";

  private static Set<HandedOut> ldap(String provider, Map<String, String> settings) {
    Map<String, List<String>> config = new HashMap<>();
    settings.forEach((key, value) -> config.put(key, List.of(value)));
    return MapperSettings.storageMapper(provider, config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oidc-hardcoded-role-idp-mapper",
        "oidc-role-idp-mapper",
        "oidc-advanced-role-idp-mapper",
        "keycloak-oidc-role-to-role-idp-mapper",
        "saml-role-idp-mapper",
        "saml-advanced-role-idp-mapper",
        "some-custom-mapper"
      })
  void theRoleOfAnIdentityProviderMapper(String type) {
    assertThat(
            MapperSettings.identityProviderMapper(
                type, Map.of("role", "orders.refund", "external.role", "theirs", "claim", "c")))
        .containsExactly(new Role("orders.refund"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oidc-hardcoded-group-idp-mapper",
        "oidc-advanced-group-idp-mapper",
        "saml-advanced-group-idp-mapper",
        "some-custom-mapper"
      })
  void theGroupOfAnIdentityProviderMapper(String type) {
    assertThat(MapperSettings.identityProviderMapper(type, Map.of("group", "/dba")))
        .containsExactly(new Group("/dba"));
    assertThat(
            MapperSettings.identityProviderMapper(
                type, Map.of("group", "/dba", "groupType", "ORGANIZATION")))
        .containsExactlyInAnyOrder(new Group("/dba"), new OrganizationGroup("/dba"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hardcoded-attribute-idp-mapper",
        "oidc-user-attribute-idp-mapper",
        "saml-xpath-attribute-idp-mapper",
        "oidc-user-session-note-idp-mapper",
        "oidc-username-idp-mapper",
        "github-user-attribute-mapper"
      })
  void attributesOfAnIdentityProviderAreFree(String type) {
    assertThat(
            MapperSettings.identityProviderMapper(
                type, Map.of("attribute", "role", "attribute.value", "db-admin")))
        .isEmpty();
  }

  @Test
  void hardcodedRolesAndGroupsOfADirectory() {
    assertThat(ldap("hardcoded-ldap-role-mapper", Map.of("role", "db-admin")))
        .containsExactly(new Role("db-admin"));
    assertThat(ldap("hardcoded-ldap-group-mapper", Map.of("group", "/dba")))
        .containsExactly(new Group("/dba"));
    assertThat(ldap("some-custom-mapper", Map.of("role", "db-admin", "group", "/dba")))
        .containsExactlyInAnyOrder(new Role("db-admin"), new Group("/dba"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"READ_ONLY", "LDAP_ONLY", "ldap_only", "", "nonsense"})
  void mappingsThatStayInTheDirectory(String mode) {
    assertThat(ldap(ROLES, Map.of("mode", mode))).containsExactly(new RolesInDirectory(null));
    assertThat(ldap(GROUPS, Map.of("mode", mode))).containsExactly(new GroupsInDirectory("/"));
  }

  @Test
  void theModeThatIsMissingIsNotTheOneThatWrites() {
    assertThat(MapperSettings.storageMapper(ROLES, null))
        .containsExactly(new RolesInDirectory(null));
    assertThat(MapperSettings.storageMapper(GROUPS, Map.of()))
        .containsExactly(new GroupsInDirectory("/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"IMPORT", "import"})
  void importedMappingsAreWritten(String mode) {
    assertThat(ldap(ROLES, Map.of("mode", mode))).isEmpty();
    assertThat(ldap(GROUPS, Map.of("mode", mode, "groups.path", "/ldap"))).isEmpty();
  }

  @Test
  void whichRolesTheDirectoryHandsOut() {
    assertThat(ldap(ROLES, Map.of("use.realm.roles.mapping", "true", "client.id", "orders")))
        .containsExactly(new RolesInDirectory(null));
    assertThat(ldap(ROLES, Map.of("client.id", "orders")))
        .containsExactly(new RolesInDirectory(null));
    assertThat(ldap(ROLES, Map.of("use.realm.roles.mapping", "false", "client.id", "orders")))
        .containsExactly(new RolesInDirectory("orders"));
    assertThat(ldap(ROLES, Map.of("use.realm.roles.mapping", "no", "client.id", "orders")))
        .containsExactly(new RolesInDirectory("orders"));
    assertThat(ldap(ROLES, Map.of("use.realm.roles.mapping", "false")))
        .containsExactly(new RolesInDirectory(null));
  }

  @Test
  void whichGroupsTheDirectoryHandsOut() {
    assertThat(ldap(GROUPS, Map.of("groups.path", " /ldap/teams ")))
        .containsExactly(new GroupsInDirectory("/ldap/teams"));
    assertThat(ldap(GROUPS, Map.of("groups.path", " ")))
        .containsExactly(new GroupsInDirectory("/"));
  }

  @Test
  void aMapperBuiltOnTheirsIsKnownByItsSettings() {
    assertThat(ldap("my-roles", Map.of("roles.dn", "ou=roles")))
        .containsExactly(new RolesInDirectory(null));
    assertThat(ldap("my-groups", Map.of("groups.dn", "ou=groups", "mode", "READ_ONLY")))
        .containsExactly(new GroupsInDirectory("/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hardcoded-ldap-attribute-mapper",
        "hardcoded-attribute-mapper",
        "user-attribute-ldap-mapper",
        "full-name-ldap-mapper",
        "msad-user-account-control-mapper",
        "certificate-ldap-mapper",
        "kerberos-principal-attribute-mapper"
      })
  void attributesOfADirectoryAreFree(String provider) {
    assertThat(ldap(provider, Map.of("user.model.attribute", "role", "attribute.value", "x")))
        .isEmpty();
  }

  @Test
  void whatIsMissingCarriesNothing() {
    Map<String, String> settings = new HashMap<>();
    settings.put("role", null);
    settings.put("group", " ");
    settings.put("groupType", "ORGANIZATION");
    assertThat(MapperSettings.identityProviderMapper(null, settings)).isEmpty();
    assertThat(MapperSettings.identityProviderMapper("oidc-role-idp-mapper", null)).isEmpty();
    Map<String, List<String>> config = new HashMap<>();
    config.put("role", null);
    config.put("group", List.of());
    assertThat(MapperSettings.storageMapper(null, config)).isEmpty();
    assertThat(MapperSettings.storageMapper("hardcoded-ldap-role-mapper", null)).isEmpty();
  }

  @Test
  void aReferenceIsReadInEveryWayThatKeycloakHas() {
    assertThat(new Role("db-admin").names()).containsExactly(new RealmRole("db-admin"));
    assertThat(new Role("my.client.refund").names())
        .containsExactlyInAnyOrder(
            new RealmRole("my.client.refund"),
            new ClientRole("my", "client.refund"),
            new ClientRole("my.client", "refund"));
    assertThat(new Role(".refund.").names()).containsExactly(new RealmRole(".refund."));
    assertThat(new Role("a".repeat(256)).names()).isEmpty();
  }
}
