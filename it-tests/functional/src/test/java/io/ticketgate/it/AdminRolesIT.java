package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gate's admin roles are there in every realm, however it came to be. */
@ExtendWith(KeycloakExtension.class)
class AdminRolesIT {

  private static final String[] ROLES = {
    "ticket-gate-view",
    "ticket-gate-grant",
    "ticket-gate-review",
    "ticket-gate-admin",
    "ticket-gate-itsm",
    "ticket-gate-break-glass",
    "ticket-gate-audit"
  };

  @Test
  void aNewRealmHasThem(RealmFixture realm) {
    assertComplete(realm.server(), realm.name());
  }

  @Test
  void masterHasThem(KeycloakServer server) {
    assertThat(
            names(
                server,
                "/admin/realms/master/clients/"
                    + client(server, "master", "master-realm")
                    + "/roles"))
        .contains(ROLES);
    assertThat(server.admin().to("/admin/realms/master/ticket-gate").get().status()).isEqualTo(200);
  }

  /** As a full export writes a realm: its management client and roles are in the file. */
  @Test
  void anImportedRealmHasThemWhateverItsFileSays(KeycloakServer server) {
    ObjectNode roles = Http.JSON.createObjectNode();
    ArrayNode management = roles.putObject("client").putArray("realm-management");
    management.addObject().put("name", "ticket-gate-view").put("description", "of the file");
    management.addObject().put("name", "manage-users");
    ObjectNode realmAdmin =
        management.addObject().put("name", "realm-admin").put("composite", true);
    realmAdmin
        .putObject("composites")
        .putObject("client")
        .putArray("realm-management")
        .add("manage-users")
        .add("ticket-gate-view");
    Map<String, Object> representation =
        Map.of(
            "roles",
            roles,
            "clients",
            List.of(Map.of("clientId", "realm-management", "bearerOnly", true)));
    try (RealmFixture realm = server.newRealm(representation)) {
      assertComplete(server, realm.name());
      realm.grantManagement(realm.createUser("zoe"), "realm-admin");
      assertThat(realm.gate("/rules").bearer(realm.tokenOf("zoe")).get().status()).isEqualTo(200);
    }
  }

  @Test
  void aRealmFromBeforeTheGateHasThemAfterTheNextStart(@TempDir Path home) {
    String name;
    try (KeycloakServer stock = KeycloakServer.start(WideServer.stock().withHome(home))) {
      RealmFixture older = stock.newRealm();
      name = older.name();
      older.grantManagement(older.createUser("zoe"), "realm-admin");
    }
    try (KeycloakServer gated = KeycloakServer.start(WideServer.gated().withHome(home))) {
      assertComplete(gated, name);
      assertComplete(gated, "master");
      String zoe = gated.admin().tokenFor(name, "app", "zoe", RealmFixture.PASSWORD);
      assertThat(
              gated.http().to("/admin/realms/" + name + "/ticket-gate").bearer(zoe).get().status())
          .isEqualTo(200);
    }
  }

  private static void assertComplete(KeycloakServer server, String realm) {
    String master =
        "/admin/realms/master/clients/" + client(server, "master", realm + "-realm") + "/roles";
    assertThat(names(server, master)).contains(ROLES);
    assertThat(names(server, "/admin/realms/master/roles/admin/composites")).contains(ROLES);
    if (!realm.equals("master")) {
      String own =
          "/admin/realms/"
              + realm
              + "/clients/"
              + client(server, realm, "realm-management")
              + "/roles";
      assertThat(names(server, own)).contains(ROLES);
      assertThat(names(server, own + "/realm-admin/composites")).contains(ROLES);
    }
  }

  private static String client(KeycloakServer server, String realm, String clientId) {
    return server
        .admin()
        .to("/admin/realms/" + realm + "/clients?clientId=" + clientId)
        .get()
        .expect(200)
        .json()
        .path(0)
        .path("id")
        .asText();
  }

  private static List<String> names(KeycloakServer server, String path) {
    JsonNode roles = server.admin().to(path).get().expect(200).json();
    return roles.findValuesAsText("name");
  }
}
