package io.ticketgate.spi;

/** What a ticket asks for, by the names people use. */
public sealed interface EntitlementName {

  /** A realm role. */
  record RealmRole(String role) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public RealmRole {
      requireName(role);
    }

    @Override
    public String toString() {
      return role;
    }
  }

  /**
   * A client role.
   *
   * @param client client id of the client that owns the role
   */
  record ClientRole(String client, String role) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when a name is blank
     */
    public ClientRole {
      requireName(client);
      requireName(role);
    }

    @Override
    public String toString() {
      return client + "/" + role;
    }
  }

  /**
   * The usable credential of a client: its secret, its keys and its service-account tokens.
   *
   * @param clientId client id of the client
   */
  record ClientCredential(String clientId) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public ClientCredential {
      requireName(clientId);
    }

    @Override
    public String toString() {
      return "client:" + clientId;
    }
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException(
          "The name of a role or client is 1 to 255 characters and not blank.");
    }
  }
}
