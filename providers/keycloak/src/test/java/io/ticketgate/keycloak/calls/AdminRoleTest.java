package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

class AdminRoleTest {

  private KeycloakSession session;
  private RealmModel realm;
  private ClientModel management;

  @BeforeEach
  void open() {
    session = new TestServer().open();
    realm = session.realms().createRealm("r" + java.util.UUID.randomUUID());
    session.getContext().setRealm(realm);
    management = realm.addClient("realm-management");
    management.addRole("realm-admin");
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  @Test
  void theNamesAreThoseOfTheContract() {
    assertThat(AdminRole.values())
        .extracting(AdminRole::roleName)
        .containsExactly(
            "ticket-gate-view",
            "ticket-gate-grant",
            "ticket-gate-review",
            "ticket-gate-admin",
            "ticket-gate-itsm",
            "ticket-gate-break-glass",
            "ticket-gate-audit");
    assertThat(AdminRole.isNamed("ticket-gate-view")).isTrue();
    assertThat(AdminRole.isNamed("view-users")).isFalse();
  }

  @Test
  void everyRoleIsMadeOnceDescribedAndPutIntoTheRealmsAdmin() {
    AdminRole.ensure(session, realm);
    AdminRole.ensure(session, realm);

    RoleModel parent = management.getRole("realm-admin");
    for (AdminRole each : AdminRole.values()) {
      RoleModel role = management.getRole(each.roleName());
      assertThat(role.getDescription()).isEqualTo("${role_" + each.roleName() + "}");
      assertThat(parent.getCompositesStream()).contains(role);
      assertThat(AdminRole.placed(session)).contains(role.getId());
    }
    assertThat(management.getRolesStream()).hasSize(AdminRole.values().length + 1);
  }

  @Test
  void aRoleThatAnImportMadeBareIsCompletedAndOneWithItsOwnDescriptionKeepsIt() {
    management.addRole("ticket-gate-view");
    management.addRole("ticket-gate-grant").setDescription("ours");

    AdminRole.ensure(session, realm);

    assertThat(management.getRole("ticket-gate-view").getDescription())
        .isEqualTo("${role_ticket-gate-view}");
    assertThat(management.getRole("ticket-gate-grant").getDescription()).isEqualTo("ours");
  }

  @Test
  void whatSomebodyElsePutThereIsNotTheGatesWork() {
    RoleModel view = management.addRole("ticket-gate-view");
    management.getRole("realm-admin").addCompositeRole(view);

    AdminRole.ensure(session, realm);

    assertThat(AdminRole.placed(session)).doesNotContain(view.getId());
  }

  @Test
  void onlyRolesOfAManagementClientAreTheGates() {
    AdminRole.ensure(session, realm);
    RoleModel lookAlike = realm.addClient("orders").addRole("ticket-gate-admin");
    RoleModel ofRealm = realm.addRole("ticket-gate-admin");
    RoleModel inMaster = realm.addClient("other-realm").addRole("ticket-gate-admin");

    assertThat(AdminRole.of(management.getRole("ticket-gate-admin")))
        .contains(AdminRole.TICKET_GATE_ADMIN);
    assertThat(AdminRole.of(inMaster)).contains(AdminRole.TICKET_GATE_ADMIN);
    assertThat(AdminRole.of(lookAlike)).isEmpty();
    assertThat(AdminRole.of(ofRealm)).isEmpty();
    assertThat(AdminRole.of(management.getRole("realm-admin"))).isEmpty();
  }
}
