package io.ticketgate.keycloak.calls;

import io.ticketgate.core.refusal.GateException;
import jakarta.ws.rs.core.Response.Status;

/** The HTTP status of each kind of failure. */
public final class Statuses {

  private Statuses() {}

  /** 400 malformed, 403 refused, 404 unknown, 409 conflict, 503 ITSM unavailable. */
  public static Status of(GateException failure) {
    if (failure instanceof GateException.Invalid) {
      return Status.BAD_REQUEST;
    }
    if (failure instanceof GateException.NotFound) {
      return Status.NOT_FOUND;
    }
    if (failure instanceof GateException.Conflict) {
      return Status.CONFLICT;
    }
    if (failure instanceof GateException.Unavailable) {
      return Status.SERVICE_UNAVAILABLE;
    }
    return Status.FORBIDDEN;
  }
}
