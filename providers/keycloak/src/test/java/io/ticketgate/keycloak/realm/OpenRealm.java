package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.spi.ItsmConnector;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** A realm of Keycloak's own model in an open session, which is rolled back in the end. */
abstract class OpenRealm {

  final TestServer server = new TestServer().factory(ItsmConnector.class, new TestItsm());
  KeycloakSession session;
  RealmModel realm;

  @BeforeEach
  void open() {
    session = server.open();
    realm = session.realms().createRealm("r" + UUID.randomUUID());
    session.getContext().setRealm(realm);
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  RealmGate gate() {
    return RealmGate.of(session, realm, Mode.ENFORCE);
  }

  UserModel user(String name) {
    UserModel user = session.users().addUser(realm, null, name, false, false);
    user.setEnabled(true);
    return user;
  }

  /** A service account and its client. */
  UserModel account(ClientModel client) {
    UserModel account = user("service-account-" + client.getClientId());
    account.setServiceAccountClientLink(client.getId());
    client.setServiceAccountsEnabled(true);
    return account;
  }

  Entitlement role(String name) {
    return Entitlements.of(realm.addRole(name));
  }

  RoleModel model(Entitlement role) {
    return realm.getRoleById(role.id());
  }
}
