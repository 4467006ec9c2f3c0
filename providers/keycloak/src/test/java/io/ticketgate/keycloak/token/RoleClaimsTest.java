package io.ticketgate.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.AccessToken;

class RoleClaimsTest {

  private final List<String> asked = new ArrayList<>();

  /** Shows every role but the realm role {@code dba} and the role {@code dba} of client db. */
  private final RoleClaims claims =
      new RoleClaims(
          (client, role) -> {
            asked.add((client == null ? "" : client + "/") + role);
            return !role.equals("dba") || "shop".equals(client);
          });

  private Map<String, Object> cleaned(String name, Object value) {
    Map<String, Object> all = new HashMap<>();
    all.put(name, value);
    claims.clean(all);
    return all;
  }

  private static Map<String, Object> roles(Object... names) {
    return Map.of("roles", Arrays.asList(names));
  }

  @Test
  void takesRolesOutOfAnAccessTokenWhereverTheyAre() {
    AccessToken token = new AccessToken();
    token.setRealmAccess(new AccessToken.Access().addRole("dba").addRole("reader"));
    token.addAccess("db").addRole("dba").addRole("clerk");
    token.addAccess("shop").addRole("dba");
    token.setOtherClaims("realm_access", roles("dba", "reader"));

    claims.clean(token);

    assertThat(token.getRealmAccess().getRoles()).containsExactly("reader");
    assertThat(token.getResourceAccess("db").getRoles()).containsExactly("clerk");
    assertThat(token.getResourceAccess("shop").getRoles()).containsExactly("dba");
    assertThat(token.getOtherClaims()).containsEntry("realm_access", roles("reader"));
  }

  @Test
  void knowsWhoseRolesAClaimHolds() {
    assertThat(cleaned("resource_access", Map.of("db", roles("dba"), "shop", roles("dba"))))
        .containsEntry("resource_access", Map.of("db", roles(), "shop", roles("dba")));
    assertThat(asked).containsExactlyInAnyOrder("db/dba", "shop/dba");
  }

  @Test
  void looksIntoTheRolesOfAnOrganisation() {
    assertThat(
            cleaned("organization", Map.of("acme", Map.of("realm_access", roles("dba", "reader")))))
        .containsEntry("organization", Map.of("acme", Map.of("realm_access", roles("reader"))));
  }

  @Test
  void looksIntoWhatAuthorizationServicesReadAsRoles() {
    assertThat(cleaned("kc.realm.roles", List.of("dba", "reader")))
        .containsEntry("kc.realm.roles", List.of("reader"));
    assertThat(cleaned("kc.client.db.roles", List.of("dba")))
        .containsEntry("kc.client.db.roles", List.of());
  }

  @Test
  void takesOneNameThatIsNoListAndLeavesAList() {
    assertThat(cleaned("realm_access", Map.of("roles", "dba")))
        .containsEntry("realm_access", roles());
    assertThat(cleaned("realm_access", Map.of("roles", "reader")))
        .containsEntry("realm_access", Map.of("roles", "reader"));
  }

  @Test
  void readsAClaimThatIsATree() {
    Object tree = new ObjectMapper().valueToTree(Map.of("roles", List.of("dba", "reader")));

    assertThat(cleaned("realm_access", tree)).containsEntry("realm_access", roles("reader"));
  }

  @Test
  void leavesEveryOtherClaimAsItIs() {
    Map<String, Object> address = Map.of("city", "dba");

    assertThat(cleaned("address", address).get("address")).isSameAs(address);
    assertThat(cleaned("groups", List.of("dba"))).containsEntry("groups", List.of("dba"));
    assertThat(asked).isEmpty();
  }
}
