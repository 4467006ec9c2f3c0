package io.ticketgate.keycloak.hooks;

import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.rest.GateResources;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Puts our resource at {@code /admin/realms/{realm}/ticket-gate}. */
public final class GateResourceProviderFactory
    implements AdminRealmResourceProviderFactory, AdminRealmResourceProvider {

  @Override
  public AdminRealmResourceProvider create(KeycloakSession session) {
    return this;
  }

  @Override
  public Object getResource(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator auth,
      AdminEventBuilder adminEvent) {
    TicketGate server = session.getProvider(TicketGate.class);
    RealmGate gate = server.of(realm);
    NodeState node = server.node();
    return new GateResources(
            gate,
            new AdminCaller(session, realm, auth, adminEvent),
            new RequestedTickets(gate, node.health()),
            node)
        .root();
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "ticket-gate";
  }
}
