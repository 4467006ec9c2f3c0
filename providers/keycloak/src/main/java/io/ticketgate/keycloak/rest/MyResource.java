package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.calls.AccountCaller;
import io.ticketgate.keycloak.calls.Preflight;
import io.ticketgate.keycloak.itsm.NewTickets;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.TicketGate;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
    RealmGate gate = gate();
    return new MyAccessResource(gate, caller(), tickets(gate), now());
  }

  /** What the caller may ask for. */
  @Path("entitlements")
  public MyEntitlementsResource entitlements() {
    RealmGate gate = gate();
    return new MyEntitlementsResource(gate, caller(), tickets(gate), now());
  }

  /** What the caller asked for. */
  @Path("requests")
  public MyRequestsResource requests() {
    RealmGate gate = gate();
    RealmJobs jobs = new RealmJobs(session.getKeycloakSessionFactory(), server().serverMode());
    return new MyRequestsResource(
        gate, caller(), tickets(gate), jobs, new NewTickets(jobs, server().node().health()), now());
  }

  /** The clients that the caller owns. */
  @Path("service-accounts")
  public MyServiceAccountsResource serviceAccounts() {
    RealmGate gate = gate();
    return new MyServiceAccountsResource(gate, caller(), tickets(gate), now());
  }

  private TicketGate server() {
    return session.getProvider(TicketGate.class);
  }

  private RealmGate gate() {
    return server().of(realm);
  }

  private @Nullable AccountCaller caller() {
    ClientModel account = AccountCaller.account(realm);
    AccountCaller caller = account == null ? null : AccountCaller.of(session, realm, account);
    if (caller != null) {
      caller.answerAcrossOrigins();
    }
    return caller;
  }

  private RequestedTickets tickets(RealmGate gate) {
    return new RequestedTickets(gate, server().node().health());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
