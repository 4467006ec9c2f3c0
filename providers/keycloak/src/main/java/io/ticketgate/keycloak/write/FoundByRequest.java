package io.ticketgate.keycloak.write;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.Found;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Takes note of grants that a request may have found there, and then writes no row for. */
public final class FoundByRequest {

  private final KeycloakSession session;
  private final RealmModel realm;

  public FoundByRequest(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The request gives the user a role. */
  public void role(String userId, String roleId) {
    note(Found.role(realm.getId(), userId, roleId));
  }

  /** The request puts the user into a group. */
  public void membership(String userId, String groupId) {
    note(Found.membership(realm.getId(), userId, groupId));
  }

  private void note(AttemptedChange change) {
    Mode serverMode = session.getProvider(TicketGate.class).serverMode();
    if (serverMode != Mode.OFF && ChangeCollector.hasRules(realm)) {
      ChangeCollector.found(session, change, serverMode);
    }
  }
}
