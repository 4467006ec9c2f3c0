package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.AdminCaller;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * One request to the admin resource.
 *
 * @param realm the realm that is administered
 * @param now the time of everything that this request does
 */
record Call(KeycloakSession session, RealmModel realm, AdminCaller caller, Instant now) {

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

  /** Returns whether a text can be the id of a binding. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Refuses a text that can be the id of no binding, before anything is looked up by it.
   *
   * @throws GateException.NotFound {@code binding_not_live}
   */
  static void requireId(String text) {
    if (!isId(text)) {
      throw noBinding(text);
    }
  }

  static GateException.NotFound noBinding(String id) {
    return new GateException.NotFound(
        ErrorCode.BINDING_NOT_LIVE, "There is no binding " + id + ".");
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
