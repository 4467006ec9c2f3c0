package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.calls.Preflight;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.TicketGate;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Self-service: what people see and do of their own grants, with an access token as Keycloak's
 * Account API takes it.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class MyResource {

  private final KeycloakSession session;
  private final RealmModel realm;

  private MyResource(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The resource for whoever asks; the answer to a browser's question before it asks. */
  public static Object of(KeycloakSession session, RealmModel realm) {
    return "OPTIONS".equals(session.getContext().getHttpRequest().getHttpMethod())
        ? new Preflight()
        : new MyResource(session, realm);
  }

  /** The caller's bindings. */
  @Path("access")
  public MyAccessResource access() {
    TicketGate server = session.getProvider(TicketGate.class);
    RealmGate gate = server.of(realm);
    ClientModel account = AccountCaller.account(realm);
    AccountCaller caller = account == null ? null : AccountCaller.of(session, realm, account);
    if (caller != null) {
      caller.answerAcrossOrigins();
    }
    return new MyAccessResource(
        gate,
        caller,
        new RequestedTickets(gate, server.node().health()),
        Instant.ofEpochMilli(Time.currentTimeMillis()));
  }
}
