package io.ticketgate.keycloak.write.change;

/**
 * A role or client that was removed although an attribute or a former name alone protected it. One
 * created again under its name would be unprotected. Keycloak's removal events report it, no row.
 */
public final class Forgotten {

  private static final String PROTECTED =
      " is protected by an attribute or a former name. Only ticket-gate-admin may delete ";

  private Forgotten() {}

  /** A role that no rule would know by its name. */
  public static AttemptedChange role(String realmId, String roleName) {
    return new Role(realmId, roleName);
  }

  /** A client whose credential no rule would know by its name. */
  public static AttemptedChange client(String realmId, String clientUuid, String clientId) {
    return new Client(realmId, clientUuid, clientId);
  }

  record Role(String realmId, String roleName) implements AttemptedChange {
    @Override
    public void guard(JudgedRealm realm) {
      realm
          .guard()
          .requireAdmin(
              "Role "
                  + roleName
                  + PROTECTED
                  + "it: a role created again under this name would be unprotected.");
    }
  }

  record Client(String realmId, String clientUuid, String clientId) implements AttemptedChange {

    /** Keycloak's Admin API v2 tries each change on a client that it makes and removes. */
    @Override
    public void guard(JudgedRealm realm) {
      if (!realm.made().isNewClient(clientUuid)) {
        realm
            .guard()
            .requireAdmin(
                "The credential of client "
                    + clientId
                    + PROTECTED
                    + "the client: one created again under this name would be unprotected.");
      }
    }
  }
}
