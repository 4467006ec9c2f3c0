package io.ticketgate.keycloak.rest;

import io.ticketgate.keycloak.calls.AdminCaller;
import java.net.URI;
import java.time.Instant;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * One request to the admin resource.
 *
 * @param realm the realm that is administered
 * @param now the time of everything that this request does
 */
record Call(KeycloakSession session, RealmModel realm, AdminCaller caller, Instant now) {

  /** Makes sure that nothing of the request is committed. */
  void rollBack() {
    session.getTransactionManager().setRollbackOnly();
  }

  /** The address of something that this request has made. */
  URI location(String collection, String id) {
    return session
        .getContext()
        .getUri()
        .getBaseUriBuilder()
        .path("admin/realms")
        .path(realm.getName())
        .path("ticket-gate")
        .path(collection)
        .path(id)
        .build();
  }
}
