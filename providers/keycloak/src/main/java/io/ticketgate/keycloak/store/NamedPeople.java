package io.ticketgate.keycloak.store;

import java.util.List;
import org.keycloak.models.KeycloakSession;

/** The owners and reviewers of bindings. */
public final class NamedPeople {

  /** Before the id of somebody who is gone: no id begins with it. */
  private static final String REMOVED = "removed:";

  private final Rows rows;
  private final String realmId;

  public NamedPeople(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * Whoever comes to have the id of a removed user owns and reviews nothing by it. What that user
   * owned is found as what a missing owner has left.
   */
  public void removed(String userId) {
    for (String column : List.of("ownerId", "reviewerId")) {
      rows.em()
          .createQuery(
              "update TgBinding b set b."
                  + column
                  + " = :gone where b.realmId = :realmId and b.status in :live and b."
                  + column
                  + " = :userId")
          .setParameter("gone", REMOVED + userId)
          .setParameter("realmId", realmId)
          .setParameter("live", BindingEnds.LIVE)
          .setParameter("userId", userId)
          .executeUpdate();
    }
  }
}
