package io.ticketgate.keycloak.write.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.write.mapper.HandedOut.AnyName;
import io.ticketgate.keycloak.write.mapper.HandedOut.NamePrefixed;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mappers that write the names of roles a person has. */
class HeldRolesInClaimsTest {

  private static final Set<HandedOut> ANYTHING = Set.of(new AnyName());
  private static final String REALM_ROLES = "oidc-usermodel-realm-role-mapper";
  private static final String CLIENT_ROLES = "oidc-usermodel-client-role-mapper";

  private static Set<HandedOut> oidc(String type, Map<String, String> config) {
    return MapperSettings.protocolMapper("openid-connect", type, config);
  }

  private static Map<String, String> clientRoles(String claim, String client) {
    return Map.of("claim.name", claim, "usermodel.clientRoleMapping.clientId", client);
  }

  private static Map<String, String> with(Map<String, String> config, String key, String value) {
    Map<String, String> more = new HashMap<>(config);
    more.put(key, value);
    return more;
  }

  @Test
  void heldRealmRolesAreFreeInTheirPlaceOnly() {
    assertThat(oidc(REALM_ROLES, Map.of("claim.name", "realm_access.roles"))).isEmpty();
    assertThat(oidc(REALM_ROLES, Map.of("claim.name", "resource_access.orders.roles")))
        .isEqualTo(ANYTHING);
    assertThat(oidc(REALM_ROLES, Map.of("claim.name", "kc\\.client\\.orders\\.roles")))
        .isEqualTo(ANYTHING);
  }

  @ParameterizedTest
  @CsvSource({
    // claim, client that is configured, free
    "resource_access.${client_id}.roles, '', true",
    "resource_access.${client_id}.roles, orders, true",
    "resource_access.${client_id}.roles, my.client, true",
    "resource_access.${client_id}.roles, a\\b, true",
    "resource_access.orders.roles, orders, true",
    "resource_access.my\\.client.roles, my.client, true",
    "${client_id}_roles, '', true",
    "${client_id}.roles, orders, true",
    "resource_access.orders.roles, '', false",
    "resource_access.orders.roles, unimportant, false",
    "realm_access.roles, unimportant, false",
    "realm_access.roles, '', false",
    "resource_access.${client_id}, orders, false",
    "resource_access.orders.${client_id}, roles, false",
    "${client_id}.roles, realm_access, false",
    "${client_id}_access.roles, realm, false",
    "${client_id}.roles, '', false",
    "${client_id}_ACCESS.roles, '', false",
    "kc${client_id}, '', false",
    "kc${client_id}x${client_id}roles, '', false",
    "${client_id}-${client_id}, '', false",
    "${client_id}.x.${client_id}, '', false",
    "kc${client_id}-x, '', true",
    "${client_id}, kc.realm.roles, false",
    "resource_access.\\${client_id}.roles, '', false",
    "resource_access\\${client_id}, .orders.roles, true",
  })
  void heldClientRolesAreFreeUnderTheirClientOnly(String claim, String client, boolean free) {
    assertThat(oidc(CLIENT_ROLES, clientRoles(claim, client)))
        .isEqualTo(free ? Set.of() : ANYTHING);
  }

  @ParameterizedTest
  @CsvSource({
    "realm_access.roles, db-, db-",
    "resource_access.orders.roles, db-, db-",
  })
  void aPrefixMakesOtherNamesOfHeldRealmRoles(String claim, String prefix, String handedOut) {
    Map<String, String> config =
        Map.of("claim.name", claim, "usermodel.realmRoleMapping.rolePrefix", prefix);
    assertThat(oidc(REALM_ROLES, config)).containsExactly(new NamePrefixed(handedOut));
    assertThat(oidc(REALM_ROLES, with(config, "claim.name", "groups"))).isEmpty();
  }

  @Test
  void aPrefixMakesOtherNamesOfHeldClientRoles() {
    String own = "resource_access.${client_id}.roles";
    String key = "usermodel.clientRoleMapping.rolePrefix";
    assertThat(oidc(CLIENT_ROLES, with(clientRoles(own, ""), key, "db-")))
        .containsExactly(new NamePrefixed("db-"));
    assertThat(oidc(CLIENT_ROLES, with(clientRoles(own, ""), key, "db-${client_id}-")))
        .containsExactly(new NamePrefixed("db-"));
    assertThat(oidc(CLIENT_ROLES, with(clientRoles(own, ""), key, "${client_id}-")))
        .isEqualTo(ANYTHING);
    assertThat(oidc(CLIENT_ROLES, with(clientRoles(own, ""), key, ""))).isEmpty();
  }

  /** A role called {@code "db-admin"}, quotes included, would lose them. */
  @Test
  void namesThatAreReadAsJsonAreOtherNames() {
    assertThat(
            oidc(REALM_ROLES, Map.of("claim.name", "realm_access.roles", "jsonType.label", "JSON")))
        .isEqualTo(ANYTHING);
    assertThat(
            oidc(
                CLIENT_ROLES,
                with(
                    clientRoles("resource_access.${client_id}.roles", ""),
                    "jsonType.label",
                    "JSON")))
        .isEqualTo(ANYTHING);
  }
}
