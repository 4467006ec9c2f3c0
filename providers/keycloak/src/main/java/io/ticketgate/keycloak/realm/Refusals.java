package io.ticketgate.keycloak.realm;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.calls.GateMetrics;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Counts what was refused, where a rollback cannot undo it: in the metrics, and for each day. */
public final class Refusals {

  private Refusals() {}

  /** Counts one. Writes nothing to the database: a refusal must cost no more than what it saves. */
  public static void count(KeycloakSession session, RealmModel realm, ErrorCode code) {
    GateMetrics.refused(realm, code);
    session
        .getProvider(TicketGate.class)
        .node()
        .refusals()
        .note(realm.getId(), code.code(), Time.currentTimeMillis());
  }
}
